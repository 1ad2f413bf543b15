"""What fires in Grafana now (`bot.ports.AlertReader`)."""

from collections.abc import Iterator, Sequence

import structlog

from bot.clock import real_now
from bot.domain.alerts import Alert, AlertSource, AlertStatus
from integrations.grafana.alerts import alert_of
from integrations.grafana.client import GrafanaClient, Json
from integrations.reading import inner, words

DASHBOARD = "__dashboardUid__"
"""The annotation in which Grafana's rules say which dashboard shows them."""


class GrafanaFiring:
    """The alerts of Grafana's own rules that fire and are not silenced; `address` is Grafana's."""

    source = AlertSource.GRAFANA

    def __init__(self, client: GrafanaClient, address: str) -> None:
        self._client = client
        self._address = address

    async def firing(self, _services: Sequence[str]) -> Sequence[Alert]:
        """All of them: which concern a deployment is found by what its plan names. Errors as the client's."""
        return tuple(self._alerts(await self._client.firing()))

    def _alerts(self, found: Sequence[Json]) -> Iterator[Alert]:
        for each in found:
            try:
                yield alert_of(self.source, self._shown(each), AlertStatus.FIRING, now=real_now())
            except ValueError as error:
                structlog.get_logger(__name__).warning("grafana: an alert is odd", why=str(error))

    def _shown(self, alert: Json) -> Json:
        """With the dashboard's address, which a webhook says and this API does not."""
        uid = words(inner(alert.get("annotations"), DASHBOARD))
        return {**alert, "dashboardURL": f"{self._address}/d/{uid}"} if uid else alert
