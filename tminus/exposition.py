"""`GET /metrics`: what this process measured, and what lies in the rows now, in Prometheus's text format."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain.figures import Figures, figures
from bot.domain.state import Lifecycle
from bot.errors import Transient
from bot.metrics import Metrics, Where
from bot.ports import Clock
from bot.storage.figures import ended
from bot.storage.measures import Measured, measure
from bot.storage.unit_of_work import Database
from tminus import figures_exposed
from tminus.figures_exposed import LATELY

SECONDS_TO_MEASURE = 3.0
"""Real time; Prometheus gives up on a scrape after ten seconds, and the process has its own to tell."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What lies in the rows: what can be counted now, and the figures of what ended lately."""

    measured: Measured
    figures: Figures


class Exposition:
    """The page of one process. What lies in the rows is the same whichever process is asked."""

    def __init__(self, database: Database, metrics: Metrics, clock: Clock) -> None:
        self._database = database
        self._metrics = metrics
        self._clock = clock
        self._log = structlog.get_logger(__name__)

    async def page(self) -> bytes:
        """The text; without what lies in the rows where they cannot be read now, which it says."""
        found = await self._measured()
        rows = CollectorRegistry()
        rows.register(_Found(families(found, real_now(), self._clock.now())))
        return generate_latest(self._metrics.registry) + generate_latest(rows)

    async def _measured(self) -> Rows | None:
        now, plan_now = real_now(), self._clock.now()

        def work(connection: Connection) -> Rows:
            runs = ended(connection, plan_now - LATELY, plan_now + timedelta.resolution)
            return Rows(measure(connection, now), figures(runs))

        try:
            async with asyncio.timeout(SECONDS_TO_MEASURE):
                return await self._database.read(work)
        except Transient as error:
            # The log has it already, once for as long as it lasts.
            self._log.debug("metrics: the rows cannot be counted", why=str(error))
        except TimeoutError:
            self._log.warning("metrics: the rows cannot be counted", why="the database took too long")
        except Exception:  # noqa: BLE001 - what the process measured itself is wanted most when something broke
            self._log.exception("metrics: unexpected error", error_id=self._metrics.unexpected(Where.WEB))
        return None


class _Found(Collector):
    """Families that were made already."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = tuple(found)

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        return self._found


def families(rows: Rows | None, now: datetime, plan_now: datetime) -> Iterator[Metric]:
    """The gauges of what lies in the rows, at a real instant and the same by the plan's clock.

    `None`: they could not be read, and nothing is made up.
    """
    up = "1 where the rows could be counted for this answer, else 0: the gauges below are then missing."
    yield GaugeMetricFamily("tminus_database_up", up, value=int(rows is not None))
    if rows is None:
        return
    measured = rows.measured
    depth = GaugeMetricFamily(
        "tminus_outbox_depth",
        "Messages and answers that wait to be delivered; blocked: in places where nothing can be said now.",
        labels=["blocked"],
    )
    depth.add_metric(["no"], measured.waiting)
    depth.add_metric(["yes"], measured.blocked)
    yield depth
    yield GaugeMetricFamily(
        "tminus_outbox_oldest_seconds",
        "How long the oldest message waits that is not blocked; 0 where none waits.",
        value=_seconds(measured.oldest, now),
    )
    yield GaugeMetricFamily(
        "tminus_dead_letters", "What could not be delivered and waits to be sent again.", value=measured.dead
    )
    yield GaugeMetricFamily(
        "tminus_errands_waiting", "Questions to the outside without an answer yet.", value=measured.errands
    )
    yield from _untaken(measured, now)
    yield GaugeMetricFamily(
        "tminus_timer_overdue_seconds",
        "How long the earliest timer is past its time, by the plan's clock; 0 where none is.",
        value=_seconds(measured.timer_due, plan_now),
    )
    deployments = GaugeMetricFamily("tminus_deployments", "Deployments, by state.", labels=["state"])
    for state in Lifecycle:
        deployments.add_metric([state.value], measured.deployments.get(state.value, 0))
    yield deployments
    yield from figures_exposed.families(rows.figures)


def _untaken(measured: Measured, now: datetime) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "tminus_alerts_waiting", "Reports of monitors that nobody has looked at yet.", value=measured.untaken
    )
    yield GaugeMetricFamily(
        "tminus_alerts_oldest_seconds",
        "How long the oldest report waits that nobody has looked at; 0 where none waits.",
        value=_seconds(measured.untaken_since, now),
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
