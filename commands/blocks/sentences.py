"""What happened, in one sentence an event: for the log, and for whoever made it happen. All are mrkdwn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.domain import events as e
from bot.domain.approvals import signers
from bot.domain.authority import owner_names
from bot.domain.locks import typed
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.times import clock, minutes
from bot.domain.walk_back import decided
from commands.blocks import (
    agenda_sentences,
    alerts,
    changes_sentences,
    departure,
    dnd,
    escalation_sentences,
    phrases as ph,
    presence,
    question_sentences,
    review_sentences,
    smoke_sentences,
    step_sentences,
    watch,
)
from commands.blocks.filling import braced
from commands.blocks.going_back import left_out, steps_named, warnings
from commands.blocks.mrkdwn import NAME, REASON, code, mention, plain
from commands.blocks.sentence_parts import (
    Sentences,
    as_member,
    because,
    checkpoint_named,
    for_whom,
    item_named,
    row_named,
    rows_named,
)
from commands.blocks.surroundings import beside, target


def sentence(event: e.Event, state: Deployment, plan: Plan) -> str:
    """What happened, without its end mark, and without who and when, which stand beside it."""
    return SENTENCES[type(event)](event, state, plan)


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


def _undoing_began(event: e.UndoingBegan, _state: Deployment, _plan: Plan) -> str:
    what = "moved" if event.anew else "cancelled"
    steps = ph.listed([plain(number, ph.NUMBER) for number in event.steps], ph.ROWS_SHOWN)
    return f"Being {what}{because(event.reason)}; what was done is undone first ({steps})"


def _go_given(event: e.GoGiven, state: Deployment, _plan: Plan) -> str:
    begins = "begins" if event.effective_at > event.at else "began"
    return f"Go: deploying {begins} at {clock(event.effective_at, state.zone)}"


def _rollback_decided(event: e.RollbackDecided, state: Deployment, plan: Plan) -> str:
    """With what is walked, what is left out and why, and what nothing undoes."""
    way = decided(state, plan)
    walked = ph.sentence(steps_named(way), left_out(way), warnings(way))
    return f"Rollback decided, {event.severity}{because(event.reason)}; {walked}"


def _names(people: Sequence[Person]) -> str:
    return ph.listed([ph.person_name(person) for person in people], ph.PEOPLE_SHOWN)


def _role_handed(event: e.RoleHanded, _state: Deployment, _plan: Plan) -> str:
    """It calls whoever takes over, who may be asked something above in the thread."""
    was = f" from {_names(event.was)}" if event.was else ""
    handed = f"{plain(event.role, NAME)} is handed{was} to {mention(event.to)}, who answers what waits for it"
    return f"{handed}{because(event.reason)}"


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


SENTENCES: Sentences = {
    **agenda_sentences.SENTENCES,
    **escalation_sentences.SENTENCES,
    **alerts.SENTENCES,
    **watch.SENTENCES,
    **changes_sentences.SENTENCES,
    **smoke_sentences.SENTENCES,
    **review_sentences.SENTENCES,
    **step_sentences.SENTENCES,
    **question_sentences.SENTENCES,
    e.DeploymentOpened: lambda _, state, _plan: f"{ph.title(state)} is opened as a draft",
    e.RolesBound: lambda _, _state, _plan: "Roles looked up anew",
    e.RoleHanded: _role_handed,
    e.PersonLeft: departure.left,
    e.PersonReturned: departure.returned,
    e.PersonRenamed: departure.renamed,
    e.ItemTicked: lambda event, _, plan: f"{item_named(event.item, plan)} is ticked",
    e.Overridden: lambda event, _, _plan: f"Went past {plain(event.what, NAME)}{because(event.reason)}",
    e.PersonIsOn: lambda event, _state, _plan: f"{ph.person_name(event.by)} is on",
    e.TimesTold: presence.times_told,
    e.PeopleReleased: presence.people_released,
    e.DndRead: dnd.dnd_read,
    e.DndNamed: dnd.dnd_named,
    e.Begun: lambda _, state, _plan: ph.sentence("Pre-deployment began", beside(state, amid=True)),
    e.DeadLettersResent: lambda event, _state, _plan: _sent_again(event),
    e.NoteAdded: lambda event, _, _plan: f"Note{because(event.text)}",
    e.ValueNoted: lambda event, _state, _plan: f"{braced(event.name)} is {code(event.value, REASON)}",
    e.GoAsked: lambda _, _state, _plan: "Pre-deployment is finished: Go?",
    e.GoGiven: _go_given,
    e.DeployingBegan: lambda _, _state, _plan: "Deploying began",
    e.VerifyingBegan: lambda _, _state, _plan: "Verifying began: every step of the deployment is over",
    e.Held: lambda event, _, _plan: f"On hold{because(event.reason)}; nobody new is called",
    e.Resumed: lambda _, _state, _plan: "Resumed",
    e.UndoingBegan: _undoing_began,
    e.PreDeploymentLeft: lambda _, _state, _plan: (
        "Pre-deployment is left: its steps are called anew after the next Begin"
    ),
    e.Cancelled: lambda event, _, _plan: f"Cancelled{because(event.reason)}",
    e.WindowExtended: lambda event, state, _: (
        f"The window is extended by {minutes(event.minutes)}, to {clock(event.window_end, state.zone)}"
        f"{because(event.reason)}"
    ),
    e.CarriedOn: lambda _, _state, _plan: (
        "Carries on, though a rollback that begins now ends after the window"
    ),
    e.WindowMissed: lambda _, _state, _plan: "Missed: the window ended and nobody had begun",
    e.RollbackDecided: _rollback_decided,
    e.TargetLocked: lambda _, state, _plan: (
        f"{target(state.target)} is locked until it is released: {code(f'/deploy {typed(state.target)}')}"
    ),
    e.TargetReleased: lambda event, state, _plan: (
        f"{target(state.target)} is released{because(event.reason)}"
    ),
    e.SurroundingsChanged: lambda event, state, _plan: (
        beside(replace(state, surroundings=event.surroundings)) or "Nothing stands in the way any more"
    ),
    e.RolledBack: lambda _, _state, _plan: "Rolled back: every step of the way back is over",
    e.ConfirmationAsked: lambda event, _, plan: (
        f"{checkpoint_named(event.checkpoint, plan)} can be confirmed"
    ),
    e.Confirmed: lambda event, _, plan: (
        f"{checkpoint_named(event.checkpoint, plan)} confirmed{for_whom(event)}{as_member(event)}"
    ),
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
        yield first, rows_named(rows, plan) + text.removeprefix(row_named(rows[0], plan)) if others else text


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
