"""Verifies the record: every chain of events is whole, and what is stored is the fold of its events."""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.document.text import revision_id
from bot.domain import freezes as f, roster as r
from bot.domain.events import Event
from bot.domain.evolve import fold
from bot.domain.locks import HoldPlaced, HoldReleased, evolve as evolve_lock
from bot.domain.surroundings import Lock
from bot.storage import chain, deployments, freezes, locks, revisions, rosters
from bot.storage.dialect import is_no_text
from bot.storage.folded import Folded
from bot.storage.unit_of_work import PATIENT, Database

Value = TypeVar("Value")
Happened = TypeVar("Happened")
AT_ONCE = 20
"""So many streams are looked at in one transaction."""


async def audit(database: Database, wanted: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Audit one deployment, or every stream: the streams looked at, and what is wrong in a sentence each.

    A few streams are read in a transaction: none lasts as long as a history.
    """
    streams = (wanted,) if wanted else await database.read(_streams, patience=PATIENT)
    problems: list[str] = []
    for first in range(0, len(streams), AT_ONCE):
        some = streams[first : first + AT_ONCE]
        problems += await database.read(partial(_problems, some), patience=PATIENT)
    if not wanted:
        problems += await database.read(partial(_of_nobody, frozenset(streams)), patience=PATIENT)
    problems += await database.read(partial(_plans, wanted), patience=PATIENT)
    return streams, tuple(problems)


async def where(database: Database, deployment: str, head: str) -> tuple[int, int]:
    """The number of the event with a hash that somebody kept elsewhere, 0 for none; and how many there are.

    Whoever can write can write a chain anew, with its head, count and state: only what is kept elsewhere
    tells. The first digits of a hash are enough.
    """
    return await database.read(lambda c: chain.position(c, deployment, head), patience=PATIENT)


def _streams(connection: Connection) -> tuple[str, ...]:
    return (
        rosters.STREAM,
        freezes.STREAM,
        *locks.streams(connection),
        *deployments.all_ids(connection),
    )


def _of_nobody(known: frozenset[str], connection: Connection) -> list[str]:
    """Streams whose events are there, and nothing that they belong to."""
    try:
        streams = [stream for stream in chain.streams(connection) if stream not in known]
    except DBAPIError as error:
        if not is_no_text(error):
            raise
        return ["there are events of a stream whose name is no text"]
    return [f"{stream}: there are events, but nothing is stored that they belong to" for stream in streams]


def _plans(wanted: str, connection: Connection) -> list[str]:
    """Plans that are not what they are known by, the hash of their text; and those that are gone."""
    used = deployments.revisions(connection, wanted)
    found: list[str] = []
    kept: set[str] = set()
    try:
        for revision, text in revisions.texts(connection, set(used.values()) if wanted else None):
            kept.add(revision)
            if not isinstance(text, str) or revision_id(text) != revision:
                found.append(f"plan {revision}: its text was changed")
    except DBAPIError as error:
        if not is_no_text(error):
            raise
        return ["there is a plan whose text is no text"]
    gone = (f"{id_}: its plan {revision} is gone" for id_, revision in used.items() if revision not in kept)
    return [*found, *gone]


def _problems(streams: Sequence[str], connection: Connection) -> list[str]:
    found = (_problem(stream, connection) for stream in streams)
    return [problem for problem in found if problem]


def _problem(stream: str, connection: Connection) -> str:
    """What is wrong with one stream, in words; "" where it is whole and its fold is what is stored."""
    try:
        if stream == rosters.STREAM:
            return _of_stream(connection, stream, _roster, rosters.load(connection))
        if stream == freezes.STREAM:
            return _of_stream(connection, stream, _freezes, freezes.load(connection))
        if stream.startswith(locks.STREAM):
            return _lock_problem(connection, stream)
        return _deployment_problem(connection, stream)
    except ValueError:
        return f"{stream}: the stored state cannot be read"
    except DBAPIError as error:
        if not is_no_text(error):
            raise
        return f"{stream}: the stored state cannot be read"


def _deployment_problem(connection: Connection, stream: str) -> str:
    row = deployments.row(connection, stream)
    if row is None:
        return f"{stream}: there is no such deployment"
    stored, stray = row
    mend = "" if stored.is_of_today else "; another version stored it: `tminus migrate` folds it anew"
    problem = _of_stream(connection, stream, fold, Folded(stored.state, stored.end), mend)
    if stray and not problem:
        return f"{stream}: the columns do not say what the state does: {', '.join(stray)}"
    return problem


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
    rows = _rows(connection, stream)
    if isinstance(rows, str):
        return rows
    if broken := chain.broken_link(stream, rows, stored.end):
        return broken
    events = []
    for row in rows:
        event = _event(row)
        if isinstance(event, str):
            return f"{stream}: event {row.number} ({row.name}) {event}"
        events.append(event)
    try:
        is_fold = folded(events) == stored.value
    except (TypeError, ValueError, LookupError):
        # A chain that somebody wrote anew may be whole and yet tell what cannot have happened.
        is_fold = False
    return "" if is_fold else f"{stream}: the stored state is not the fold of its {len(rows)} events{mend}"


def _rows(connection: Connection, stream: str) -> tuple[chain.Row, ...] | str:
    """A stream's rows; where there is one that cannot be read, which, in words."""
    number = chain.oddly_timed(connection, stream)
    try:
        rows = () if number else tuple(chain.read(connection, stream))
    except (ValueError, DBAPIError):
        number = chain.first_unreadable(connection, stream)
        if number is None:
            raise
        rows = ()
    return f"{stream}: event {number} was changed: it cannot be read any more" if number else rows


def _event(row: chain.Row) -> Event | str:
    """What a row holds; in words what is wrong where it holds no event, or one of another time."""
    try:
        event = row.event
    except LookupError:
        return "is of a kind that this version does not know"
    except ValueError:
        return "holds what such an event cannot"
    return event if event.at == row.at else "was changed: it is kept under another time"


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
