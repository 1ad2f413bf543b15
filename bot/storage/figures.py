"""What the figures are reckoned from: a few columns of the deployments that ended in some time."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from bot.domain.figures import Moments, Run
from bot.domain.state import Lifecycle
from bot.domain.surroundings import BETWEEN, key_of
from bot.storage.tables import deployment_table

_ROW = deployment_table.c
_COLUMNS = (
    _ROW.state,
    _ROW.service,
    _ROW.window_start,
    _ROW.window_end,
    _ROW.approved_at,
    _ROW.deployed_at,
    _ROW.live_at,
    _ROW.troubled_at,
    _ROW.restored_at,
    _ROW.ended_at,
)


def ended(connection: Connection, since: datetime, until: datetime, service: str = "") -> tuple[Run, ...]:
    """The deployments that ended, or missed their window, from an instant until before another.

    `service` as people write it; "" for all.
    """
    is_ended = and_(_ROW.ended_at >= since, _ROW.ended_at < until)
    has_missed = and_(_ROW.state == Lifecycle.MISSED.value, _ROW.window_end >= since, _ROW.window_end < until)
    is_wanted = or_(is_ended, has_missed)
    if service:
        is_service = _ROW.target.startswith(f"{key_of(service)}{BETWEEN}", autoescape=True)
        is_wanted = and_(is_wanted, is_service)
    found = connection.execute(select(*_COLUMNS).where(is_wanted))
    return tuple(
        Run(
            state=Lifecycle(row.state),
            service=row.service,
            window=(row.window_start, row.window_end),
            at=Moments(
                approved=row.approved_at,
                deployed=row.deployed_at,
                live=row.live_at,
                troubled=row.troubled_at,
                restored=row.restored_at,
                ended=row.ended_at,
            ),
        )
        for row in found
    )
