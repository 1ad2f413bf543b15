"""What happened in the review, and to people and notices, in one sentence an event."""

from bot.document.record.recorded import Recorded
from bot.document.record.steps_told import Sentences, as_member, because
from bot.document.record.writing import code, listed, name, people, sentence, spoken
from bot.domain import events as e
from bot.domain.checklist import open_for_begin
from bot.domain.deliveries import DeliveryNews
from bot.domain.surroundings import Freeze

SHORT_HASH = 12
"""Characters of a revision's hash that tell it from others."""


def revision(hash_: str) -> str:
    """A revision by the first characters of its hash."""
    return code(hash_[:SHORT_HASH])


def changed(changes: tuple[str, ...]) -> str:
    """What an amendment changed, in words."""
    return "; ".join(map(spoken, changes)) or "nothing that anybody approves"


def went_past(event: e.Overridden, told: Recorded) -> str:
    """What was gone past; a freeze with its time and its own reason, items in their words."""
    if event.what.startswith("checklist items "):
        items = "; ".join(told.item(item.number) for item in open_for_begin(told.state, told.plan))
        return f"items of the checklists that nobody had ticked ({items})"
    found = next((each for each in freezes(told) if event.what == f"freeze {each.number}"), None)
    if found is None:
        return spoken(event.what)
    span = f"{told.when(found.start)} to {told.when(found.end)}"
    return f"{spoken(event.what)} ({span}: {told.words(found.reason)}, set by {name(found.by)})"


def freezes(told: Recorded) -> tuple[Freeze, ...]:
    """Every change freeze that ever lay over the window."""
    seen = [event.surroundings for event in told.events if isinstance(event, e.SurroundingsChanged)]
    found = (freeze for each in (*seen, told.state.surroundings) for freeze in each.freezes)
    return tuple({freeze.number: freeze for freeze in found}.values())


def _opened(event: e.DeploymentOpened, _told: Recorded) -> str:
    source = f" from the plan {code(event.source)}" if event.source else ""
    return f"Opened as a draft{source}, revision {revision(event.revision)}"


def _amended(event: e.Amended, _told: Recorded) -> str:
    return sentence(
        f"Amended, revision {revision(event.revision)}: {changed(event.changes)}",
        f"to be approved again: {'; '.join(map(spoken, event.fallen))}" if event.fallen else "",
    )


def _moved(event: e.Rescheduled, told: Recorded) -> str:
    window = f"{told.when(event.window_start)} to {told.when(event.window_end)}"
    return sentence(
        f"Window moved: {window}, revision {revision(event.revision)}",
        f"to be approved again: {'; '.join(map(spoken, event.fallen))}" if event.fallen else "",
    )


def _approved(event: e.Approved, told: Recorded) -> str:
    if not event.late:
        return "Approved: every sign-off is given"
    return (
        f"Approved as an emergency; by {told.when(event.late_due)} still to be given: {told.rows(event.late)}"
    )


def _handed(event: e.RoleHanded, told: Recorded) -> str:
    was = f" from {people(event.was)}" if event.was else ""
    return f"{spoken(event.role)} is handed{was} to {name(event.to)}{because(told, event.reason)}"


def _left(event: e.PersonLeft, _told: Recorded) -> str:
    roles = listed(map(spoken, (*event.roles, *event.deputy_for)))
    return f"{name(event.person)} is not in Slack any more ({roles})"


def _notice(event: e.NoticeGiven, _told: Recorded) -> str:
    ways = f"told by {listed(map(str, event.ways))}" if event.ways else "not told"
    late = f", late: {spoken(event.late_because)}" if event.is_late else ""
    lacking = f" ({'; '.join(map(spoken, event.failings))})" if event.failings else ""
    return f"{spoken(event.audience.name)} {ways}: “{spoken(event.message)}”{late}{lacking}"


def delivered(event: e.DeliveryReported, told: Recorded) -> str:
    """Whether a way works, or what became of one message on it."""
    way, why = event.way.value, f": {spoken(event.why)}" if event.why else ""
    said = told.words(told.state.notices[event.notice - 1].message) if event.notice else "a message"
    said = f"the page of {spoken(event.level)}" if event.level else said
    missed = "; ".join(f"{spoken(who)} ({spoken(reason)})" for who, reason in event.missed.items())
    return {
        DeliveryNews.FAILING: f"{way} does not work{why}",
        DeliveryNews.WORKING: f"{way} works again",
        DeliveryNews.MISSED: f"{said} by {way} did not reach {missed}",
        DeliveryNews.UNDELIVERED: f"{said} could not be sent by {way}{why}",
        DeliveryNews.SKIPPED: f"{said} is not sent by {way} any more: it is no news",
    }[event.news]


def _edited(event: e.NoticeEdited, told: Recorded) -> str:
    rows = (row.message for row in told.plan.notifications if row.number == event.row)
    return f"Row {event.row} of 9.1 will say {told.words(event.message)}, not {told.words(next(rows, ''))}"


def _resent(event: e.DeadLettersResent, _told: Recorded) -> str:
    return f"Undelivered messages: {event.sent} sent again, {event.outdated} let go"


SENTENCES: Sentences = {
    e.DeploymentOpened: _opened,
    e.Submitted: lambda event, _: f"Submitted for review, round {event.round}",
    e.SignedOff: lambda event, told: (
        f"{told.row(event.row)}: approved{as_member(event.as_member_of)}{because(told, event.comment)}"
    ),
    e.SignOffRejected: lambda event, told: (
        f"{told.row(event.row)}: rejected{because(told, event.reason)}; back to draft, every approval is void"
    ),
    e.SignOffWithdrawn: lambda event, told: (
        f"{told.row(event.row)}: approval withdrawn{because(told, event.reason)}"
    ),
    e.ReviewReopened: lambda _event, _told: "In review again: an approval is missing",
    e.Amended: _amended,
    e.Rescheduled: _moved,
    e.SignOffCarried: lambda event, told: (
        f"{told.row(event.row)}: a standard change, approved by {name(event.given_by)} on "
        f"{told.when(event.given_at)} in {spoken(event.deployment)}"
    ),
    e.SignOffsOverdue: lambda event, told: f"Overdue approvals of this emergency: {told.rows(event.rows)}",
    e.Approved: _approved,
    e.ItemTicked: lambda event, told: (
        f"Ticked{f' by step {spoken(event.step)}' if event.step else ''}: {told.item(event.item)}"
    ),
    e.Overridden: lambda event, told: f"Went past {went_past(event, told)}{because(told, event.reason)}",
    e.RoleHanded: _handed,
    e.PersonLeft: _left,
    e.PersonReturned: lambda event, _: f"{name(event.person)} is back in Slack",
    e.PersonRenamed: lambda event, _: f"{spoken(event.was)} is called {spoken(event.now)} from now on",
    e.PersonIsOn: lambda _event, _told: "Says: I'm on",
    e.NoticeGiven: _notice,
    e.NoticeEdited: _edited,
    e.DeliveryReported: lambda event, told: delivered(event, told)[:1].upper() + delivered(event, told)[1:],
    e.DeadLettersResent: _resent,
}
