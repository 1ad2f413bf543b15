"""How bad an alert is where its monitor does not say."""

from dataclasses import replace

import pytest

from bot.domain.grading import by_bands, spaced
from bot.domain.plan import Band, Metric, Severity
from tests.bot.domain import plans as p
from tests.bot.domain.test_sightings import sighting


def band(operator: str, value: float, unit: str = "") -> Band:
    """A cell of 8.1."""
    return Band(operator=operator, value=value, unit=unit, text="")


def metric(name: str, warning: Band | None, critical: Band | None) -> Metric:
    """A row of 8.1."""
    return Metric(name=name, normal=None, warning=warning, critical=critical, query="", line=0)


PLAN = replace(
    p.web_shop(),
    metrics=(
        metric("Error Rate", band(">", 1, "%"), band(">", 5, "%")),
        metric("Response Time (p95)", band(">", 500, "ms"), band(">=", 2000, "ms")),
        metric("Orders per minute", band("<", 20), band("<=", 5)),
        metric("Queue", None, band("about", 5)),
    ),
)


@pytest.mark.parametrize(
    ("title", "value", "expected"),
    [
        ("HighErrorRate", "7.2 %", Severity.CRITICAL),
        ("HighErrorRate", "A=7.2%", Severity.CRITICAL),
        ("HighErrorRate", "5 %", Severity.HIGH),
        ("HighErrorRate", "1 %", None),
        ("HighErrorRate", "7.2", None),
        ("HighErrorRate", "very high", None),
        ("HighErrorRate", "", None),
        ("Errors of the disk", "7.2 %", None),
        ("response time of checkout", "2 s", Severity.CRITICAL),
        ("response time of checkout", "1999 ms", Severity.HIGH),
        ("response time of checkout", "0.1 min", Severity.CRITICAL),
        ("OrdersPerMinute", "5", Severity.CRITICAL),
        ("orders_per_minute", "19.5", Severity.HIGH),
        ("orders_per_minute", "20", None),
        ("QueueIsLong", "5", None),
    ],
)
def test_the_bands_say_how_bad_it_is(title: str, value: str, expected: Severity | None) -> None:
    """Where the title names the metric and the value has its unit; to the limit itself."""
    assert expected is by_bands(PLAN, replace(sighting("a"), title=title, value=value))


def test_of_rows_of_one_name_the_worst_holds() -> None:
    """Whichever stands first."""
    mild = metric("Error Rate", band(">", 1, "%"), band(">", 20, "%"))
    alert = replace(sighting("a"), title="HighErrorRate", value="7.2 %")
    for metrics in ((mild, PLAN.metrics[0]), (PLAN.metrics[0], mild)):
        assert Severity.CRITICAL is by_bands(replace(PLAN, metrics=metrics), alert)
    assert Severity.HIGH is by_bands(replace(PLAN, metrics=(mild, mild)), alert)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("HighErrorRate", "High Error Rate"),
        ("CPUUsageHigh", "CPU Usage High"),
        ("disk_is_full", "disk is full"),
        ("Disk full", "Disk full"),
    ],
)
def test_a_name_is_read_as_words(title: str, words: str) -> None:
    """As monitors write names."""
    assert words == spaced(title)
