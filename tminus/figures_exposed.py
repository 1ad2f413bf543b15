"""The figures of what ended lately, as gauges of `/metrics`; people and services are no labels."""

from collections.abc import Iterator
from datetime import timedelta

from prometheus_client.core import GaugeMetricFamily, Metric

from bot.domain.figures import COUNTED, Figures, Middle

LATELY = timedelta(days=90)
"""By the plan's clock. `/deploy stats` looks back as far, where nobody says how far."""
_OF_LATELY = f"of the last {LATELY.days} days"


def families(figures: Figures) -> Iterator[Metric]:
    """A gauge each; without a sample where there is nothing of which it could be said."""
    ended = GaugeMetricFamily(
        "tminus_deployments_ended", f"Deployments {_OF_LATELY}, by how they ended.", labels=["state"]
    )
    for state in COUNTED:
        ended.add_metric([state.value], figures.outcomes.get(state, 0))
    yield ended
    yield _gauge(
        "tminus_change_failure_ratio",
        "How many of the deployed were rolled back, from 0 to 1,",
        figures.failure_rate,
    )
    yield _median("tminus_restore_median_seconds", "From a rollback question to restored,", figures.restore)
    yield _median("tminus_lead_median_seconds", "From approval to the end of 3.2,", figures.lead)
    yield _median("tminus_deployment_median_seconds", "From T-0 to completed,", figures.took)


def _median(name: str, what: str, middle: Middle) -> Metric:
    seconds = None if middle.median is None else middle.median.total_seconds()
    return _gauge(name, f"{what} the median", seconds)


def _gauge(name: str, what: str, value: float | None) -> Metric:
    gauge = GaugeMetricFamily(name, f"{what} {_OF_LATELY}; missing where there is none.")
    if value is not None:
        gauge.add_metric([], value)
    return gauge
