import httpx
import pytest
from starlette.applications import Starlette

from bot.domain.alerts import AlertSource
from bot.storage import alerts
from tests.integrations.payloads import body, hmac_of
from tests.pretend_slack import Slack
from tests.tminus.test_house import settings_for
from tminus.house import Part, open_house
from tminus.webhooks import webhooks

BOTH = {"pagerduty_webhook_secret": "pd-secret", "grafana_webhook_secret": "grafana-secret"}
PAGERDUTY, GRAFANA = "/webhooks/pagerduty", "/webhooks/grafana"


@pytest.mark.parametrize(
    ("names", "statuses"),
    [
        ((), [404, 404]),
        (("pagerduty_webhook_secret",), [401, 404]),
        (("grafana_webhook_secret",), [404, 401]),
        (tuple(BOTH), [401, 401]),
    ],
    ids=["none", "PagerDuty", "Grafana", "both"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_not_set_up_is_not_there(
    slack: Slack, database_url: str, names: tuple[str, ...], statuses: list[int]
) -> None:
    """404 where the secret is not set: nobody could be told from anybody else."""
    given = {"pagerduty_webhook_secret": "", "grafana_webhook_secret": ""} | {n: BOTH[n] for n in names}
    async with open_house(settings_for(slack, database_url, **given), Part.WEB) as house:
        transport = httpx.ASGITransport(Starlette(routes=list(webhooks(house))))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
            found = [(await http.post(path, content=b"{}")).status_code for path in (PAGERDUTY, GRAFANA)]
    assert statuses == found


async def test_each_is_verified_with_its_own_secret(slack: Slack, database_url: str) -> None:
    """What was rightly signed for one address is another's at the other."""
    sent = {
        PAGERDUTY: (body("pagerduty/incident_triggered"), "x-pagerduty-signature", "v1="),
        GRAFANA: (body("grafana/webhook_firing"), "x-grafana-alerting-signature", ""),
    }
    answers = []
    async with open_house(settings_for(slack, database_url, **BOTH), Part.WEB) as house:
        transport = httpx.ASGITransport(Starlette(routes=list(webhooks(house))))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as http:
            for secret in BOTH.values():
                for path, (content, header, prefix) in sent.items():
                    headers = {header: prefix + hmac_of(secret, content)}
                    answers.append((await http.post(path, content=content, headers=headers)).status_code)
        heard = await house.database.read(alerts.last_received)
    assert [202, 401, 401, 202] == answers
    assert {AlertSource.PAGERDUTY, AlertSource.GRAFANA} == set(heard)
