"""The ladder of 9.2 in the thread: who was called and when, who answered, who is next; and words about it."""

from bot.domain.agenda.escalation import silent_at, waits_for_silence
from bot.domain.escalation import uncalled
from bot.domain.ladder import Answer, Ladder, LevelCall
from bot.domain.levels import levels
from bot.domain.monitors import Monitor
from bot.domain.pages import is_paged
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.questions import issue_in
from bot.domain.roles import telephone_in
from bot.domain.state import Deployment
from bot.domain.telephones import telephone_of
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.dnd import MARK
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import ACTION, NAME, clock_and_yours, mention, plain, quoted
from commands.blocks.settled import settled

LEVELS_SHOWN = 3
"""With what stands above and below them there are six lines."""
PEOPLE_OF_A_LEVEL = 2
NOBODY_YET = "Nobody is on it yet"


def ladder(message: Message) -> Content:
    """The ladder of one issue as it stands; once it is over, a line of how."""
    state, plan = message.state, message.plan
    issue = state.ladders[issue_in(message.subject) - 1]
    if issue.over:
        return settled(state, over(state, issue))
    rungs = list(dict.fromkeys(call.level for call in reversed(issue.calls)))
    shown = [_rung(state, plan, issue, name) for name in reversed(rungs[:LEVELS_SHOWN])]
    return Content(
        text=f"{ph.brief(state)}: escalated, {plain(issue.reason.note, ph.BRIEF)}",
        blocks=(
            paragraph(
                f"📟 *Escalated: {plain(issue.reason.note, ACTION)}*, {ph.title(state)}",
                f"Open since {clock_and_yours(issue.opened.at, state.zone)}{_by(issue)}",
                *shown,
                next_step(state, plan, issue),
            ),
            *actions(*offers.answers(state), offers.stand_down(state)),
        ),
    )


def over(state: Deployment, issue: Ladder) -> str:
    """`✅ Stand down: “orders are lost” is over since 23:55 CET, Ana Ruiz: “the queue is empty”`."""
    assert issue.over, "it is over"
    why = f": {quoted(issue.over.note, ph.QUOTE)}" if issue.over.note else ""
    by = f", {ph.person_name(issue.over.by)}" if issue.over.by else ""
    since = clock(issue.over.at, state.zone)
    return f"✅ *Stand down*: {quoted(issue.reason.note, ph.BRIEF)} is over since {since}{by}{why}"


def _by(issue: Ladder) -> str:
    by = f", {ph.person_name(issue.opened.by)}" if issue.opened.by else ""
    return f"{by}{at_first(issue)}"


def at_first(issue: Ladder) -> str:
    """`: “orders are lost”`: why it was opened, where what came since is what counts now."""
    return "" if issue.reason == issue.opened else f": {quoted(issue.opened.note, ph.BRIEF)}"


def _rung(state: Deployment, plan: Plan, issue: Ladder, name: str) -> str:
    """`L1 @oli: called 23:00, 23:10, acknowledged 23:16`, or whom to telephone where nobody answers."""
    calls = [call for call in issue.calls_of(name) if call.rings]
    label = plain(name, NAME)
    if not calls:
        strangers = _strangers(state, name)
        on_call = f"; on call: {strangers}" if strangers else ""
        return f"{label}: nobody new stands for it{on_call}{_unpaged(state, plan, issue, name)}"
    called = ", ".join(ph.hour(state, call.at) for call in calls[-2:])
    said = _said(state, issue, name)
    if not said:
        said = _silent(state, plan, issue, calls[-1]) + _unpaged(state, plan, issue, name)
    return f"{label} {_called(state, calls[-1])}: called {called}{said}"


def _unpaged(state: Deployment, plan: Plan, issue: Ladder, name: str) -> str:
    """`; not paged: PagerDuty is not set up`: that Slack alone calls a level that was to be paged, too."""
    if issue.calls_of(name)[-1].is_unpaged:
        return f"; *not paged*: {Monitor.PAGERDUTY} is not set up"
    if why := issue.refused.get(name):
        return f"; *not paged*: {plain(why, ACTION)}"
    is_away = Monitor.PAGERDUTY in state.failing and is_paged(plan, name)
    return f"; *not paged yet*: {Monitor.PAGERDUTY} does not work" if is_away else ""


def _called(state: Deployment, call: LevelCall) -> str:
    people = ph.mentions(call.people, PEOPLE_OF_A_LEVEL) if call.people else ""
    absent = ph.listed([plain(label, NAME) for label in call.absent], PEOPLE_OF_A_LEVEL)
    telephoned = f"{absent}, by {ph.lead(state)}" if absent else ""
    return ", ".join(filter(None, (people, telephoned, _strangers(state, call.level))))


