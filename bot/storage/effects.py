"""Effects of a decision: messages go to the outbox, timers and questions to Slack to their tables."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.effects import (
    ClearTimer,
    Effect,
    LookUpDnd,
    LookUpFiring,
    LookUpOnCall,
    PostMessage,
    RewriteMessages,
    SendAgain,
    SetTimer,
    TieAlert,
)
from bot.domain.errands import ReadDnd, ReadFiring, ReadOnCall
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
        elif isinstance(effect, LookUpDnd):
            question = ReadDnd(deployment=state.id, people=effect.people)
            errands.write(connection, Errand(question=question), now)
        elif isinstance(effect, LookUpOnCall):
            asked = ReadOnCall(deployment=state.id, level=effect.level, policy=effect.policy)
            errands.write(connection, Errand(question=asked), now)
        elif isinstance(effect, TieAlert):
            alerts.tie(connection, effect.key, state.id, effect.why)
        elif isinstance(effect, LookUpFiring):
            look = ReadFiring(deployment=state.id, services=effect.services)
            errands.write(connection, Errand(question=look), now)
