"""PagerDuty, Grafana and Alertmanager as they send to the night's bot: rightly signed."""

from collections.abc import Mapping

from bot.clock import real_now
from tests.integrations.payloads import hmac_of
from tests.serving import caller

PAGERDUTY, GRAFANA = "pagerduty-of-the-night", "grafana-of-the-night"
"""Their secrets."""
TO_PAGERDUTY, TO_GRAFANA = "/webhooks/pagerduty", "/webhooks/grafana"


def by_pagerduty(body: bytes) -> Mapping[str, str]:
    """The headers of what PagerDuty sends."""
    return {"x-pagerduty-signature": f"v1={hmac_of(PAGERDUTY, body)}", "content-type": "application/json"}


def by_grafana(body: bytes) -> Mapping[str, str]:
    """The headers of what Grafana sends now, with the timestamp that it signs."""
    stamp = str(int(real_now().timestamp()))
    return {
        "x-grafana-alerting-signature": hmac_of(GRAFANA, f"{stamp}:".encode() + body),
        "x-grafana-alerting-timestamp": stamp,
        "content-type": "application/json",
    }


def by_alertmanager(_body: bytes) -> Mapping[str, str]:
    """The headers of what Alertmanager sends."""
    return {"authorization": f"Bearer {GRAFANA}", "content-type": "application/json"}


async def send(bot: str, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send something to a bot; the status of its answer."""
    async with caller(bot, timeout=10) as http:
        return (await http.post(path, content=body, headers=dict(headers))).status_code
