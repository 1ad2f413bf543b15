"""A call of 9.2, direct: why, since when, who is on it, what is wanted until when; then what came of it."""

from dataclasses import replace

from bot.domain.agenda.escalation import silent_at, waits_for_silence
from bot.domain.askings import asks, is_call_behind
from bot.domain.ladder import Answer, Ladder, LevelCall
from bot.domain.maintenance import is_on
from bot.domain.people import Person
from bot.domain.plan import Plan, Step
from bot.domain.progress import current_steps
from bot.domain.questions import OVER, decision_subject, issue_in
from bot.domain.state import Deployment, StepStatus
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.kit import Content, actions, paragraph, small
from commands.blocks.ladder import NOBODY_YET, at_first, next_level, number_of, on_it, over
from commands.blocks.mrkdwn import ACTION, NAME, clock_and_yours, mention, plain
from commands.blocks.question import as_it_stands
from commands.blocks.settled import settled

STEPS_SHOWN = 2
MENTIONED = 30
"""How many of a large group are named, and so hear of it."""


def escalation(message: Message) -> Content:
    """What a call says to its reader as it stands, or that it is over."""
    state = message.state
    issue = state.ladders[issue_in(message.subject) - 1]
    which = message.subject.partition(" ")[2]
    if which == OVER:
        return _stand_down(message, issue)
    call = issue.calls[int(which) - 1]
    reader = Person(id=message.to, name="")
    is_theirs = not message.to or any(person.id == reader.id for person in call.people)
    label = "" if is_theirs or not call.absent else _to_telephone(issue, call)[0]
    if issue.over:
        return settled(state, over(state, issue))
    if _is_called_anew(issue, int(which), message.to, label):
        return settled(state, f"🔁 *Called again*, {ph.title(state)}: the newer call counts")
    if asks(state, message.plan, message.to):
        return _with_question(message, int(which), label)
    return _open(message, issue, call, label)


def _to_telephone(issue: Ladder, call: LevelCall) -> tuple[str, ...]:
    """Whoever of those without Slack has it, else those who were not telephoned yet, in order; else all."""
    said = {label: issue.answer_of(label) for label in call.absent}
    on_it = tuple(label for label, answer in said.items() if answer and answer.takes_charge)
    return on_it or tuple(label for label, answer in said.items() if answer is None) or call.absent


def _with_question(message: Message, number: int, label: str) -> Content:
    """The rollback question as it stands, under a line of the call, with the buttons of both.

    The line alone, where its reader was asked by something newer.
    """
    state, asked, issue = message.state, message.state.question, message.state.ladder
    assert asked, "a question is open"
    assert issue, "somebody is called for it"
    call = issue.calls[number - 1]
    answer = issue.answer_of(label or message.to)
    what = _what(issue, call, answer, label)
    content = as_it_stands(replace(message, subject=decision_subject(asked.round)))
    brief = ph.brief(state)
    until = "" if answer else _wanted(state, message.plan, issue, answer).replace("W", "w", 1)
    line = ph.sentence(f"📟 *{what}*", until, on_it(state, issue).replace("On", "on", 1))
    if is_call_behind(state, message.plan, number, message.to):
        shown = (paragraph(line), *actions(*_buttons(state, answer, label)))
        return Content(text=f"{brief}: {what}", blocks=shown)
    return Content(
        text=f"{brief}: {what}; {content.text.removeprefix(f'{brief}: ')}",
        blocks=(small(line), *content.blocks, *actions(*_buttons(state, answer, label))),
    )


def _is_called_anew(issue: Ladder, number: int, reader: str, label: str) -> bool:
    """Whether its reader, or whom they telephone, was called once more since."""
    return any(
        label in later.absent if label else any(person.id == reader for person in later.people)
        for later in issue.calls[number:]
    )


def _open(message: Message, issue: Ladder, call: LevelCall, label: str) -> Content:
    state, plan, to = message.state, message.plan, message.to
    answer = issue.answer_of(label or to)
    what = _what(issue, call, answer, label) if to else _of_many(call)
    until = _wanted(state, plan, issue, answer)
    reason = issue.reason
    why = plain(call.why if call.why and call.at >= reason.at else reason.note, ACTION)
    deadline = (
        f", answer by {clock(silent_at(issue), state.zone)}"
        if until and waits_for_silence(state, plan)
        else ""
    )
    return Content(
        text=f"{ph.brief(state)}: {what}{deadline}: {plain(reason.note, ph.BRIEF)}",
        blocks=(
            paragraph(
                f"*{what}*: {ph.title(state)}, {why}",
                ph.sentence(_since(state, issue), _customers(state, plan)),
                ph.sentence(on_it(state, issue) or NOBODY_YET, _called_before(message, issue, call)),
                _now(state, plan),
                until,
                ph.sentence(
                    f"Lead {_with_numbers(state, plan)}",
                    ph.thread(message) if to else "",
                    ph.dashboards(plan),
                ),
            ),
            *actions(*_buttons(state, answer, label), offers.open_plan(state)),
        ),
    )


