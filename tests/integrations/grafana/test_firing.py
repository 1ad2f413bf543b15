import json
from pathlib import Path

from structlog.testing import capture_logs

from bot.domain.alerts import AlertSource, AlertStatus
from integrations.grafana.firing import GrafanaFiring
from integrations.grafana.webhook import reports
from tests.integrations.grafana.test_contract import asking
from tests.pretend_grafana import PretendGrafana
from tests.pretend_service import Json

FIRING = (Path(__file__).parent / "data" / "webhook_firing.json").read_bytes()
SENT: Json = json.loads(FIRING)["alerts"][0]
LISTED: Json = {
    "labels": SENT["labels"],
    "annotations": {**SENT["annotations"], "__dashboardUid__": "web-shop"},
    "startsAt": SENT["startsAt"],
    "endsAt": "2026-11-23T20:09:00Z",
    "updatedAt": "2026-11-23T20:05:00Z",
    "fingerprint": SENT["fingerprint"],
    "generatorURL": SENT["generatorURL"],
    "status": {"state": "active", "silencedBy": [], "inhibitedBy": []},
}
"""The same alert as the API lists it."""
ADDRESS = "https://grafana.example.com"


async def test_what_fires_is_the_alert_that_the_webhook_brings() -> None:
    """Under the same key, so that it is told once; with the dashboard that shows it."""
    async with asking(PretendGrafana(firing=[LISTED])) as client:
        reader = GrafanaFiring(client, ADDRESS)
        [found] = await reader.firing([])
    sent = reports(FIRING)[0].alert
    assert sent
    assert (sent.key, sent.fired_at, sent.title) == (found.key, found.fired_at, found.title)
    assert AlertStatus.FIRING is found.status
    assert (f"{ADDRESS}/d/web-shop",) == found.dashboards
    assert AlertSource.GRAFANA is reader.source


async def test_an_odd_alert_takes_no_other_with_it() -> None:
    """The log says what is odd."""
    without_dashboard = {**LISTED, "annotations": None}
    odd: list[Json] = [{**LISTED, "startsAt": "yesterday"}, {}]
    async with asking(PretendGrafana(firing=[*odd, without_dashboard])) as client:
        with capture_logs() as logs:
            [found] = await GrafanaFiring(client, ADDRESS).firing([])
    assert () == found.dashboards
    assert ["grafana: an alert is odd"] * 2 == [log["event"] for log in logs]
