"""Verifies the record: every chain of events is whole, and what is stored is the fold of its events."""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain import freezes as f, roster as r
from bot.domain.events import Event
from bot.domain.evolve import fold
from bot.domain.locks import HoldPlaced, HoldReleased, evolve as evolve_lock
from bot.domain.surroundings import Lock
from bot.storage import chain, deployments, freezes, locks, rosters
from bot.storage.folded import Folded
from bot.storage.unit_of_work import PATIENT, Database

Value = TypeVar("Value")
Happened = TypeVar("Happened")


async def audit(database: Database, wanted: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Audit one deployment, or every stream: the streams looked at, and what is wrong in a sentence each.

    Each stream is read in a transaction of its own, so that nothing waits for a long history.
    """
    streams = (wanted,) if wanted else await database.read(_streams, patience=PATIENT)
    problems = []
    for stream in streams:
        problem = await database.read(partial(_problem, stream), patience=PATIENT)
        problems += [problem] if problem else []
    return streams, tuple(problems)


def _streams(connection: Connection) -> tuple[str, ...]:
    return (
        rosters.STREAM,
        freezes.STREAM,
        *locks.streams(connection),
        *deployments.all_ids(connection),
    )


def _problem(stream: str, connection: Connection) -> str:
    if stream == rosters.STREAM:
        return _of_stream(connection, stream, _roster, rosters.load(connection))
    if stream == freezes.STREAM:
        return _of_stream(connection, stream, _freezes, freezes.load(connection))
    if stream.startswith(locks.STREAM):
        return _lock_problem(connection, stream)
    stored = deployments.load(connection, stream)
    if stored is None:
        return f"{stream}: there is no such deployment"
    mend = "" if stored.is_of_today else "; another version stored it: `tminus migrate` folds it anew"
    return _of_stream(connection, stream, fold, Folded(stored.state, stored.end), mend)


def _lock_problem(connection: Connection, stream: str) -> str:
    stored = locks.stored(connection, stream)
    if stored is None:
        return f"{stream}: there is no such lock"
    free = Lock(target=stored.value.target)

    def folded(events: Sequence[Event]) -> Lock:
        holds = [event for event in events if isinstance(event, HoldPlaced | HoldReleased)]
        return reduce(evolve_lock, _all(events, holds), free)

    return _of_stream(connection, stream, folded, stored)


def _of_stream(
    connection: Connection,
    stream: str,
    folded: Callable[[Sequence[Event]], Value],
    stored: Folded[Value],
    mend: str = "",
) -> str:
    """What is wrong with one stream, in words; "" where it is whole and its fold is what is stored."""
    rows = tuple(chain.read(connection, stream))
    if broken := chain.broken_link(stream, rows, stored.end):
        return broken
    try:
        is_fold = folded([row.event for row in rows]) == stored.value
    except TypeError:
        is_fold = False
    return "" if is_fold else f"{stream}: the stored state is not the fold of its {len(rows)} events{mend}"


def _roster(events: Sequence[Event]) -> r.Roster:
    changes = [event for event in events if isinstance(event, r.RosterEvent)]
    return reduce(r.evolve, _all(events, changes), r.Roster())


def _freezes(events: Sequence[Event]) -> f.Freezes:
    changes = [event for event in events if isinstance(event, f.FreezeSet | f.FreezeEnded)]
    return reduce(f.evolve, _all(events, changes), f.Freezes())


def _all(events: Sequence[Event], known: list[Happened]) -> list[Happened]:
    """The events of a stream, of its kinds. Errors: `TypeError` where one belongs elsewhere."""
    if len(known) != len(events):
        raise TypeError("an event of another stream")
    return known
