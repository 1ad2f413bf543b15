"""What happened, in one sentence an event: for the log, and for whoever made it happen. All are mrkdwn."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain import events as e
from bot.domain.agenda.notifications import NOTICE, row_of
from bot.domain.agenda.table import RULES
from bot.domain.agenda_events import Fate
from bot.domain.approvals import signers
from bot.domain.authority import owner_names
from bot.domain.locks import typed
from bot.domain.people import Person
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment
from bot.domain.status_page import NOT_SET_UP
from bot.domain.times import clock, day_and_clock, minutes
from commands.blocks import deliveries, departure, phrases as ph, presence
from commands.blocks.amendment import falls, named, without_reason
from commands.blocks.mrkdwn import ACTION, NAME, REASON, code, mention, plain, quoted
from commands.blocks.surroundings import beside, target

BY_WAY = {Channel.EMAIL: "by email", Channel.SLACK: "in Slack", Channel.STATUS_PAGE: "on the status page"}
MADE_UP = {
    Fate.LATE: "sent late",
    Fate.FOLDED: "folded into a later one",
    Fate.SKIPPED: "skipped, as it makes no sense any more",
}
Reported = e.StepStarted | e.StepFinished | e.StepFailed | e.StepSkipped
"""What somebody says of a step."""


def sentence(event: e.Event, state: Deployment, plan: Plan) -> str:
    """What happened, without its end mark, and without who and when, which stand beside it."""
    return SENTENCES[type(event)](event, state, plan)


def _step(number: str, plan: Plan) -> str:
    step = plan.step(number)
    return f"Step {ph.step_words(step).removeprefix('step ')}" if step else f"Step {plain(number, ph.NUMBER)}"


def _row(row: int, plan: Plan) -> str:
    label = next((each.label for each in plan.signoffs if each.number == row), f"sign-off {row}")
    return plain(label, NAME)


def _item(number: int, plan: Plan) -> str:
    text = next((each.text for each in plan.checklist if each.number == number), "")
    return f"Item {number}, {plain(text, ACTION)}," if text else f"Item {number}"


def _checkpoint(number: int, plan: Plan) -> str:
    name = next((each.name for each in plan.checkpoints if each.number == number), f"checkpoint {number}")
    return plain(name, NAME)


def _because(words: str | None) -> str:
    return f": {quoted(words)}" if words else ""


def _behalf(event: Reported | e.StepDelayed, plan: Plan) -> str:
    step = plan.step(event.step)
    return f" (recorded for {plain(event.for_whom or step.owner, NAME)})" if step and event.on_behalf else ""


def _happened(event: Reported | e.StepCalled, state: Deployment) -> str:
    """When it was, where it is told later."""
    return f" at {clock(event.happened_at, state.zone)}" if event.happened_at else ""


def _member(event: e.SignedOff | Reported | e.Confirmed) -> str:
    """The user group that made it theirs: the log keeps what was relied on."""
    return f", as a member of {plain(f'@{event.as_member_of}', NAME)}" if event.as_member_of else ""


def _reported(how: str) -> Callable[[Any, Deployment, Plan], str]:
    """How a step goes, when, for whom, as whose member, and what was said with it."""

    def say(event: Reported, state: Deployment, plan: Plan) -> str:
        words = event.note if isinstance(event, e.StepStarted | e.StepFinished) else event.reason
        said = f"{_step(event.step, plan)}, {how}{_happened(event, state)}"
        return f"{said}{_behalf(event, plan)}{_member(event)}{_because(words)}"

    return say


def _step_called(event: e.StepCalled, state: Deployment, plan: Plan) -> str:
    step = plan.step(event.step)
    progress = state.steps.get(event.step)
    tries = event.attempt - progress.first + 1 if progress else event.attempt
    again = f", attempt {tries}" if tries > 1 else ""
    who = f": {ph.owner_name(state, step)}" if step else ""
    return f"{_step(event.step, plan)}, is called{again}{_happened(event, state)}{who}{_because(event.note)}"


def _step_reopened(event: e.StepReopened, _state: Deployment, plan: Plan) -> str:
    """With what fell with it."""
    items = [f"{_item(number, plan)} is open again" for number in event.items]
    fell = "; ".join(["", *_fell(event, plan), *items])
    return f"{_step(event.step, plan)}, is reopened{_because(event.note)}{fell}"


def _step_delayed(event: e.StepDelayed, state: Deployment, plan: Plan) -> str:
    """By how much, until when, for whom, and why."""
    longer = f"takes {minutes(event.minutes)} longer and is due {clock(event.due, state.zone)}"
    said = f"{_step(event.step, plan)}, {longer}"
    return f"{said}{_behalf(event, plan)}{_because(event.note)}"


def _reminders_quieted(event: e.RemindersQuieted, state: Deployment, plan: Plan) -> str:
    """Of what, and until when."""
    when = f"until {clock(event.until, state.zone)}" if event.until else "for this attempt"
    return f"{_step(event.step, plan)}: {ph.person_name(event.by)} is not reminded of it {when}"


def _step_added(event: e.StepAdded, _state: Deployment, plan: Plan) -> str:
    step = event.added
    takes = "a follow-up" if step.is_follow_up else minutes(step.minutes or 0)
    who = f"{plain(step.owner, NAME)}, {takes}, ad hoc after {plain(step.after[0], ph.NUMBER)}"
    added = f"{_step(step.number, plan)}, is added: {who}{_because(event.reason or '')}"
    return "; ".join([added, *_fell(event, plan)])


def _restore_decided(event: e.RestoreDecided, _state: Deployment, plan: Plan) -> str:
    restore = _step(event.restore, plan)
    return f"{restore}, takes the place of step {plain(event.step, ph.NUMBER)}{_because(event.reason)}"


def _sent_again(event: e.DeadLettersResent) -> str:
    told = (
        (event.sent, "undelivered message", "sent again"),
        (event.outdated, "direct message", "let go: nobody is asked any more"),
    )
    return "; ".join(
        f"{ph.counted(count, what)} {'is' if count == 1 else 'are'} {how}"
        for count, what, how in told
        if count
    )


def _fell(event: e.StepReopened | e.StepAdded, plan: Plan) -> list[str]:
    """What does not hold any more."""
    off = ph.listed([plain(number, ph.NUMBER) for number in event.called_off], ph.ROWS_SHOWN)
    called_off = f"step {off} is" if len(event.called_off) == 1 else f"steps {off} are"
    checkpoints = [f"{_checkpoint(number, plan)} is asked anew" for number in event.checkpoints]
    return [
        *([f"{called_off} not called any more"] if off else []),
        *(["Go is asked anew"] if event.go else []),
        *(["deploying goes on"] if event.verifying else []),
        *checkpoints,
    ]


def _undoing_began(event: e.UndoingBegan, _state: Deployment, _plan: Plan) -> str:
    what = "moved" if event.anew else "cancelled"
    steps = ph.listed([plain(number, ph.NUMBER) for number in event.steps], ph.ROWS_SHOWN)
    return f"Being {what}{_because(event.reason)}; what was done is undone first ({steps})"


def _go_given(event: e.GoGiven, state: Deployment, _plan: Plan) -> str:
    begins = "begins" if event.effective_at > event.at else "began"
    return f"Go: deploying {begins} at {clock(event.effective_at, state.zone)}"


def _rollback_decided(event: e.RollbackDecided, _state: Deployment, _plan: Plan) -> str:
    steps = ph.counted(len(event.steps), "step")
    return f"Rollback decided, {event.severity}{_because(event.reason)}; {steps} to walk"


def _fallen(event: e.Amended) -> str:
    """Who approves again; why is said where it is not all of what changed."""
    again = without_reason(event.fallen, event.changes)
    if again:
        return f"; to be approved again: {named(again, 2 * REASON)}"
    return "; every approval stands" if event.stand else ""


def _rows(rows: Iterable[int], plan: Plan) -> str:
    labels = {each.number: each.label for each in plan.signoffs}
    named = [labels.get(row, f"sign-off {row}") for row in rows]
    return ph.listed(ph.fitted(named, NAME, ph.ROWS_SHOWN), ph.ROWS_SHOWN)


def _approved(event: e.Approved, state: Deployment, plan: Plan) -> str:
    untold = f"; {NOT_SET_UP}" if event.on_page is False else ""
    if not event.late or event.late_due is None:
        return f"Approved: every sign-off is given{untold}"
    due = day_and_clock(event.late_due, state.zone)
    return f"Approved as an emergency; still to be given by {due}: {_rows(event.late, plan)}{untold}"


def _completed(event: e.Completed, state: Deployment, plan: Plan) -> str:
    """With what an emergency lacks: who is asked for it still."""
    rows = [
        f"{plain(row.label, NAME)} ({plain(owner_names(signers(state, row), row.role), NAME)})"
        for row in plan.signoffs
        if row.number in event.late
    ]
    listed = ph.listed(rows, ph.ROWS_SHOWN)
    missing = f"🔴 approvals of this emergency still missing: {listed}" if rows else ""
    return ph.sentence("Completed: everything is confirmed", missing)


def _names(people: Sequence[Person]) -> str:
    return ph.listed([ph.person_name(person) for person in people], ph.PEOPLE_SHOWN)


def _role_handed(event: e.RoleHanded, _state: Deployment, _plan: Plan) -> str:
    """It calls whoever takes over, who may be asked something above in the thread."""
    was = f" from {_names(event.was)}" if event.was else ""
    handed = f"{plain(event.role, NAME)} is handed{was} to {mention(event.to)}, who answers what waits for it"
    return f"{handed}{_because(event.reason)}"


def _submitted(event: e.Submitted, state: Deployment, plan: Plan) -> str:
    again = f", round {event.round}" if event.round > 1 else ""
    asked = f"Submitted for review{again}: {ph.counted(len(plan.signoffs), 'sign-off')} asked for"
    return ph.sentence(asked, beside(state, amid=True))


def _came_due(event: e.CameDue, state: Deployment, plan: Plan) -> str:
    """What the clock asked for, by the words of its rule; a notice by its own."""
    if (row := row_of(event.subject, plan)) and event.rule.startswith(NOTICE):
        due = day_and_clock(event.due_at, state.zone)
        audience = plain(row.audience, NAME)
        return f"{plain(row.message, ACTION)}: {audience} not told, it was due {due}: {event.fate}"
    return f"{RULES[event.rule].what}: {event.fate}"


def _notice_given(event: e.NoticeGiven, _state: Deployment, _plan: Plan) -> str:
    """Who was told what, by which ways, and where that did not work."""
    ways = " and ".join(BY_WAY[way] for way in event.ways)
    told = f"told {ways}" if ways else "not told"
    late = f", late ({plain(event.late_because)})" if event.is_late else ""
    lacking = f" ({'; '.join(plain(each) for each in event.failings)})" if event.failings else ""
    audience = plain(event.audience.name, NAME)
    return f"{plain(event.message, ACTION)}: {audience} {told}{late}{lacking}"


def row_named(number: int, plan: Plan) -> str:
    """What a row of 9.1 says in the plan."""
    return next((row.message for row in plan.notifications if row.number == number), f"notice {number}")


def _caught_up(event: e.CaughtUp, state: Deployment, _plan: Plan) -> str:
    """What the bot missed while it was away, and what became of it."""
    totals = {fate: sum(counts.get(fate, 0) for counts in event.fates.values()) for fate in MADE_UP}
    said = ph.listed([f"{count} {MADE_UP[fate]}" for fate, count in totals.items() if count], len(MADE_UP))
    return f"I was away since {clock(event.since, state.zone)}. What was due meanwhile: {said}"


SENTENCES: Mapping[type[e.Event], Callable[[Any, Deployment, Plan], str]] = {
    e.CameDue: _came_due,
    e.CaughtUp: _caught_up,
    e.NoticeGiven: _notice_given,
    e.DeliveryReported: deliveries.reported,
    e.NoticeEdited: lambda event, _, plan: (
        f"{plain(row_named(event.row, plan), ACTION)} will say: {quoted(event.message)}"
    ),
    e.DeploymentOpened: lambda _, state, _plan: f"{ph.title(state)} is opened as a draft",
    e.RolesBound: lambda _, _state, _plan: "Roles looked up anew",
    e.RoleHanded: _role_handed,
    e.PersonLeft: departure.left,
    e.PersonReturned: departure.returned,
    e.PersonRenamed: departure.renamed,
    e.Submitted: _submitted,
    e.SignedOff: lambda event, _, plan: (
        f"{_row(event.row, plan)} approved{_member(event)}{_because(event.comment)}"
    ),
    e.SignOffRejected: lambda event, _, plan: (
        f"{_row(event.row, plan)} rejected{_because(event.reason)}; back to draft, every approval is void"
    ),
    e.SignOffWithdrawn: lambda event, _, plan: (
        f"{_row(event.row, plan)}: the approval is withdrawn{_because(event.reason)}"
    ),
    e.ReviewReopened: lambda _, _state, _plan: "In review again: an approval is missing",
    e.AmendmentProposed: lambda event, _, _plan: (
        f"The changed document: {named(event.changes)}. {falls(event)}. "
        "Amend in the thread, or the same typed once more, takes it"
    ),
    e.Amended: lambda event, _, _plan: f"Amended: {named(event.changes)}{_fallen(event)}",
    e.Rescheduled: lambda event, state, _: (
        f"Rescheduled{f' to {ph.until(state)}' if event.window_start == state.window_start else ''}"
        f"{_fallen(event)}"
    ),
    e.SignOffCarried: lambda event, _, plan: (
        f"{_row(event.row, plan)}: a standard change, approved in {plain(event.deployment, NAME)} by "
        f"{ph.person_name(event.given_by)}"
    ),
    e.SignOffsOverdue: lambda event, _, plan: (
        f"🔴 Overdue: the approvals that this emergency was to get afterwards: {_rows(event.rows, plan)}"
    ),
    e.Approved: _approved,
    e.ItemTicked: lambda event, _, plan: f"{_item(event.item, plan)} is ticked",
    e.Overridden: lambda event, _, _plan: f"Went past {plain(event.what, NAME)}{_because(event.reason)}",
    e.PersonIsOn: lambda event, _state, _plan: f"{ph.person_name(event.by)} is on",
    e.TimesTold: presence.times_told,
    e.PeopleReleased: presence.people_released,
    e.Begun: lambda _, state, _plan: ph.sentence("Pre-deployment began", beside(state, amid=True)),
    e.StepCalled: _step_called,
    e.StepStarted: _reported("started"),
    e.StepFinished: _reported("is done"),
    e.StepFailed: _reported("failed"),
    e.StepSkipped: _reported("skipped"),
    e.StepReopened: _step_reopened,
    e.StepDelayed: _step_delayed,
    e.StepLate: lambda event, _, plan: f"{_step(event.step, plan)}, is late",
    e.RemindersQuieted: _reminders_quieted,
    e.StepAdded: _step_added,
    e.RestoreDecided: _restore_decided,
    e.DeadLettersResent: lambda event, _state, _plan: _sent_again(event),
    e.NoteAdded: lambda event, _, _plan: f"Note{_because(event.text)}",
    e.GoAsked: lambda _, _state, _plan: "Pre-deployment is finished: Go?",
    e.GoGiven: _go_given,
    e.DeployingBegan: lambda _, _state, _plan: "Deploying began",
    e.VerifyingBegan: lambda _, _state, _plan: "Verifying began: every step of the deployment is over",
    e.Held: lambda event, _, _plan: f"On hold{_because(event.reason)}; nobody new is called",
    e.Resumed: lambda _, _state, _plan: "Resumed",
    e.UndoingBegan: _undoing_began,
    e.PreDeploymentLeft: lambda _, _state, _plan: (
        "Pre-deployment is left: its steps are called anew after the next Begin"
    ),
    e.Cancelled: lambda event, _, _plan: f"Cancelled{_because(event.reason)}",
    e.WindowExtended: lambda event, state, _: (
        f"The window is extended by {minutes(event.minutes)}, to {clock(event.window_end, state.zone)}"
        f"{_because(event.reason)}"
    ),
    e.WindowMissed: lambda _, _state, _plan: "Missed: the window ended and nobody had begun",
    e.RollbackDecided: _rollback_decided,
    e.TargetLocked: lambda _, state, _plan: (
        f"{target(state.target)} is locked until it is released: {code(f'/deploy {typed(state.target)}')}"
    ),
    e.TargetReleased: lambda event, state, _plan: (
        f"{target(state.target)} is released{_because(event.reason)}"
    ),
    e.SurroundingsChanged: lambda event, state, _plan: (
        beside(replace(state, surroundings=event.surroundings)) or "Nothing stands in the way any more"
    ),
    e.RolledBack: lambda _, _state, _plan: "Rolled back: every step of the way back is over",
    e.ConfirmationAsked: lambda event, _, plan: f"{_checkpoint(event.checkpoint, plan)} can be confirmed",
    e.Confirmed: lambda event, _, plan: f"{_checkpoint(event.checkpoint, plan)} confirmed{_member(event)}",
    e.Completed: _completed,
}
"""Every event has its sentence (a test walks them)."""


def told(events: Iterable[e.Event], state: Deployment, plan: Plan) -> list[str]:
    """One decision's events as sentences; a start that came with its own end is not told."""
    every = tuple(events)
    ended = {event.step for event in every if isinstance(event, e.StepFinished | e.StepFailed)}
    worth_it = [
        event
        for event in every
        if not isinstance(event, e.RolesBound | e.SurroundingsChanged)
        and not (isinstance(event, e.StepStarted) and event.step in ended)
    ]
    return [text for _, text in sentences(worth_it, state, plan)]


