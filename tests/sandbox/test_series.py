from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from starlette.responses import Response

from bot.document.parse import parse
from bot.domain.bands import level_of
from bot.domain.plan import Metric
from bot.domain.watch import Level
from sandbox.series import Course, Measured
from tests.bot.web_shop import PLANS
from tests.sandbox.helpers import START, PlanClock

MINUTE = timedelta(minutes=1)
ERRORS = 'sum(rate(http_requests_total{code=~"5.."}[5m]))'


@pytest.fixture
def measured(plan_clock: PlanClock) -> Measured:
    """All is normal."""
    return Measured(plan_clock.now)


def value(measured: Measured, query: str, at: datetime) -> float | None:
    """What its one series says."""
    found = measured.find(query)
    assert not isinstance(found, Response)
    (series,) = found
    return series(at)


def levels(measured: Measured, metrics: Sequence[Metric], at: datetime) -> Counter[Level]:
    """How many metrics are how."""
    told = ((metric, value(measured, metric.query, at)) for metric in metrics)
    return Counter(level_of(metric, found) for metric, found in told if found is not None)


@pytest.mark.parametrize("plan", ["web-shop", "ledger-migration"])
@pytest.mark.parametrize(
    ("course", "critical"),
    [(Course.NORMAL, 0), (Course.SLOW, 1), (Course.ERRING, 1)],
)
def test_each_course_shows_in_the_example_plans(
    measured: Measured, plan: str, course: Course, critical: int
) -> None:
    """For half an hour and more: nothing, or one metric, is critical; in trouble others warn."""
    metrics = parse((PLANS / f"{plan}.md").read_text("utf-8")).plan.metrics
    measured.take(course)
    for minute in range(40):
        found = levels(measured, metrics, START + minute * MINUTE)
        assert (critical, 4) == (found[Level.CRITICAL], found.total())
        assert bool(critical) == bool(found[Level.WARNING])


def test_what_was_before_stays(measured: Measured, plan_clock: PlanClock) -> None:
    """A turn counts from its own minute on, and the next one ends it."""
    before = value(measured, ERRORS, START - MINUTE)
    for course in (Course.ERRING, Course.NORMAL):
        plan_clock.at += MINUTE
        measured.take(course)
    assert before == value(measured, ERRORS, START - MINUTE)
    in_turn = [value(measured, ERRORS, START + minute * MINUTE) for minute in range(3)]
    assert [False, True, False] == [found is not None and found > 5 for found in in_turn]
    assert Course.NORMAL is measured.course


def test_while_it_is_down_it_answers_nothing(measured: Measured, plan_clock: PlanClock) -> None:
    """And it has nothing of that time afterwards, as where nothing was measured."""
    measured.take(Course.DOWN)
    answer = measured.find(ERRORS)
    assert isinstance(answer, Response)
    assert 503 == answer.status_code
    plan_clock.at += MINUTE
    measured.take(Course.NO_DATA)
    plan_clock.at += MINUTE
    measured.take(Course.NORMAL)
    in_turn = [value(measured, ERRORS, START + minute * MINUTE) for minute in range(3)]
    assert [True, True, False] == [found is None for found in in_turn]


def test_of_other_queries_there_is_no_data(measured: Measured) -> None:
    """Nobody measures what the example plans do not ask for."""
    assert () == measured.find("up")
