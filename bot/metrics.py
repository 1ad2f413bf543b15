"""What one process measures, for Prometheus; what lies in rows is counted when it is asked for.

Names follow Prometheus's conventions (prometheus.io: metric and label naming). No label takes its values from
people, deployments or texts: there are as many series after a year as on the first day.
"""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from bot.domain.alerts import AlertSource
from bot.errors import new_error_id

ACK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Slack waits for three seconds."""
WEBHOOK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
"""PagerDuty waits for five seconds."""
WAIT_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
LATE_SECONDS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)


class Where(StrEnum):
    """Where something went wrong that nobody expected."""

    SLACK = "slack"
    OUTBOX = "outbox"
    TIMERS = "timers"
    ERRANDS = "errands"
    ALERTS = "alerts"
    DIRECTORY = "directory"
    WEB = "web"


class Became(StrEnum):
    """What became of a report that a monitor's webhook brought."""

    ALERT = "alert"
    NOTHING = "nothing to do"
    ODD = "not understood"
    KNOWN = "brought before"


class Metrics:
    """The measures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.acks = Histogram(
            "tminus_ack_seconds",
            "From a request of Slack's to its answer, by kind of request and by result.",
            ("kind", "result"),
            buckets=ACK_SECONDS,
            registry=self.registry,
        )
        self.deliveries = Counter(
            "tminus_deliveries",
            "Tries to deliver a message or an answer, by kind and by result.",
            ("kind", "result"),
            registry=self.registry,
        )
        self.delivery_wait = Histogram(
            "tminus_delivery_wait_seconds",
            "How long what was delivered had waited since it was written.",
            buckets=WAIT_SECONDS,
            registry=self.registry,
        )
        self.timer_lateness = Histogram(
            "tminus_timer_lateness_seconds",
            "How long after their time timers were fired, by the plan's clock.",
            buckets=LATE_SECONDS,
            registry=self.registry,
        )
        self.errors = Counter(
            "tminus_unexpected_errors",
            "Errors that nobody expected, by where; the log has each under an id.",
            ("where",),
            registry=self.registry,
        )
        for where in Where:
            self.errors.labels(where)
        self._of_monitors()

    def _of_monitors(self) -> None:
        """What comes in through their webhooks."""
        self.webhooks = Histogram(
            "tminus_webhook_seconds",
            "From a monitor's request to its answer, by webhook and by the answer's status.",
            ("webhook", "status"),
            buckets=WEBHOOK_SECONDS,
            registry=self.registry,
        )
        self.alerts = Counter(
            "tminus_alerts_received",
            "Reports that monitors' webhooks brought, by source and by what became of them.",
            ("source", "outcome"),
            registry=self.registry,
        )
        for source in AlertSource:
            for became in Became:
                self.alerts.labels(source, became)

    def unexpected(self, where: Where) -> str:
        """Count an unexpected error; the id under which it is logged and told."""
        self.errors.labels(where).inc()
        return new_error_id()
