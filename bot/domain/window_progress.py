"""The window, folded into the state where it became longer."""

from bot.domain.changing import replace
from bot.domain.folds import Folds, given_with
from bot.domain.state import Deployment
from bot.domain.window_events import CarriedOn, WindowExtended


def with_extended(state: Deployment, event: WindowExtended) -> Deployment:
    """All that hangs on the window's end moves with it."""
    extended = (*state.extended, given_with(event, event.reason))
    return replace(state, window_end=event.window_end, extended=extended)


def with_carried_on(state: Deployment, event: CarriedOn) -> Deployment:
    """Nobody is asked any more, until the window has another end."""
    return replace(state, carried_on={**state.carried_on, event.window: given_with(event)})


FOLDS: Folds = {WindowExtended: with_extended, CarriedOn: with_carried_on}