def _what(issue: Ladder, call: LevelCall, answer: Answer | None, label: str) -> str:
    level = plain(call.level, NAME)
    if answer and answer.takes_charge:
        return f"{plain(label, ACTION)} is on it ({level})" if label else f"You are on it ({level})"
    if answer:
        return f"{plain(label, ACTION)} passed it on ({level})" if label else f"You passed it on ({level})"
    others = [plain(each, NAME) for each in _to_telephone(issue, call)[1:]] if label else []
    other = f", else {ph.listed(others, ph.PEOPLE_SHOWN)}" if others else ""
    return f"{level}: telephone {plain(label, ACTION)}{other}" if label else f"You are called ({level})"


def _of_many(call: LevelCall) -> str:
    """In the thread each of them is named, for that is what rings."""
    return f"{ph.mentions(call.people, MENTIONED)}, you are called ({plain(call.level, NAME)})"


def _since(state: Deployment, issue: Ladder) -> str:
    by = f", raised by {ph.person_name(issue.opened.by)}" if issue.opened.by else ""
    return (
        f"Open since {clock_and_yours(issue.opened.at, state.zone)}{by}{at_first(issue)}; {ph.stands(state)}"
    )


def _customers(state: Deployment, plan: Plan) -> str:
    return "customers see the maintenance page" if is_on(state, plan) else ""


def _called_before(message: Message, issue: Ladder, call: LevelCall) -> str:
    """`silent: L1 @oli (+49 30 …)`: who else was called for it and has not answered."""
    state, plan, reader, found = message.state, message.plan, message.to, []
    for person in issue.asked:
        if person.id == reader or any(each.id == person.id for each in call.people):
            continue
        level = issue.level_of(person.id)
        number = number_of(state, plan, level, person)
        found.append(f"{plain(level, NAME)} {mention(person)}{f' ({plain(number, NAME)})' if number else ''}")
    return f"silent: {ph.listed(found, ph.PEOPLE_SHOWN)}" if found else ""


def _now(state: Deployment, plan: Plan) -> str:
    steps = current_steps(state, plan)
    names = [
        f"{ph.step_name(step, ph.BRIEF)}, {ph.owner(state, step, 1)}{_failed(state, step)}" for step in steps
    ]
    return f"Now: {ph.listed(names, STEPS_SHOWN, '; ')}" if names else ""


def _failed(state: Deployment, step: Step) -> str:
    """That a failed step may still come right: whoever is called need not think that it is lost."""
    if state.steps[step.number].status is not StepStatus.FAILED:
        return ""
    return ", failed" if state.hold else ", failed, may be tried again"


def _wanted(state: Deployment, plan: Plan, issue: Ladder, answer: Answer | None) -> str:
    """`Wanted: take charge by 23:49, else L3`; of who has it, that it is said when it is over."""
    if answer and answer.takes_charge:
        if any(issue.about):
            return "Over with the answer whether to roll back; whoever was called is told"
        return "Say when it is over: Stand down; whoever was called is told"
    if answer:
        return ""
    if not waits_for_silence(state, plan):
        return "Wanted: take charge as well, or say that it is not yours"
    at = ph.hour(state, silent_at(issue))
    return f"Wanted: take charge by *{at}*, else {next_level(state, plan) or 'all are called again'}"


def _with_numbers(state: Deployment, plan: Plan) -> str:
    """`@ana (+49 30 …)`."""
    found = []
    for person in (state.lead.people or state.lead.deputies)[:1]:
        number = number_of(state, plan, "", person)
        found.append(f"{mention(person)}{f' ({plain(number, NAME)})' if number else ''}")
    return ", ".join(found) or ph.lead(state)


def _buttons(state: Deployment, answer: Answer | None, label: str) -> tuple[offers.Pressable, ...]:
    if answer is None:
        return offers.answers(state, label)
    acknowledge, not_me = offers.answers(state, label)
    return (offers.stand_down(state), not_me) if answer.takes_charge else (acknowledge,)


def _stand_down(message: Message, issue: Ladder) -> Content:
    """That whoever was called need not act any more; whom the lead telephones to say so."""
    state = message.state
    absent = [plain(each.for_whom, ACTION) for each in issue.on_it if each.for_whom]
    is_lead = any(person.id == message.to for person in state.lead.all)
    tell = f"Telephone {ph.listed(absent, ph.PEOPLE_SHOWN)}: it is over" if absent and is_lead else ""
    return Content(
        text=f"{ph.brief(state)}: stand down, {plain(issue.reason.note, ph.BRIEF)} is over",
        blocks=(
            paragraph(over(state, issue), f"{ph.title(state)} is {ph.stands(state)}; thank you", tell),
            *actions(offers.open_plan(state)),
        ),
    )
