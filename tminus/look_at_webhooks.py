"""The doctor's look at what monitors send: whether they can, when they last did, what was not understood."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain.alerts import AlertSource
from bot.storage import alerts
from tminus.settings import Settings
from tminus.verdicts import Check, bad, good, off

WAITS_TOO_LONG = timedelta(minutes=2)
"""A report that nobody looks at waits so long only where no worker runs."""


def look_at_webhooks(connection: Connection, settings: Settings, now: datetime) -> list[Check]:
    """A line for each webhook, and one where nobody looks at what came; `now` is real time."""
    heard = alerts.last_received(connection)
    return [
        _heard(
            "PagerDuty's webhook",
            bool(settings.pagerduty_webhook_secret.get_secret_value()),
            {source: at for source, at in heard.items() if source is AlertSource.PAGERDUTY},
        ),
        _heard(
            "Grafana's webhook",
            bool(settings.grafana_webhook_secret.get_secret_value()),
            {source: at for source, at in heard.items() if source is not AlertSource.PAGERDUTY},
        ),
        *_waiting(connection, now),
    ]


def _heard(what: str, is_set_up: bool, heard: Mapping[AlertSource, datetime]) -> Check:
    last = ", ".join(f"{source.value} was last heard {_instant(at)}" for source, at in sorted(heard.items()))
    if not is_set_up:
        was = f"; {last}" if last else ""
        return off(what, f"not set up: its alerts are not heard{was}")
    if not last:
        return off(what, "set up, and nothing came yet: send a test from there (docs/monitors.md)")
    return good(what, last)


def _waiting(connection: Connection, now: datetime) -> Iterator[Check]:
    count, oldest = alerts.waiting(connection)
    if oldest and now - oldest > WAITS_TOO_LONG:
        late = f"{count} wait, the oldest since {_instant(oldest)}: is a worker running?"
        yield bad("alerts", f"{late} Where one is, a newer version wrote them: install that one again")


def odd_reports(connection: Connection) -> list[Check]:
    """A line for what was not understood; none where all was.

    It is no failure of this house: what was sent stays as it is, however often somebody looks.
    """
    count, last = alerts.not_understood(connection)
    if not last:
        return []
    said = f"the last of {count} came from {last.source.value} {_instant(last.received_at)}: {last.why}"
    return [off("payload not understood", said)]


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
