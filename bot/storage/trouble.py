"""What a driver's error means: a lock that was not had, a database that is away, or a statement of ours."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.errors import Busy, Transient

LOCK_NOT_HAD = frozenset({"55P03", "40P01", "40001"})
"""PostgreSQL's lock_not_available, deadlock_detected and serialization_failure."""
POSTGRESQL_FULL = "53100"
PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in their lowest byte (sqlite.org, Result Codes)."""
SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
FULL = "its disk is full"
SQLITE_AWAY: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "its disk does not work",
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_READONLY: "its file cannot be written",
}
BUSY = "the database is busy"
AWAY = "the database is away"


def told(error: DBAPIError) -> Exception:
    """The driver's error as one of our tree; a broken statement stays what it is."""
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE
        why = SQLITE_AWAY.get(code)
        is_busy = code in SQLITE_BUSY
    else:
        state = getattr(error.orig, "sqlstate", None)
        is_away = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
        why = (FULL if state == POSTGRESQL_FULL else "its server does not answer") if is_away else None
        is_busy = state in LOCK_NOT_HAD
    if is_busy:
        return Busy(BUSY)
    return Transient(f"{AWAY}: {why}") if why else error


def is_trouble(error: Exception) -> bool:
    """Whether the database is busy or away, rather than that a statement of ours is wrong."""
    return isinstance(error, DBAPIError) and told(error) is not error


def said_by(error: Transient) -> str:
    """The driver's own word behind an error of our tree, one line; "" where there is none."""
    cause = error.__cause__
    return str(cause.orig).partition("\n")[0] if isinstance(cause, DBAPIError) else ""


class SQLiteFile:
    """The file of a SQLite database, as it was when it was first seen.

    A connection goes on in a file that was moved or removed, and what is written there is lost: so each
    transaction looks first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: tuple[int, int] | None = None

    def check(self) -> None:
        """Errors: `Transient` where the file is not there, or is another one."""
        try:
            found = self._path.stat()
        except OSError as error:
            raise Transient(f"{AWAY}: its file is not there") from error
        here = (found.st_dev, found.st_ino)
        if self._first is None:
            self._first = here
        elif self._first != here:
            raise Transient(f"{AWAY}: another file is in its place, start T-Minus again")
