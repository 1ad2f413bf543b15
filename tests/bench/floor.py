"""The floor under a press: its own statements, raw, in one transaction that is committed, and nothing else.

The statements are those of the rehearsal, with another deployment's names and message ids put in.
"""

import sqlite3
import threading
from dataclasses import dataclass
from typing import Any, Protocol, cast

import psycopg
from sqlalchemy import make_url

from bot.storage.unit_of_work import LOCK_WAIT_MS
from tests.bench.rehearsal import Press, Rehearsal
from tests.bot import web_shop as w


class _Cursor(Protocol):
    """What the two drivers share."""

    def execute(self, sql: str, parameters: object = (), /) -> object: ...
    def executemany(self, sql: str, parameters: object, /) -> object: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


class _Connection(Protocol):
    """The same."""

    def cursor(self) -> _Cursor: ...
    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the floor plays: in which database, and the statements of each press."""

    url: str
    rehearsal: Rehearsal


class Floor:
    """Plays presses; safe to use from several threads."""

    def __init__(self, script: Script) -> None:
        self.is_sqlite = script.url.startswith("sqlite")
        self._url = make_url(script.url)
        self._presses = {(press.step, str(press.action)): press for press in script.rehearsal.presses}
        self._own = threading.local()
        self._ids = _ids_of_copies(self._connect().cursor(), script.rehearsal)

    def press(self, deployment: str, step: str, action: str) -> None:
        """Carry one out and commit it."""
        ids = self._ids[deployment]
        press = self._presses[step, action]
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connect()
        connection: _Connection = self._own.connection
        cursor = connection.cursor()
        if self.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        _play(cursor, press, deployment, ids)
        connection.commit()

    def _connect(self) -> _Connection:
        if not self.is_sqlite:
            address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
            options = f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC"
            return cast("_Connection", psycopg.connect(address, options=options))
        connection = sqlite3.connect(str(self._url.database), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return cast("_Connection", connection)


def _play(cursor: _Cursor, press: Press, deployment: str, ids: dict[int, int]) -> None:
    for statement in press.statements:
        parameters = _of(deployment, ids, statement.parameters)
        if statement.many:
            cursor.executemany(statement.sql, parameters)
            continue
        cursor.execute(statement.sql, parameters)
        if statement.returned:
            ids |= zip(statement.returned, (row[0] for row in cursor.fetchall()), strict=True)
        elif statement.sql.startswith("SELECT"):
            cursor.fetchall()


def _of(deployment: str, ids: dict[int, int], value: object) -> object:
    """The same parameters for another deployment."""
    if isinstance(value, str):
        return value.replace(w.ID, deployment)
    if isinstance(value, int):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {name: _of(deployment, ids, each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        changed = (_of(deployment, ids, each) for each in value)
        return list(changed) if isinstance(value, list) else tuple(changed)
    return value


def _ids_of_copies(cursor: _Cursor, rehearsal: Rehearsal) -> dict[str, dict[int, int]]:
    cursor.execute("SELECT deployment, kind, subject, recipient, id FROM message")
    ids: dict[str, dict[int, int]] = {}
    for deployment, kind, subject, recipient, id_ in cursor.fetchall():
        if (before := rehearsal.messages.get((kind, subject, recipient))) is not None:
            ids.setdefault(deployment, {})[before] = id_
    return ids
