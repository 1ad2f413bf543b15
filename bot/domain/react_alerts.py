"""What is done outside about alerts: one message of the thread has them all, and Go's shows what fires."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, TieAlert
from bot.domain.react_open import go_message
from bot.domain.state import Deployment

HEARD = (e.AlertsReported, e.AlertAttached, e.BaselineRead)
CHANGES_NEWS = (
    e.Begun,
    e.GoGiven,
    e.StepCalled,
    e.StepStarted,
    e.StepFinished,
    e.StepFailed,
    e.StepSkipped,
    e.StepReopened,
    e.Completed,
    e.RollbackDecided,
    e.RolledBack,
)
"""With these something may become news that was none, or be none any more."""


def alerts_followed(state: Deployment, events: Iterable[e.Event]) -> list[Effect]:
    """The thread hears of the first that fires once it has begun; from then on its message is kept true."""
    every = tuple(events)
    effects: list[Effect] = [
        TieAlert(key=event.alert.key, why=event.alert.why)
        for event in every
        if isinstance(event, e.AlertAttached)
    ]
    has_heard = any(isinstance(event, HEARD) for event in every)
    if not has_heard and not (state.alerts.live and any(isinstance(event, CHANGES_NEWS) for event in every)):
        return effects
    told = PostMessage if state.begun and state.alerts.live else RewriteMessages
    return [*effects, told(kind=MessageKind.ALERTS), *go_message(state)]
