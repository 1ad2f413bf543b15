"""What can be counted in the rows at a moment: cheap also where ten thousand deployments lie there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from bot.storage import alerts, timers
from bot.storage.tables import deployment_table, errand_table, lane_table, outbox_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Deployments by state; what waits to be delivered, `blocked` where nothing can be said; dead letters.

    `oldest` is since when the oldest waits that is not blocked (real time), `timer_due` when the earliest
    timer is due (the plan's clock), `untaken_since` since when the oldest of the `untaken` reports of
    monitors lies there (real time); `None` where there is none.
    """

    deployments: Mapping[str, int]
    waiting: int
    blocked: int
    oldest: datetime | None
    dead: int
    errands: int
    timer_due: datetime | None
    untaken: int = 0
    untaken_since: datetime | None = None


def measure(connection: Connection, now: datetime) -> Measured:
    """Count; `now` is real time. A dead answer counts until it expires: nobody would send it later."""
    state, row = deployment_table.c.state, outbox_table.c
    is_blocked = (func.coalesce(lane_table.c.blocked, "") != "").label("is_blocked")
    waiting = {
        bool(found.is_blocked): found
        for found in connection.execute(
            select(is_blocked, func.count().label("rows"), func.min(row.written_at).label("oldest"))
            .join_from(outbox_table, lane_table, lane_table.c.key == row.lane, isouter=True)
            .where(row.dead.is_(None))
            .group_by(is_blocked)
        )
    }
    free, blocked = waiting.get(False), waiting.get(True)
    is_wanted = or_(row.expires_at.is_(None), row.expires_at > now)
    dead = select(func.count()).select_from(outbox_table).where(row.dead.is_not(None), is_wanted)
    by_state = select(state, func.count().label("rows")).group_by(state)
    untaken, untaken_since = alerts.waiting(connection)
    return Measured(
        deployments={found.state: found.rows for found in connection.execute(by_state)},
        waiting=free.rows if free else 0,
        blocked=blocked.rows if blocked else 0,
        oldest=free.oldest if free else None,
        dead=connection.execute(dead).scalar_one(),
        errands=connection.execute(select(func.count()).select_from(errand_table)).scalar_one(),
        timer_due=timers.next_due(connection),
        untaken=untaken,
        untaken_since=untaken_since,
    )
