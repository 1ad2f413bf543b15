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
from tests.waiting import until


def rows(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(alert_table).order_by(alert_table.c.id)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_real_prometheus_with_a_real_alertmanager_is_heard(night: Night, tmp_path: Path) -> None:
    """A rule fires at the running bot, and is over again; both are kept as they were meant."""

    async def heard(count: int) -> bool:
        return len(await night.house.database.read(rows)) >= count

    async with watched_shop(night.bot, tmp_path) as shop:
        shop.errors = 0.072
        await until(lambda: heard(1))
        shop.errors = 0.001
        await until(lambda: heard(2))
    fired, over = [decode(Alert, row.body) for row in await night.house.database.read(rows)]
    assert (AlertSource.ALERTMANAGER, AlertStatus.FIRING) == (fired.source, fired.status)
    assert ("HighErrorRate: cart answers with errors", "0.072") == (fired.title, fired.value)
    assert (Severity.CRITICAL, "cart", "shop") == (
        fired.severity,
        fired.labels["service"],
        fired.labels["job"],
    )
    assert ("https://grafana.example.com/d/cart",) == fired.dashboards
    assert "/graph?g0.expr=shop_error_ratio" in fired.url
    assert (fired.key, AlertStatus.RESOLVED) == (over.key, over.status)
    assert fired.fired_at == fired.changed_at < over.changed_at
