"""Effects of a decision: messages go to the outbox, timers and questions to Slack to their tables."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.effects import (
    ClearTimer,
    DrawChart,
    Effect,
    LookUpDnd,
    LookUpFiring,
    LookUpMetrics,
    LookUpOnCall,
    PostMessage,
    RewriteMessages,
    RunSmokeTests,
    SendAgain,
    SetTimer,
    TieAlert,
)
from bot.domain.errands import (
    Question,
    ReadChart,
    ReadDnd,
    ReadFiring,
    ReadMetrics,
    ReadOnCall,
    TrySmokeTests,
)
from bot.domain.state import Deployment
from bot.ports import Errand
from bot.storage import alerts, dead_letters, errands, outbox, timers


def write_effects(
    connection: Connection, state: Deployment, effects: Sequence[Effect], now: datetime
) -> None:
    """Keep what is to be done outside because of what was decided; `now` is real time."""
    messages = [effect for effect in effects if isinstance(effect, PostMessage | RewriteMessages)]
    if SendAgain() in effects:
        dead_letters.send_again(connection, state, now)
    outbox.write_messages(connection, state, messages, now)
    for effect in effects:
        if isinstance(effect, SetTimer):
            timers.set_timer(connection, state.id, effect.name, effect.due)
        elif isinstance(effect, ClearTimer):
            timers.clear_timer(connection, state.id, effect.name)
        elif isinstance(effect, TieAlert):
            alerts.tie(connection, effect.key, state.id, effect.why)
        elif question := _question(state.id, effect):
            errands.write(connection, Errand(question=question), now)


def _question(deployment: str, effect: Effect) -> Question | None:
    """What the house itself asks outside."""
    match effect:
        case LookUpDnd():
            return ReadDnd(deployment=deployment, people=effect.people)
        case LookUpOnCall():
            return ReadOnCall(deployment=deployment, level=effect.level, policy=effect.policy)
        case LookUpFiring():
            return ReadFiring(deployment=deployment, services=effect.services)
        case LookUpMetrics():
            return ReadMetrics(deployment=deployment, since=effect.since, before=effect.before)
        case RunSmokeTests():
            return TrySmokeTests(deployment=deployment, asked=effect.asked)
        case DrawChart(about=about, metrics=metrics, start=start, end=end):
            return ReadChart(deployment=deployment, about=about, metrics=metrics, start=start, end=end)
    return None
