"""Effects of a decision: messages go to the outbox, timers to their table."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.effects import ClearTimer, Effect, PostMessage, RewriteMessages, SendAgain, SetTimer
from bot.domain.state import Deployment
from bot.storage import dead_letters, outbox, timers


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
