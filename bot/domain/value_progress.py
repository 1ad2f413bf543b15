"""What commands of the plan lack, folded into the state once it is noted."""

from collections.abc import Iterable

from bot.domain.changing import replace
from bot.domain.folds import Folds, given_with
from bot.domain.state import Deployment
from bot.domain.value_events import ValueNoted, key_of


def with_value(state: Deployment, event: ValueNoted) -> Deployment:
    """From now on it is filled in."""
    values = {**state.values, key_of(event.name): given_with(event, event.value)}
    return replace(state, values=values)


def without_values(state: Deployment, keys: Iterable[str]) -> Deployment:
    """What the step that makes them is at once more is not known until it is over."""
    gone = frozenset(keys)
    return replace(state, values={key: given for key, given in state.values.items() if key not in gone})


FOLDS: Folds = {ValueNoted: with_value}
