from datetime import timedelta
from functools import partial

import pytest

from bot.clock import real_now
from bot.storage import alerts
from bot.storage.unit_of_work import Database
from tests.bot.alerting import odd, report
from tests.pretend_slack import Slack
from tests.tminus.test_house import settings_for
from tminus.look_at_webhooks import WAITS_TOO_LONG, look_at_webhooks, odd_reports

NOW = real_now()
SECRETS = {"pagerduty_webhook_secret": "pd-secret", "grafana_webhook_secret": "grafana-secret"}
NOT_HEARD = "not set up: its alerts are not heard"


async def told(slack: Slack, database: Database, **settings: str) -> list[str]:
    given = settings_for(slack, "sqlite:///unread.db", **dict.fromkeys(SECRETS, "") | settings)
    checks = await database.read(lambda c: look_at_webhooks(c, given, NOW))
    return [str(check) for check in checks]


async def test_what_is_not_set_up_is_said(slack: Slack, database: Database) -> None:
    """Each for itself, and no failure; also that it was heard before."""
    assert [f"--    {name}'s webhook: {NOT_HEARD}" for name in ("PagerDuty", "Grafana")] == await told(
        slack, database
    )
    await database.write(lambda c: alerts.keep(c, [odd()], NOW))
    assert (
        f"{NOT_HEARD}; PagerDuty was last heard {NOW:%Y-%m-%d %H:%M} UTC" in (await told(slack, database))[0]
    )


async def test_what_was_never_heard_says_how_to_try(slack: Slack, database: Database) -> None:
    """A secret alone proves nothing."""
    for line in await told(slack, database, **SECRETS):
        assert line.startswith("--")
        assert "set up, and nothing came yet: send a test from there" in line


async def test_what_was_heard_says_when(slack: Slack, database: Database) -> None:
    """Grafana and Alertmanager come to one address."""
    await database.write(lambda c: alerts.keep(c, [odd(), report()], NOW))
    at = f"was last heard {NOW:%Y-%m-%d %H:%M} UTC"
    expected = [f"ok    {name}'s webhook: {name} {at}" for name in ("PagerDuty", "Grafana")]
    assert expected == await told(slack, database, **SECRETS)


@pytest.mark.parametrize(("age", "lines"), [(WAITS_TOO_LONG, 2), (WAITS_TOO_LONG + timedelta(seconds=1), 3)])
async def test_what_nobody_looks_at_is_a_failure(
    slack: Slack, database: Database, age: timedelta, lines: int
) -> None:
    """After two minutes no worker can be running; both sides of the limit."""
    await database.write(lambda c: alerts.keep(c, [report()], NOW - age))
    found = await told(slack, database, **SECRETS)
    assert lines == len(found)
    assert all(line.startswith("FAIL  alerts: 1 wait, the oldest since") for line in found[2:])


async def test_what_was_not_understood_says_why(database: Database) -> None:
    """How many there are, and the last of them; it fails nothing."""
    assert [] == await database.read(odd_reports)
    for each in (odd(), odd("event.id is odd", "2")):
        await database.write(partial(alerts.keep, reports=[each], now=NOW))
    (line,) = map(str, await database.read(odd_reports))
    at = f"{NOW:%Y-%m-%d %H:%M} UTC"
    assert f"--    payload not understood: the last of 2 came from PagerDuty {at}: event.id is odd" == line
