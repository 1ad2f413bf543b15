"""The rollback question: shall it go back, or on? In the thread, and direct to whoever decides."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.agenda.question import HALF, SOON
from bot.domain.agenda_events import key
from bot.domain.askings import is_behind
from bot.domain.electorate import electors
from bot.domain.forecast import forecast
from bot.domain.plan import Plan
from bot.domain.progress import current_steps
from bot.domain.question_parts import Answered, Outcome, RollbackQuestion
from bot.domain.questions import decision_question, decision_subject, question_of
from bot.domain.raising import possible_until
from bot.domain.state import Deployment, StepStatus
from bot.domain.times import clock, day_and_clock
from bot.ports import Message
from commands.blocks import deciding, phrases as ph, question_offers as offers
from commands.blocks.evidence import most_telling_first, seen
from commands.blocks.kit import Content, actions, paragraph, small
from commands.blocks.mrkdwn import ACTION, link, plain, quoted
from commands.blocks.settled import settled
from commands.blocks.way_back import would_run

BEHIND = "🔁 *Roll back?* Asked again: the newer message counts"
RUNNING_SHOWN = 2
LINKS_LENGTH, LINKS_PARTS = 1800, 3
"""Characters of one part of the links, and how many parts: all of 8.2's that Slack takes."""


def question(message: Message) -> Content:
    """The question of one round, or its answer; a line where its reader was asked once more since."""
    state, asked = message.state, message.state.question
    is_open = asked and decision_subject(asked.round) == question_of(message.subject)
    if is_open and is_behind(state, message.plan, message.subject, message.to):
        return settled(state, BEHIND)
    return as_it_stands(message)


def as_it_stands(message: Message) -> Content:
    """The question of one round, or its answer, whatever message shows it."""
    state, asked = message.state, message.state.question
    subject = question_of(message.subject)
    if asked and decision_subject(asked.round) == subject:
        return _open(message, asked)
    found = [each for each in state.answers if decision_subject(each.question.round) == subject]
    if not found:
        raise LookupError(f"no rollback question of {state.id} is {message.subject}")
    return _answered(message, found[-1])


def reminder(rule: str, message: Message) -> Content:
    """The question once more, as it stands now; a line where nothing is asked of its reader any more."""
    asked_as, _, _ = message.subject.partition(" ")
    subject = asked_as.rpartition(":")[0]
    content = as_it_stands(replace(message, subject=subject))
    asked = message.state.question
    if asked is None or decision_subject(asked.round) != subject:
        return content
    if decision_question(asked) != asked_as:
        return settled(
            message.state, f"🔁 *Roll back?* It is {asked.severity} now: the newer reminder counts"
        )
    waits = electors(message.state, message.plan, asked).asked(asked.votes)
    if message.to and all(person.id != message.to for person in waits):
        cast = asked.votes.get(message.to)
        said = f"You answered {deciding.CHOICES[cast.choice]}" if cast else "It is not yours to decide now"
        return settled(message.state, f"*Roll back?* {said}; {_who(message, asked)}")
    if is_behind(message.state, message.plan, key(rule, message.subject), message.to):
        return settled(message.state, BEHIND)
    said = _reminds(rule, message, asked)
    return Content(text=f"Reminder: {content.text}", blocks=(small(said), *content.blocks))


def _reminds(rule: str, message: Message, asked: RollbackQuestion) -> str:
    until = electors(message.state, message.plan, asked).until
    by = clock(until, message.state.zone)
    if rule in {HALF, SOON}:
        left = "half of the time is over" if rule == HALF else "2 min are left"
        return f"Reminder: {left}, it is to be decided by {by}"
    return f"Reminder: undecided since {clock(asked.opened_at, message.state.zone)}, and no step starts"


def _who(message: Message, asked: RollbackQuestion) -> str:
    return deciding.who_decides(message.state, message.plan, asked, message.to)