def _strangers(state: Deployment, level: str) -> str:
    """`Jane Doe (PagerDuty)`: who is on call for a level and not in Slack, where nobody can mention them."""
    names = [f"{plain(name, NAME)} ({Monitor.PAGERDUTY})" for name in state.on_call_strangers.get(level, ())]
    return ph.listed(names, PEOPLE_OF_A_LEVEL) if names else ""


def _said(state: Deployment, issue: Ladder, name: str) -> str:
    """What was said for the level since it was last called."""
    given = [each for each in issue.on_it if each.level == name]
    if given:
        return f", *acknowledged {ph.hour(state, given[-1].at)}*{_elsewhere(given[-1])}"
    passed = [each for each in issue.answers if each.level == name and issue.answer_of(each.who) is each]
    asked = {person.id for call in issue.calls_of(name) for person in call.people}
    is_asked = any(person.id in asked for person in issue.asked)
    return f", passed on {ph.hour(state, passed[-1].at)}" if passed and not is_asked else ""


def _elsewhere(answer: Answer) -> str:
    return f" in {plain(answer.where, NAME)} by {plain(answer.said_by, NAME)}" if answer.where else ""


def _silent(state: Deployment, plan: Plan, issue: Ladder, call: LevelCall) -> str:
    """`, silent, 🔕, +49 30 …`: whom to telephone once a later call shows that this one was not heard."""
    if issue.calls[-1] is call and len(issue.calls_of(call.level)) == 1:
        return ""
    numbers = dict.fromkeys(
        number for each in call.people if (number := number_of(state, plan, call.level, each))
    )
    quiet = [state.dnd.get(person.id) for person in call.people]
    unheard = f", {MARK} Do Not Disturb" if any(each and each.covers(call.at) for each in quiet) else ""
    telephones = ph.listed([plain(number, NAME) for number in numbers], PEOPLE_OF_A_LEVEL)
    return f", silent{unheard}{f', {telephones}' if telephones else ''}"


def number_of(state: Deployment, plan: Plan, name: str, person: Person) -> str:
    """The telephone number that the plan has for somebody who was called: their own, else their row's."""
    if own := telephone_of(state, plan, person):
        return own
    rows = [row for level in levels(plan) if level.name == name for row in level.rows]
    return next((telephone_in(row.phone) for row in rows if state.holders(row.contact).include(person)), "")


def on_it(state: Deployment, issue: Ladder) -> str:
    """`On it: @oli since 23:16`; "" where nobody is."""
    found = [f"{_who(answer)} since {ph.hour(state, answer.at)}" for answer in issue.on_it]
    return f"On it: {ph.listed(found, PEOPLE_OF_A_LEVEL)}" if found else ""


def _who(answer: Answer) -> str:
    if answer.by is None:
        return f"{plain(answer.said_by, NAME)} (in {plain(answer.where, NAME)})"
    return plain(answer.for_whom, NAME) if answer.for_whom else mention(answer.by)


def next_step(state: Deployment, plan: Plan, issue: Ladder) -> str:
    """Who is on it, and who is called next, when; or that all are called again."""
    silence = _after_silence(state, plan, issue)
    return ph.sentence(on_it(state, issue) or f"*{NOBODY_YET}*", silence, _by_age(state, plan, issue))


def _after_silence(state: Deployment, plan: Plan, issue: Ladder) -> str:
    if not waits_for_silence(state, plan):
        return ""
    following = next_level(state, plan) or "all again"
    return f"{following} at *{ph.hour(state, silent_at(issue))}* unless acknowledged"


def _by_age(state: Deployment, plan: Plan, issue: Ladder) -> str:
    """The next level that is called though somebody is on it."""
    timed = [level for level in uncalled(state, plan) if not level.when.is_critical]
    aged = [(level.when.after, level.name) for level in timed if level.when.after]
    if not aged:
        return ""
    after, name = min(aged)
    return f"{plain(name, NAME)} in any case at {ph.hour(state, issue.opened.at + after)}"


def next_level(state: Deployment, plan: Plan) -> str:
    """Who is called next where nobody answers: `L3`; "" where all are, again."""
    return plain(next((level.name for level in uncalled(state, plan)), ""), NAME)


def escalated(state: Deployment) -> str:
    """`escalated: L2 @max since 23:44`, for the status message; "" while no issue is open."""
    issue = state.ladder
    if issue is None or not issue.last_ring:
        return ""
    call = issue.calls[issue.last_ring - 1]
    since = ph.hour(state, call.at)
    called = f"📟 *escalated*: {plain(call.level, NAME)} {_called(state, call)} since {since}"
    return ph.sentence(called, on_it(state, issue).replace("On", "on", 1))
