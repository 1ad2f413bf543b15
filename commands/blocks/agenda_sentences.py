"""What came due, and what audiences were told, in one sentence an event. All are mrkdwn."""

from bot.domain import events as e
from bot.domain.agenda.notifications import NOTICE, row_of
from bot.domain.agenda.table import RULES
from bot.domain.agenda_events import Fate
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment
from bot.domain.telling import NOT_SENT, OF_THE_END
from bot.domain.times import clock, day_and_clock, zone_of
from commands.blocks import deliveries, phrases as ph
from commands.blocks.mrkdwn import ACTION, NAME, plain, quoted
from commands.blocks.sentence_parts import Sentences

BY_WAY = {Channel.EMAIL: "by email", Channel.SLACK: "in Slack", Channel.STATUS_PAGE: "on the status page"}
MADE_UP = {
    Fate.LATE: "sent late",
    Fate.FOLDED: "folded into a later one",
    Fate.SKIPPED: "skipped, as it makes no sense any more",
}


def _came_due(event: e.CameDue, state: Deployment, plan: Plan) -> str:
    """What the clock asked for, by the words of its rule; a notice by its own."""
    if (row := row_of(event.subject, plan)) and event.rule.startswith(NOTICE):
        due = day_and_clock(event.due_at, state.zone)
        audience = plain(row.audience, NAME)
        return f"{plain(row.message, ACTION)}: {audience} not told, it was due {due}: {event.fate}"
    return f"{RULES[event.rule].what}: {event.fate}"


def _notice_given(event: e.NoticeGiven, _state: Deployment, _plan: Plan) -> str:
    """Who was told what, by which ways, and where that did not work."""
    *others, last = [BY_WAY[way] for way in event.ways] or [""]
    ways = f"{', '.join(others)} and {last}" if others else last
    told = f"told {ways}" if ways else "not told"
    late = f", late ({plain(event.late_because)})" if event.is_late else ""
    failings = [each if event.ways else each.removesuffix(NOT_SENT) for each in event.failings]
    lacking = f" ({'; '.join(plain(each) for each in failings)})" if failings else ""
    audience = plain(event.audience.name, NAME)
    return f"{plain(event.message, ACTION)}: {audience} {told}{late}{lacking}"


def _notice_edited(event: e.NoticeEdited, _state: Deployment, plan: Plan) -> str:
    """What a row will say; and that it waits, where its new words may be said only in the end."""
    row = next((each for each in plan.notifications if each.number == event.row), None)
    found = OF_THE_END.search(event.message)
    waits = ""
    if found and row and row.time and not row.time.when_done:
        waits = f"; it waits for the last confirmation, because of {quoted(found[0])}"
    return f"{plain(_row_named(event.row, plan), ACTION)} will say: {quoted(event.message)}{waits}"


def _row_named(number: int, plan: Plan) -> str:
    """What a row of 9.1 says in the plan."""
    return next((row.message for row in plan.notifications if row.number == number), f"notice {number}")


def _caught_up(event: e.CaughtUp, state: Deployment, _plan: Plan) -> str:
    """What the bot missed while it was away, and what became of it."""
    totals = {fate: sum(counts.get(fate, 0) for counts in event.fates.values()) for fate in MADE_UP}
    said = ph.listed([f"{count} {MADE_UP[fate]}" for fate, count in totals.items() if count], len(MADE_UP))
    since, now = (at.astimezone(zone_of(state.zone)).date() for at in (event.since, event.at))
    said_when = clock if since == now else day_and_clock
    return f"I was away since {said_when(event.since, state.zone)}. What was due meanwhile: {said}"


SENTENCES: Sentences = {
    e.CameDue: _came_due,
    e.CaughtUp: _caught_up,
    e.NoticeGiven: _notice_given,
    e.DeliveryReported: deliveries.reported,
    e.NoticeEdited: _notice_edited,
}
