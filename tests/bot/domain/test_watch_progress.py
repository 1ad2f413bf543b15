from datetime import timedelta

from bot.domain import events as e
from bot.domain.watch import Level, Reading, SmokeRun, Watch
from bot.domain.watch_progress import with_before, with_read, with_run
from tests.bot.domain import machines as m, plans as p
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


def test_a_run_replaces_the_one_before() -> None:
    """With the minute at which it was asked for."""
    runs = (SmokeRun(number=1, name="Homepage loads", result=m.PASSED),)
    state = with_run(
        Stage().to_deploying().state, e.SmokeTestsRun(at=LATER, by=None, runs=runs, asked_at=p.T0)
    )
    assert Watch(tests=runs, tested_at=p.T0) == state.watch
    state = with_run(state, e.SmokeTestsRun(at=LATER, by=None, runs=(), asked_at=LATER))
    assert Watch(tests=(), tested_at=LATER) == state.watch


def test_what_was_before_is_kept_of_each_metric() -> None:
    """What is read later joins what is known."""
    first = e.BeforeMeasured(at=p.T0, by=None, values={"a": 0.4, "b": None})
    state = with_before(Stage().to_deploying().state, first)
    state = with_before(state, e.BeforeMeasured(at=LATER, by=None, values={"c": 7.0}))
    assert {"a": 0.4, "b": None, "c": 7.0} == state.watch.before
