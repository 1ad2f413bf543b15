from datetime import timedelta

from bot.domain import events as e
from bot.domain.watch import Level, Reading
from bot.domain.watch_progress import with_before, with_read
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

LATER = p.T0 + timedelta(minutes=3)


def said(name: str, level: Level) -> Reading:
    """How a metric stands."""
    return Reading(metric=name, level=level, since=p.T0)


def test_the_newest_of_each_metric_holds() -> None:
    """The others stay as they were."""
    first = e.MetricsRead(at=p.T0, by=None, readings=(said("a", Level.NORMAL), said("b", Level.NORMAL)))
    state = with_read(Stage().to_deploying().state, first)
    state = with_read(state, e.MetricsRead(at=LATER, by=None, readings=(said("b", Level.CRITICAL),)))
    levels = {name: each.level for name, each in state.watch.readings.items()}
    assert {"a": Level.NORMAL, "b": Level.CRITICAL} == levels


def test_what_was_before_is_kept_of_each_metric() -> None:
    """What is read later joins what is known."""
    first = e.BeforeMeasured(at=p.T0, by=None, values={"a": 0.4, "b": None})
    state = with_before(Stage().to_deploying().state, first)
    state = with_before(state, e.BeforeMeasured(at=LATER, by=None, values={"c": 7.0}))
    assert {"a": 0.4, "b": None, "c": 7.0} == state.watch.before
