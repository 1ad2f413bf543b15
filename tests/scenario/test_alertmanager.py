from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from bot.domain.alerts import Alert, AlertSource, AlertStatus
from bot.domain.plan import Severity
from bot.storage.codec import decode
from bot.storage.tables import alert_table
from tests.scenario.night import Night
from tests.scenario.prometheus import watched_shop
from tests.scenario.test_alerts import asked, deploying, posts
from tests.waiting import until

QUESTION = "Roll back? Critical (proposed), Web shop"
PATIENCE, LOOK = 90, 0.1
"""Seconds that two other programs have, on a machine that does much else; and between two looks."""


def rows(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(alert_table).order_by(alert_table.c.id)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_real_prometheus_with_a_real_alertmanager_is_heard(night: Night, tmp_path: Path) -> None:
    """A rule fires at the running bot and asks; its end is read in the same place; both are kept as meant."""

    async def is_read(words: str) -> bool:
        return bool(await night.sees("ned", words))

    await deploying(night)
    since = len(await night.calls())
    async with watched_shop(night.bot, tmp_path) as shop:
        shop.errors = 0.072
        await until(lambda: is_read(QUESTION), PATIENCE, LOOK)
        await until(lambda: is_read("1 new alert"), PATIENCE, LOOK)
        question = await night.message("ned", QUESTION)
        told = await night.message("ned", "1 new alert")
        shop.errors = 0.001
        await until(lambda: is_read("Over: HighErrorRate"), PATIENCE, LOOK)
    await night.quiet()
    assert "during step 5, Run database migrations" in "\n".join(told["lines"])
    assert "HighErrorRate: the cart answers with errors: 0.072" in "\n".join(question["lines"])
    assert told["ts"] == (await night.message("ned", "Over: HighErrorRate"))["ts"]
    assert 1 == len(asked(await posts(night, since)))
    fired, over = [decode(Alert, row.body) for row in await night.house.database.read(rows)]
    assert (AlertSource.ALERTMANAGER, AlertStatus.FIRING) == (fired.source, fired.status)
    assert ("HighErrorRate: the cart answers with errors", "0.072") == (fired.title, fired.value)
    assert (Severity.CRITICAL, "web-shop", "shop") == (
        fired.severity,
        fired.labels["service"],
        fired.labels["job"],
    )
    assert ("https://grafana.example.com/d/cart",) == fired.dashboards
    assert "/graph?g0.expr=last_over_time%28shop_error_ratio" in fired.url
    assert (fired.key, AlertStatus.RESOLVED) == (over.key, over.status)
    assert fired.fired_at == fired.changed_at < over.changed_at
