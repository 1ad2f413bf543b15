"""What the clock brought, folded into the state: each item of the agenda comes due once."""

from bot.domain.agenda_events import CameDue, CaughtUp, key
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment


def with_came_due(state: Deployment, event: CameDue) -> Deployment:
    """The item is kept under its key, with its fate."""
    return replace(state, came_due={**state.came_due, key(event.rule, event.subject): event.fate})


def with_caught_up(state: Deployment, _event: CaughtUp) -> Deployment:
    """It is told, and changes nothing."""
    return state


FOLDS: Folds = {CameDue: with_came_due, CaughtUp: with_caught_up}