def sentences(events: Iterable[e.Event], state: Deployment, plan: Plan) -> Iterator[tuple[e.Event, str]]:
    """One decision's events with a sentence each, but for those that another one's sentence tells, too.

    What somebody said of several sign-offs at once is said once.
    """
    every = tuple(events)
    groups: dict[object, list[e.Event]] = {}
    for event in every:
        if _is_told_by_another(event, every):
            continue
        groups.setdefault(_said_at_once(event), []).append(event)
    for first, *others in groups.values():
        rows = [each.row for each in (first, *others) if isinstance(each, e.SignedOff | e.SignOffWithdrawn)]
        text = sentence(first, state, plan)
        yield first, _rows(rows, plan) + text.removeprefix(_row(rows[0], plan)) if others else text


def _is_told_by_another(event: e.Event, every: Sequence[e.Event]) -> bool:
    """A Go that takes effect at once says that deploying began, a restore which step it leaves out."""
    if isinstance(event, e.DeployingBegan):
        return any(isinstance(other, e.GoGiven) for other in every)
    if isinstance(event, e.StepSkipped):
        return any(isinstance(other, e.RestoreDecided) and other.step == event.step for other in every)
    return False


def _said_at_once(event: e.Event) -> object:
    """The same for events that one sentence tells."""
    return replace(event, row=0) if isinstance(event, e.SignedOff | e.SignOffWithdrawn) else object()
