"""What is open in PagerDuty now (`bot.ports.AlertReader`)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from bot.domain.alerts import Alert, AlertSource
from integrations.pagerduty.incidents import alert_of
from integrations.pagerduty.rest import Json, RestClient
from integrations.reading import instant, words

CHANGED = ("last_status_change_at", "updated_at", "created_at")
"""Where an incident says when it last changed, the more telling first."""


class PagerDutyFiring:
    """The incidents of an account that are not resolved."""

    source = AlertSource.PAGERDUTY

    def __init__(self, client: RestClient) -> None:
        self._client = client

    async def firing(self, services: Sequence[str]) -> Sequence[Alert]:
        """Those of these services; none where the plan names none. Errors as `RestClient.greet`."""
        found = await self._client.open_incidents(services) if services else ()
        return tuple(_alerts(found))


def _alerts(incidents: Sequence[Json]) -> Iterator[Alert]:
    for incident in incidents:
        try:
            yield alert_of(incident, changed_at=_changed_at(incident))
        except ValueError as error:
            structlog.get_logger(__name__).warning("pagerduty: an incident is odd", why=str(error))


def _changed_at(incident: Json) -> datetime:
    """Errors: `ValueError` where it does not say."""
    said = next((text for name in CHANGED if (text := words(incident.get(name)))), "")
    return instant(said, "incident")
