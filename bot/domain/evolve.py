"""The fold: a state and an accepted event give the next state. Nothing is decided here."""

from collections.abc import Callable, Iterable
from functools import singledispatch

from bot.domain import (
    agenda_progress as agenda,
    alerts_progress as alerts,
    changes_progress as changes,
    deliveries_progress as deliveries,
    dnd_progress as dnd,
    escalation_progress as escalation,
    events as e,
    notices_progress as notices,
    people_progress as people,
    presence_progress as presence,
    question_progress as question,
    review_progress as review,
    smoke_progress as smoke,
    step_progress as steps,
    taking_back,
    value_progress as values,
    watch_progress as watch,
    window_progress as window,
)
from bot.domain.changes import Changes
from bot.domain.changing import replace
from bot.domain.folds import Fold, given_with, ticked_by_author
from bot.domain.remembering import remembering
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import PendingGo, RollbackDecision, by_step
from bot.domain.timeline import TOLD
from bot.domain.watch import Watch

EVENTS_OF_A_DECISION = 8
"""Most have fewer; what goes beyond is only folded once more."""


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
        opened=given_with(event),
        named=event.people,
        checks=ticked_by_author(event.ticked, event),
        source=event.source,
    )


@remembering(EVENTS_OF_A_DECISION)
def evolve(state: Deployment, event: e.Event) -> Deployment:
    """The state after one more event; a decision is folded while it is made, and again when it is kept."""
    after = presence.with_what_happened(state, _apply(event, state), event)
    after = escalation.with_what_happened(after, event)
    if isinstance(event, TOLD):
        after = replace(after, happened=after.happened + 1)
    return replace(after, lead_seen=event.at) if event.by and after.lead.include(event.by) else after


@singledispatch
def _apply(event: e.Event, state: Deployment) -> Deployment:
    raise TypeError(f"no rule folds {type(event).__name__} into {state.id}")


@_apply.register
def _(event: e.ItemTicked, state: Deployment) -> Deployment:
    note = by_step(event.step) if event.step else ""
    return replace(state, checks={**state.checks, event.item: given_with(event, note)})


@_apply.register
def _(event: e.Overridden, state: Deployment) -> Deployment:
    given = given_with(event, f"{event.what}: {event.reason}")
    return replace(state, overridden=(*state.overridden, given))


@_apply.register
def _(event: e.Begun, state: Deployment) -> Deployment:
    return replace(
        state,
        state=Lifecycle.PRE_DEPLOYMENT,
        begun=given_with(event),
        alerts=state.alerts.known_at_begin(),
        watch=Watch(),
        values={},
        changes=Changes(),
        learnt=event.learnt,
    )


@_apply.register
def _(event: e.GoAsked, state: Deployment) -> Deployment:
    return replace(state, go_asked=True)


@_apply.register
def _(event: e.GoGiven, state: Deployment) -> Deployment:
    if event.by is None:
        raise ValueError("a Go is given by a person")
    go = PendingGo(by=event.by, at=event.at, effective_at=event.effective_at)
    return replace(state, go=go, alerts=state.alerts.known_at_go())


@_apply.register
def _(event: e.DeployingBegan, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.DEPLOYING, actual_t0=event.at)


@_apply.register
def _(event: e.VerifyingBegan, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.VERIFYING, verifying_at=event.at)


@_apply.register
def _(event: e.Held, state: Deployment) -> Deployment:
    return replace(state, hold=given_with(event, event.reason), holds=state.holds + 1)


@_apply.register
def _(event: e.Resumed, state: Deployment) -> Deployment:
    return replace(state, hold=None, resumed_at=event.at)


@_apply.register
def _(event: e.Cancelled, state: Deployment) -> Deployment:
    return replace(
        state, state=Lifecycle.CANCELLED, hold=None, ended=given_with(event, event.reason), late=()
    )


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
    state = question.with_rollback(state, event)
    return replace(state, state=Lifecycle.ROLLING_BACK, rollback=decision, hold=None, ended=None)


@_apply.register
def _(event: e.TargetLocked, state: Deployment) -> Deployment:
    return replace(state, locked=given_with(event, event.reason), unlocked=None)


@_apply.register
def _(event: e.TargetReleased, state: Deployment) -> Deployment:
    return replace(state, unlocked=given_with(event, event.reason))


@_apply.register
def _(event: e.SurroundingsChanged, state: Deployment) -> Deployment:
    return replace(state, surroundings=event.surroundings)


@_apply.register
def _(event: e.RolledBack, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.ROLLED_BACK, ended=given_with(event))


@_apply.register
def _(event: e.ConfirmationAsked, state: Deployment) -> Deployment:
    return replace(state, confirmations_asked=(*state.confirmations_asked, event.checkpoint))


@_apply.register
def _(event: e.Confirmed, state: Deployment) -> Deployment:
    given = given_with(event, f"for {event.for_whom}" if event.for_whom else "")
    return replace(state, confirmations={**state.confirmations, event.checkpoint: given})


@_apply.register
def _(event: e.Completed, state: Deployment) -> Deployment:
    return replace(state, state=Lifecycle.COMPLETED, ended=given_with(event))


@_apply.register(e.SignOffsOverdue)
@_apply.register(e.NoteAdded)
@_apply.register(e.DeadLettersResent)
def _(_event: e.Event, state: Deployment) -> Deployment:
    """They are told, and that is all."""
    return state


def _folding(fold: Fold) -> Callable[[e.Event, Deployment], Deployment]:
    return lambda event, state: fold(state, event)


TOPICS = (
    review,
    people,
    agenda,
    notices,
    deliveries,
    presence,
    dnd,
    steps,
    question,
    taking_back,
    window,
    escalation,
    alerts,
    watch,
    smoke,
    values,
    changes,
)

for _module in TOPICS:
    for _kind, _fold in _module.FOLDS.items():
        _apply.register(_kind, _folding(_fold))