def _open(message: Message, asked: RollbackQuestion) -> Content:
    state, plan = message.state, message.plan
    severity = deciding.severity_named(asked)
    until = deciding.by_when(state, plan, asked)
    deadline = f"decide by {clock(until, state.zone)}" if until else "decide now"
    if asked.is_quiet:
        deadline = "all over, one Continue is enough"
    elif electors(state, plan, asked).sufficing(asked.votes):
        deadline = "one press more settles it"
    why = most_telling_first(asked.evidence)[0]
    return Content(
        text=f"{ph.brief(state)}: roll back? {severity}, {deadline}: {plain(why.text, ACTION)}",
        blocks=(
            paragraph(
                ph.sentence(
                    f"*Roll back? {severity}*, {ph.title(state)}",
                    _who(message, asked),
                    deciding.standing_in(state, plan, asked, message.to),
                ),
                seen(state, asked.evidence),
                would_run(state, plan),
                ph.sentence(_latest(state, plan), deciding.what_then(state, plan, asked)),
                deciding.votes(state, plan, asked),
                _meanwhile(state, plan),
            ),
            *(small(part) for part in _links(message)),
            *actions(*offers.question(state, asked)),
        ),
    )


def _latest(state: Deployment, plan: Plan) -> str:
    """Until when it can be done at all, or begin to end inside the window."""
    if until := possible_until(state):
        return f"Rolling back is possible until *{day_and_clock(until, state.zone)}*"
    latest = forecast(state, plan).latest_rollback
    return f"Latest start *{ph.hour(state, latest)}*" if latest else ""


def _meanwhile(state: Deployment, plan: Plan) -> str:
    """What goes on, and what does not, until it is answered; "" once nothing would be called anyway."""
    if not state.state.is_running:
        return ""
    steps = current_steps(state, plan)
    running = [ph.step_name(each, ph.BRIEF) for each in steps if _is(state, each.number, StepStatus.RUNNING)]
    failed = [plain(each.number, ph.NUMBER) for each in steps if _is(state, each.number, StepStatus.FAILED)]
    return ph.sentence(
        "No step starts until this is answered",
        f"{ph.listed(running, RUNNING_SHOWN)} runs on" if running else "",
        f"step {failed[0]} may be tried again" if failed and not state.hold else "",
    )


def _is(state: Deployment, number: str, status: StepStatus) -> bool:
    return state.steps[number].status is status


def _links(message: Message) -> Iterator[str]:
    """Every dashboard of 8.2 by its name, in as many parts as it takes; in a direct message the channel."""
    names = [link(each.url, each.name) for each in message.plan.dashboards]
    if message.to:
        names = [ph.thread(message), *names]
    parts: list[list[str]] = [[]]
    for name in names:
        if parts[-1] and len(", ".join([*parts[-1], name])) > LINKS_LENGTH:
            parts.append([])
        parts[-1].append(name)
    beyond = sum(map(len, parts[LINKS_PARTS:]))
    for part in parts[:LINKS_PARTS]:
        if part:
            yield ", ".join(part)
    if beyond:
        yield f"… and {beyond} more in 8.2 of the plan"


def _answered(message: Message, answer: Answered) -> Content:
    """What was decided, by whom and when; what it was asked for, and what others said."""
    state = message.state
    line = _outcome(state, answer)
    asked = answer.question
    opened = f"Asked {clock(asked.opened_at, state.zone)}, {asked.severity}"
    return Content(
        text=f"{ph.brief(state)}: {line}",
        blocks=(
            paragraph(
                line,
                f"{opened}: {seen(state, asked.evidence)}",
                deciding.votes(state, message.plan, asked),
            ),
        ),
    )


def _outcome(state: Deployment, answer: Answered) -> str:
    by = f"{ph.person_name(answer.by)}, {clock(answer.at, state.zone)}"
    why = f": {quoted(answer.reason)}" if answer.reason else ""
    match answer.outcome:
        case Outcome.ROLLBACK:
            return f"⏪ *Roll back?* Yes, decided by {by}{why}"
        case Outcome.CONTINUE:
            again = f"; asked again {ph.hour(state, answer.ask_again_at)}" if answer.ask_again_at else ""
            return f"▶️ *Roll back?* No, it goes on, decided by {by}{why}{again}"
        case _:
            return f"⏹️ *Roll back?* Not asked any more: what it was asked for is over, {by}"
