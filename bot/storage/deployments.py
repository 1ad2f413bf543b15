"""Deployments, their plans and their events: one row of folded state, one chain of events each.

Functions take the connection of a transaction that somebody else commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain import identity
from bot.domain.events import Event
from bot.domain.evolve import fold
from bot.domain.figures import Moments, moments
from bot.domain.state import CLOSED, RUNNING, Deployment, Lifecycle
from bot.storage import chain
from bot.storage.codec import Memory, encode, shape_of
from bot.storage.tables import ask_table, deployment_table

CLOSED_NAMES = tuple(state.value for state in CLOSED)
NOT_BEGUN = (Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED)
OPEN_NAMES = tuple(state.value for state in Lifecycle if state not in CLOSED)
TRACES_LOOKED_FOR = 100
"""More than this is a first reading or a workspace that renames everybody: then all open ones look anew."""
FIRST_RUN = 1
"""Its deployment is called as the document is, without `.N`."""

IN_MEMORY = 128
"""How many states a process keeps: those of an evening, and more than one list shows."""
_STATES = Memory(Deployment, IN_MEMORY)
state_of = _STATES.decode
"""The state that a row's text holds."""

_IS_WANTED = deployment_table.c.id == bindparam("wanted")
_LOADED = select(
    deployment_table.c.body, deployment_table.c.event_head, deployment_table.c.event_count
).where(_IS_WANTED)
_ROW = select(deployment_table).where(_IS_WANTED)
_LOCKED = _LOADED.with_for_update(key_share=True)
_LOCK = select(deployment_table.c.id).where(_IS_WANTED).with_for_update(key_share=True)
_SAVED = update(deployment_table).where(_IS_WANTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A deployment as it was loaded: its state, and where its chain of events ends.

    `is_of_today`: it claims to be what this version of the program folds. That is no proof of anything.
    """

    state: Deployment
    end: chain.End
    is_of_today: bool = True


@cache
def _claim() -> str:
    """Begins the text of a state that this version stored: which shape it and its moments had then."""
    return f'{{"fold":"{shape_of(Deployment)}{shape_of(Moments)}",'


def load(connection: Connection, deployment_id: str, *, lock: bool = False) -> Stored | None:
    """A deployment by its exact id; with `lock` nobody else changes it until the transaction ends.

    Others may set its timers meanwhile: a row that refers to it needs its key alone.
    """
    row = connection.execute(_LOCKED if lock else _LOADED, {"wanted": deployment_id}).one_or_none()
    return None if row is None else _stored(row.body, row.event_head, row.event_count)


def _stored(body: str, head: str, count: int) -> Stored:
    end = chain.End(head=head, count=count)
    return Stored(state=state_of(body), end=end, is_of_today=body.startswith(_claim()))


def lock(connection: Connection, deployment_id: str) -> None:
    """As `load` does with `lock`, for whoever has to look at something else before."""
    connection.execute(_LOCK, {"wanted": deployment_id})


def add(connection: Connection, state: Deployment, document_id: str, run: int, at: datetime) -> None:
    """A new deployment, its chain still empty."""
    connection.execute(
        insert(deployment_table).values(
            id=state.id,
            document_key=document_key(document_id),
            run=run,
            opened_at=at,
            event_head=chain.START.head,
            event_count=0,
            **_columns(state),
        )
    )


def save(
    connection: Connection,
    state: Deployment,
    end: chain.End,
    events: Sequence[Event],
    *,
    is_of_today: bool = True,
) -> chain.Appended:
    """Append events to the chain and keep the state they lead to.

    What follows from a state that is not of today (`Stored`) is not of today either.
    """
    appended = chain.append(connection, state.id, end, events)
    its_end = {"event_head": appended.end.head, "event_count": appended.end.count}
    columns = _columns(state, is_of_today=is_of_today)
    connection.execute(_SAVED, {"wanted": state.id, **its_end, **columns})
    return appended


def fold_anew(connection: Connection) -> tuple[str, ...]:
    """Store anew what another version stored, as this one folds the events; the ids.

    What is not whole, or holds an event that this version cannot read, is left as it is: the audit says it.
    """
    table = deployment_table.c
    others = select(table.id).where(table.body.not_like(f"{_claim()}%")).order_by(table.id)
    ids = connection.execute(others).scalars().all()
    return tuple(id_ for id_ in ids if _is_folded_anew(connection, id_))


def _is_folded_anew(connection: Connection, id_: str) -> bool:
    row = connection.execute(_LOCKED, {"wanted": id_}).one()
    end = chain.End(head=row.event_head, count=row.event_count)
    rows = tuple(chain.read(connection, id_))
    if not rows or chain.broken_link(id_, rows, end):
        return False
    try:
        state = fold([each.event for each in rows])
    except (KeyError, ValueError):
        return False
    save(connection, state, end, ())
    return True


def row(connection: Connection, deployment_id: str) -> tuple[Stored, tuple[str, ...]] | None:
    """A deployment by its exact id, and the columns to query by that say otherwise than its state."""
    found = connection.execute(_ROW, {"wanted": deployment_id}).one_or_none()
    if found is None:
        return None
    stored = _stored(found.body, found.event_head, found.event_count)
    stray = [name for name, value in _to_query_by(stored.state).items() if getattr(found, name) != value]
    if document_key(identity.deployment_id(found.document_key, found.run)) != document_key(stored.state.id):
        stray += ["document_key, run"]
    return stored, tuple(stray)


def _columns(state: Deployment, *, is_of_today: bool = True) -> dict[str, object]:
    body = _STATES.encode(state, _claim() if is_of_today else "{")
    return {**_to_query_by(state), "body": body}


def _to_query_by(state: Deployment) -> dict[str, object]:
    at = moments(state)
    return {
        "state": state.state.value,
        "service": state.service,
        "environment": state.environment,
        "target": state.target.key,
        "channel": state.channel,
        "window_start": state.window_start,
        "window_end": state.window_end,
        "revision": state.revision,
        "approved_at": at.approved,
        "deployed_at": at.deployed,
        "live_at": at.live,
        "troubled_at": at.troubled,
        "restored_at": at.restored,
        "ended_at": at.ended,
    }


def document_key(document_id: str) -> str:
    """The form under which a document's runs are looked up: case does not matter."""
    return document_id.casefold()


def find(connection: Connection, wanted: str) -> str | None:
    """The id meant by what a person typed: case apart; without `.N` the open run, else the latest.

    Of several open runs the one with this very id: every other has its `.N` to be told by.
    """
    document, _, run = wanted.rpartition(".")
    numbered = (str(row.id) for row in _runs(connection, document) if run == str(row.run))
    if found := next(numbered, None):
        return found
    runs = _runs(connection, wanted)
    still_open = [row for row in runs if row.state not in CLOSED_NAMES]
    exact = [row for row in still_open if row.run == FIRST_RUN]
    return next((str(row.id) for row in (*exact, *still_open, *runs)), None)


def _runs(connection: Connection, document: str) -> list[Row[tuple[str, str, int]]]:
    """A document's runs, the latest first."""
    table = deployment_table.c
    return list(
        connection.execute(
            select(table.id, table.state, table.run)
            .where(table.document_key == document_key(document))
            .order_by(table.run.desc())
        )
    )


def runs_before(connection: Connection, deployment: str, limit: int) -> tuple[Deployment, ...]:
    """The earlier runs of a deployment's document, the latest first."""
    own, other = deployment_table.alias("own"), deployment_table.alias("other")
    rows = connection.execute(
        select(other.c.body)
        .join(own, own.c.document_key == other.c.document_key)
        .where(own.c.id == deployment, other.c.run < own.c.run)
        .order_by(other.c.run.desc())
        .limit(limit)
    )
    return tuple(state_of(row.body) for row in rows)


def completed(connection: Connection, target: str, limit: int) -> tuple[Deployment, ...]:
    """The completed deployments of a target (its key), the latest first."""
    table = deployment_table.c
    rows = connection.execute(
        select(table.body)
        .where(table.target == target, table.state == Lifecycle.COMPLETED.value)
        .order_by(table.ended_at.desc(), table.id)
        .limit(limit)
    )
    return tuple(state_of(row.body) for row in rows)


def last_run(connection: Connection, document_id: str) -> Deployment | None:
    """The latest run of a document."""
    body = connection.execute(
        select(deployment_table.c.body)
        .where(deployment_table.c.document_key == document_key(document_id))
        .order_by(deployment_table.c.run.desc())
        .limit(1)
    ).scalar()
    return None if body is None else state_of(body)


def next_run(connection: Connection, document_id: str) -> int:
    """The number of a document's next run, from 1."""
    latest = connection.execute(
        select(func.max(deployment_table.c.run)).where(
            deployment_table.c.document_key == document_key(document_id)
        )
    ).scalar()
    return int(latest or 0) + 1


def open_in_channel(connection: Connection, channel: str) -> tuple[str, ...]:
    """The ids of the deployments in a channel that are not closed, newest first."""
    rows = connection.execute(
        select(deployment_table.c.id)
        .where(deployment_table.c.channel == channel, deployment_table.c.state.in_(OPEN_NAMES))
        .order_by(deployment_table.c.opened_at.desc(), deployment_table.c.run.desc())
    )
    return tuple(str(row.id) for row in rows)


def asking_in_channel(connection: Connection, channel: str) -> tuple[str, ...]:
    """The ids of the deployments in a channel that still wait for somebody, newest first.

    A rolled-back one waits for its follow-ups.
    """
    rows = connection.execute(
        select(deployment_table.c.id)
        .where(
            deployment_table.c.channel == channel,
            exists().where(ask_table.c.deployment == deployment_table.c.id),
        )
        .order_by(deployment_table.c.opened_at.desc(), deployment_table.c.run.desc())
    )
    return tuple(str(row.id) for row in rows)


def latest_in_channel(connection: Connection, channel: str) -> str | None:
    """The id of the deployment that was opened last in a channel, closed or not."""
    found = connection.execute(
        select(deployment_table.c.id)
        .where(deployment_table.c.channel == channel)
        .order_by(deployment_table.c.opened_at.desc(), deployment_table.c.run.desc())
        .limit(1)
    ).scalar()
    return None if found is None else str(found)


def open_deployments(connection: Connection, limit: int) -> tuple[Deployment, ...]:
    """Deployments that are not closed, by the time of their window."""
    return _listed(connection, deployment_table.c.state.in_(OPEN_NAMES), limit)


def running(connection: Connection, limit: int) -> tuple[Deployment, ...]:
    """Deployments that are under way, by the time of their window."""
    return _listed(connection, deployment_table.c.state.in_([state.value for state in RUNNING]), limit)


def coming(connection: Connection, start: datetime, end: datetime, limit: int) -> tuple[Deployment, ...]:
    """Deployments not begun yet whose window is open or opens between two instants, by the time of it."""
    table = deployment_table.c
    not_begun = table.state.in_([state.value for state in NOT_BEGUN])
    is_ahead = and_(table.window_end > start, table.window_start <= end)
    return _listed(connection, and_(not_begun, is_ahead), limit)


def _listed(connection: Connection, which: ColumnElement[bool], limit: int) -> tuple[Deployment, ...]:
    table = deployment_table.c
    rows = connection.execute(
        select(table.body).where(which).order_by(table.window_start, table.id).limit(limit)
    )
    return tuple(state_of(row.body) for row in rows)


def live_ids(connection: Connection) -> tuple[str, ...]:
    """The ids of the deployments in which somebody may still be needed."""
    rows = connection.execute(select(deployment_table.c.id).where(_is_live()).order_by(deployment_table.c.id))
    return tuple(str(row.id) for row in rows)


def _is_live() -> ColumnElement[bool]:
    """A completed emergency waits for late approvals, a rolled-back deployment for whoever unlocks."""
    is_asking = exists().where(ask_table.c.deployment == deployment_table.c.id)
    return or_(deployment_table.c.state.in_((*OPEN_NAMES, Lifecycle.ROLLED_BACK.value)), is_asking)


def concerned(connection: Connection, traces: Iterable[str]) -> tuple[str, ...]:
    """The ids of the live deployments (`live_ids`) in whose state one of the texts stands in quotes.

    So those are found whose people, groups or written names somebody is; few too many are found where a text
    stands for something else, and always those whose state was written before it said whom the plan means.
    """
    body = deployment_table.c.body
    quoted = [body.contains(encode(trace), autoescape=True) for trace in sorted(traces)]
    if len(quoted) > TRACES_LOOKED_FOR:
        return live_ids(connection)
    rows = connection.execute(
        select(deployment_table.c.id)
        .where(
            _is_live(),
            or_(*quoted, body.not_like('%"meant":%')),
        )
        .order_by(deployment_table.c.id)
    )
    return tuple(str(row.id) for row in rows)


def all_ids(connection: Connection) -> tuple[str, ...]:
    """Every deployment's id, oldest first."""
    rows = connection.execute(
        select(deployment_table.c.id).order_by(deployment_table.c.opened_at, deployment_table.c.id)
    )
    return tuple(str(row.id) for row in rows)


def revisions(connection: Connection, wanted: str = "") -> dict[str, str]:
    """The revision of each deployment, or of the one that is wanted, by its id."""
    table = deployment_table.c
    rows = select(table.id, table.revision).order_by(table.opened_at, table.id)
    found = connection.execute(rows.where(table.id == wanted) if wanted else rows)
    return {row.id: row.revision for row in found}
