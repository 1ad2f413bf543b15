"""The fold: a state and an accepted event give the next state. Nothing is decided here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import TypeVar

from bot.domain import (
    agenda_progress as agenda,
    deliveries_progress as deliveries,
    events as e,
    notices_progress as notices,
    people_progress as people,
    presence_progress as presence,
    step_progress as steps,
    window_progress as window,
)
from bot.domain.folds import Fold
from bot.domain.people import unique
from bot.domain.state import (
    Announced,
    Deployment,
    Given,
    Lifecycle,
    PendingGo,
    Proposal,
    RollbackDecision,
    StepStatus,
    by_step,
)
from bot.domain.step_progress import with_ended
from bot.domain.taking_back import with_added, with_pre_deployment_left, with_reopened, with_undoing

Value = TypeVar("Value")


def fold(events: Iterable[e.Event]) -> Deployment:
    """The state that the events of one deployment lead to; the first opens it."""
    opened, *rest = events
    if not isinstance(opened, e.DeploymentOpened):
        raise TypeError(f"a deployment begins with DeploymentOpened, not {type(opened).__name__}")
    state = open_deployment(opened)
    for event in rest:
        state = evolve(state, event)
    return state


def open_deployment(event: e.DeploymentOpened) -> Deployment:
    """The state after the first event."""
    opened = _given(event)
    return Deployment(
        id=event.id,
        state=Lifecycle.DRAFT,
        revision=event.revision,
        channel=event.channel,
        release=event.release,
        version=event.version,
        service=event.service,
        environment=event.environment,
        window_start=event.window_start,
        window_end=event.window_end,
        zone=event.zone,
        opened=opened,
        named=event.people,
        checks=_ticked(event.ticked, event),
        source=event.source,
    )


def _ticked(items: tuple[int, ...], event: e.Event) -> dict[int, Given]:
    return dict.fromkeys(items, Given(by=None, at=event.at, note="ticked in the document"))


def evolve(state: Deployment, event: e.Event) -> Deployment:
    """The state after one more event."""
    after = presence.with_what_happened(state, _apply(event, state), event)
    return replace(after, lead_seen=event.at) if event.by and after.lead.include(event.by) else after


def _given(event: e.Event, note: str = "") -> Given:
    return Given(by=event.by, at=event.at, note=note)


@singledispatch
def _apply(event: e.Event, state: Deployment) -> Deployment:
    raise TypeError(f"no rule folds {type(event).__name__} into {state.id}")


@_apply.register
def _(event: e.Submitted, state: Deployment) -> Deployment:
    return replace(
        state,
        state=Lifecycle.IN_REVIEW,
        submitted=_given(event),
        review_round=event.round,
        reopened=0,
        rejected=None,
        revised=None,
        signoffs={},
        withdrawn={},
        late=(),
        late_due=None,
    )


@_apply.register
def _(event: e.SignedOff, state: Deployment) -> Deployment:
    return replace(
        state,
        signoffs={**state.signoffs, event.row: _given(event, event.comment)},
        approved={**state.approved, event.row: state.revision},
        since=_without(state.since, event.row),
        withdrawn=_without(state.withdrawn, event.row),
        late=tuple(row for row in state.late if row != event.row),
    )


@_apply.register
def _(event: e.SignOffRejected, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.DRAFT, signoffs={}, rejected=_given(event, event.reason))


@_apply.register
def _(event: e.SignOffWithdrawn, state: Deployment) -> Deployment:
    return replace(
        state,
        signoffs=_without(state.signoffs, event.row),
        withdrawn={**state.withdrawn, event.row: _given(event, event.reason)},
        late=(*state.late, event.row) if state.late_due else (),
    )


@_apply.register
def _(_event: e.ReviewReopened, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.IN_REVIEW, reopened=state.reopened + 1, late=(), late_due=None)


@_apply.register
def _(event: e.AmendmentProposed, state: Deployment) -> Deployment:
    if event.by is None:
        raise ValueError("an amendment is proposed by a person")
    proposal = Proposal(
        by=event.by,
        at=event.at,
        number=state.proposals + 1,
        revision=event.revision,
        changes=event.changes,
        falls=event.falls,
        all_fall=event.all_fall,
        ticked=event.ticked,
    )
    return replace(state, proposal=proposal, proposals=proposal.number)


@_apply.register(e.Amended)
@_apply.register(e.Rescheduled)
def _(event: e.Amended, state: Deployment) -> Deployment:
    """Rows and items go by their numbers now; a missed window's plan is where it was before.

    An amended document has its own words: what the lead had a row say may be another row's now.
    """
    moved = isinstance(event, e.Rescheduled)
    authors = () if moved else tuple(filter(None, (event.by, state.proposal.by if state.proposal else None)))
    return replace(
        state,
        state=_after_missing(state) if state.state is Lifecycle.MISSED else state.state,
        revision=event.revision,
        edited=state.edited if moved else {},
        release=event.release,
        version=event.version,
        service=event.service,
        environment=event.environment,
        window_start=event.window_start,
        window_end=event.window_end,
        zone=event.zone,
        reopened=state.reopened + 1,
        proposal=None,
        revised=_given(event, "; ".join(event.changes)),
        amenders=unique((*state.amenders, *authors)),
        signoffs={row: given for row, given in _renumbered(state.signoffs, event.rows) if row in event.stand},
        approved=dict(_renumbered(state.approved, event.rows)),
        since=event.since,
        withdrawn=dict(_renumbered(state.withdrawn, event.rows)),
        late=(),
        checks={**_ticked(event.ticked, event), **dict(_renumbered(state.checks, event.items))},
    )


def _after_missing(state: Deployment) -> Lifecycle:
    """Where a plan whose window was missed is once it has another: a draft stays one."""
    was_submitted = state.submitted is not None and state.rejected is None
    return Lifecycle.IN_REVIEW if was_submitted else Lifecycle.DRAFT


def _renumbered(known: Mapping[int, Value], numbers: Mapping[int, int]) -> Iterator[tuple[int, Value]]:
    return ((numbers[number], value) for number, value in known.items() if number in numbers)


def _without(known: Mapping[int, Value], row: int) -> dict[int, Value]:
    return {number: value for number, value in known.items() if number != row}


@_apply.register
def _(event: e.Approved, state: Deployment) -> Deployment:
    announced = Announced(at=event.at, window=state.window) if event.on_page else None
    approved = Lifecycle.APPROVED
    return replace(
        state,
        state=approved,
        approved_at=event.at,
        late=event.late,
        late_due=event.late_due,
        announced=state.announced or announced,
    )


@_apply.register
def _(event: e.SignOffCarried, state: Deployment) -> Deployment:
    given = Given(by=event.given_by, at=event.given_at, note=f"standard change, as in {event.deployment}")
    return replace(
        state,
        signoffs={**state.signoffs, event.row: given},
        approved={**state.approved, event.row: state.revision},
        since=_without(state.since, event.row),
    )


@_apply.register
def _(_event: e.SignOffsOverdue, state: Deployment) -> Deployment:
    return state


@_apply.register
def _(event: e.ItemTicked, state: Deployment) -> Deployment:
    note = by_step(event.step) if event.step else ""
    return replace(state, checks={**state.checks, event.item: _given(event, note)})


@_apply.register
def _(event: e.Overridden, state: Deployment) -> Deployment:
    given = _given(event, f"{event.what}: {event.reason}")
    return replace(state, overridden=(*state.overridden, given))


@_apply.register
def _(event: e.Begun, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.PRE_DEPLOYMENT, begun=_given(event))


@_apply.register
def _(event: e.StepFinished, state: Deployment) -> Deployment:
    return with_ended(state, event, StepStatus.DONE, event.note)


@_apply.register
def _(event: e.StepFailed, state: Deployment) -> Deployment:
    return with_ended(state, event, StepStatus.FAILED, event.reason)


@_apply.register
def _(event: e.StepSkipped, state: Deployment) -> Deployment:
    return with_ended(state, event, StepStatus.SKIPPED, event.reason)


@_apply.register
def _(event: e.StepReopened, state: Deployment) -> Deployment:
    return with_reopened(state, event)


@_apply.register
def _(event: e.StepAdded, state: Deployment) -> Deployment:
    return with_added(state, event)


@_apply.register
def _(_event: e.NoteAdded, state: Deployment) -> Deployment:
    return state


@_apply.register
def _(_event: e.DeadLettersResent, state: Deployment) -> Deployment:
    return state


@_apply.register
def _(_event: e.RestoreDecided, state: Deployment) -> Deployment:
    return state


@_apply.register
def _(event: e.GoAsked, state: Deployment) -> Deployment:
    return replace(state, go_asked=True)


@_apply.register
def _(event: e.GoGiven, state: Deployment) -> Deployment:
    if event.by is None:
        raise ValueError("a Go is given by a person")
    return replace(state, go=PendingGo(by=event.by, at=event.at, effective_at=event.effective_at))


@_apply.register
def _(event: e.DeployingBegan, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.DEPLOYING, actual_t0=event.at)


@_apply.register
def _(event: e.VerifyingBegan, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.VERIFYING, verifying_at=event.at)


@_apply.register
def _(event: e.Held, state: Deployment) -> Deployment:
    return replace(state, hold=_given(event, event.reason), holds=state.holds + 1)


@_apply.register
def _(event: e.Resumed, state: Deployment) -> Deployment:
    return replace(state, hold=None, resumed_at=event.at)


@_apply.register
def _(event: e.UndoingBegan, state: Deployment) -> Deployment:
    return with_undoing(state, event)


@_apply.register
def _(event: e.PreDeploymentLeft, state: Deployment) -> Deployment:
    return with_pre_deployment_left(state, event)


@_apply.register
def _(event: e.Cancelled, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.CANCELLED, hold=None, ended=_given(event, event.reason), late=())


@_apply.register
def _(event: e.WindowMissed, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.MISSED, late=())


@_apply.register
def _(event: e.RollbackDecided, state: Deployment) -> Deployment:
    if event.by is None:
        raise ValueError("a rollback is decided by a person")
    decision = RollbackDecision(
        by=event.by, at=event.at, severity=event.severity, reason=event.reason, steps=event.steps
    )
    return replace(state, state=Lifecycle.ROLLING_BACK, rollback=decision, hold=None, ended=None)


@_apply.register
def _(event: e.TargetLocked, state: Deployment) -> Deployment:
    return replace(state, locked=_given(event, event.reason), unlocked=None)


@_apply.register
def _(event: e.TargetReleased, state: Deployment) -> Deployment:
    return replace(state, unlocked=_given(event, event.reason))


@_apply.register
def _(event: e.SurroundingsChanged, state: Deployment) -> Deployment:
    return replace(state, surroundings=event.surroundings)


@_apply.register
def _(event: e.RolledBack, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.ROLLED_BACK, ended=_given(event))


@_apply.register
def _(event: e.ConfirmationAsked, state: Deployment) -> Deployment:
    return replace(state, confirmations_asked=(*state.confirmations_asked, event.checkpoint))


@_apply.register
def _(event: e.Confirmed, state: Deployment) -> Deployment:
    return replace(state, confirmations={**state.confirmations, event.checkpoint: _given(event)})


@_apply.register
def _(event: e.Completed, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.COMPLETED, ended=_given(event))


def _folding(fold: Fold) -> Callable[[e.Event, Deployment], Deployment]:
    return lambda event, state: fold(state, event)


for _module in (people, agenda, notices, deliveries, presence, steps, window):
    for _kind, _fold in _module.FOLDS.items():
        _apply.register(_kind, _folding(_fold))
