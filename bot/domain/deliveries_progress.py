"""What is known of the ways to audiences, folded into the state."""

from bot.domain.changing import replace
from bot.domain.deliveries import DeliveryNews, DeliveryReported
from bot.domain.folds import Folds
from bot.domain.state import Deployment


def with_report(state: Deployment, event: DeliveryReported) -> Deployment:
    """Which ways fail, and whom no mail reached."""
    failing = tuple(way for way in state.failing if way is not event.way)
    if event.news is DeliveryNews.FAILING:
        failing = (*failing, event.way)
    elif event.news is not DeliveryNews.WORKING:
        failing = state.failing
    return replace(state, failing=failing, missed={**state.missed, **event.missed})


FOLDS: Folds = {DeliveryReported: with_report}
