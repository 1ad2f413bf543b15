"""The deployments that alerts may concern, as far as it takes to tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, select

from bot.domain.state import RUNNING, Lifecycle
from bot.domain.walk_back import POSSIBLE_AFTER_COMPLETION
from bot.storage.deployments import state_of
from bot.storage.tables import deployment_table

MOST = 500
"""More than a house deploys in a day."""
LONGEST_AGO = timedelta(days=7)
"""Whatever ended within the last day had its window begin within these."""
UNDER_WAY = (Lifecycle.APPROVED, *sorted(RUNNING))
ENDED = (Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A deployment, where it stands, and the revision of its plan."""

    id: str
    state: Lifecycle
    service: str
    environment: str
    revision: str


def watched(connection: Connection, now: datetime) -> tuple[Watched, ...]:
    """Those approved or under way, and those completed or rolled back within a day (`now` of the plan).

    What has ended and cannot be read is left out: it keeps no other from hearing.
    """
    table = deployment_table.c
    columns = (table.id, table.state, table.service, table.environment, table.revision)
    under_way = connection.execute(
        select(*columns).where(table.state.in_(_values(UNDER_WAY))).order_by(table.id).limit(MOST)
    )
    ended = connection.execute(
        select(*columns, table.body)
        .where(table.state.in_(_values(ENDED)), table.window_start >= now - LONGEST_AGO)
        .order_by(table.window_start.desc())
        .limit(MOST)
    )
    since = now - POSSIBLE_AFTER_COMPLETION
    rows = [*under_way, *(row for row in ended if _ended_since(row.id, row.body, since))]
    return tuple(
        Watched(
            id=row.id,
            state=Lifecycle(row.state),
            service=row.service,
            environment=row.environment,
            revision=row.revision,
        )
        for row in rows
    )


def _values(states: Iterable[Lifecycle]) -> list[str]:
    return [state.value for state in states]


def _ended_since(deployment: str, body: str, since: datetime) -> bool:
    try:
        state = state_of(body)
    except ValueError as error:
        structlog.get_logger(__name__).warning(
            "watched: an ended deployment cannot be read", deployment=deployment, why=type(error).__name__
        )
        return False
    return (state.ended.at if state.ended else state.opened.at) >= since
