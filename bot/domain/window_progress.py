"""The window, folded into the state where it became longer."""

from dataclasses import replace

from bot.domain.folds import Folds
from bot.domain.state import Deployment, Given
from bot.domain.window_events import WindowExtended


def with_extended(state: Deployment, event: WindowExtended) -> Deployment:
    """All that hangs on the window's end moves with it."""
    given = Given(by=event.by, at=event.at, note=event.reason)
    return replace(state, window_end=event.window_end, extended=(*state.extended, given))


FOLDS: Folds = {WindowExtended: with_extended}
