"""What commands of the plan lack, folded into the state once it is noted."""

from dataclasses import replace

from bot.domain.folds import Folds, given_with
from bot.domain.state import Deployment
from bot.domain.value_events import ValueNoted, key_of


def with_value(state: Deployment, event: ValueNoted) -> Deployment:
    """From now on it is filled in."""
    values = {**state.values, key_of(event.name): given_with(event, event.value)}
    return replace(state, values=values)


FOLDS: Folds = {ValueNoted: with_value}
