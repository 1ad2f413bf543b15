import json
from datetime import UTC, datetime
from pathlib import Path

from structlog.testing import capture_logs

from bot.domain.alerts import AlertSource, AlertStatus
from integrations.pagerduty.firing import PagerDutyFiring
from integrations.pagerduty.webhook import reports
from tests.integrations.pagerduty.test_rest import reading
from tests.pretend_pagerduty import PretendPagerDuty
from tests.pretend_service import Json

TRIGGERED = (Path(__file__).parent / "data" / "incident_triggered.json").read_bytes()
INCIDENT: Json = json.loads(TRIGGERED)["event"]["data"]
SERVICE = "PSVC001"


async def test_what_is_open_is_the_alert_that_the_webhook_brings() -> None:
    """Under the same key, so that it is told once."""
    acknowledged = {
        **INCIDENT,
        "id": "Q2",
        "status": "acknowledged",
        "last_status_change_at": "2026-11-23T21:00:00Z",
    }
    pagerduty = PretendPagerDuty(incidents=[INCIDENT, acknowledged])
    async with reading(pagerduty) as client:
        reader = PagerDutyFiring(client)
        first, second = await reader.firing([SERVICE])
    [report] = reports(TRIGGERED)
    assert report.alert
    assert (report.alert.key, report.alert.fired_at) == (first.key, first.fired_at)
    assert (AlertStatus.FIRING, AlertStatus.ACKNOWLEDGED) == (first.status, second.status)
    assert datetime(2026, 11, 23, 21, tzinfo=UTC) == second.changed_at
    assert AlertSource.PAGERDUTY is reader.source


async def test_a_plan_that_names_no_service_asks_nothing() -> None:
    """All incidents of the account concern others."""
    async with reading(PretendPagerDuty(incidents=[INCIDENT])) as client:
        assert () == await PagerDutyFiring(client).firing([])


async def test_an_odd_incident_takes_no_other_with_it() -> None:
    """The log says what is odd."""
    service = {"id": SERVICE}
    odd = [{"id": "Q3", "status": "triggered", "service": service}, {**INCIDENT, "id": None}]
    async with reading(PretendPagerDuty(incidents=[*odd, INCIDENT])) as client:
        with capture_logs() as logs:
            assert 1 == len(await PagerDutyFiring(client).firing([SERVICE]))
    assert ["pagerduty: an incident is odd"] * 2 == [log["event"] for log in logs]
