"""Verifies the record: every chain of events is whole, and what is stored is the fold of its events."""

from functools import partial, reduce

from sqlalchemy import Connection

from bot.domain.evolve import fold
from bot.domain.roster import Roster, RosterRoleSet, evolve
from bot.storage import chain, deployments, rosters
from bot.storage.unit_of_work import Database


async def audit(database: Database, wanted: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Audit one deployment, or every stream: the streams looked at, and what is wrong in a sentence each.

    Each stream is read in a transaction of its own, so that nothing waits for a long history.
    """
    streams = (wanted,) if wanted else (rosters.STREAM, *await database.read(deployments.all_ids))
    problems = []
    for stream in streams:
        problem = await database.read(partial(_problem, stream))
        problems += [problem] if problem else []
    return streams, tuple(problems)


def _problem(stream: str, connection: Connection) -> str:
    if stream == rosters.STREAM:
        return _roster_problem(connection)
    stored = deployments.load(connection, stream)
    if stored is None:
        return f"{stream}: there is no such deployment"
    rows = tuple(chain.read(connection, stream))
    if broken := chain.broken_link(stream, rows, stored.end):
        return broken
    if fold(row.event for row in rows) != stored.state:
        return f"{stream}: the stored state is not the fold of its {len(rows)} events"
    return ""


def _roster_problem(connection: Connection) -> str:
    stored = rosters.load(connection)
    rows = tuple(chain.read(connection, rosters.STREAM))
    if broken := chain.broken_link(rosters.STREAM, rows, stored.end):
        return broken
    changes = [row.event for row in rows]
    known = [event for event in changes if isinstance(event, RosterRoleSet)]
    if len(known) != len(changes) or reduce(evolve, known, Roster()) != stored.roster:
        return f"roster: the stored roster is not the fold of its {len(rows)} events"
    return ""
