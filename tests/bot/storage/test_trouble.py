import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from bot.errors import Busy, Transient
from bot.storage.trouble import SQLiteFile, is_trouble, said_by, told


def sqlite_error(code: int) -> DBAPIError:
    cause = sqlite3.OperationalError("what SQLite says")
    cause.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, cause)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY, "the database is busy"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "the database is busy"),
        (sqlite3.SQLITE_FULL, "the database is away: its disk is full"),
        (sqlite3.SQLITE_IOERR_WRITE, "the database is away: its disk does not work"),
        (sqlite3.SQLITE_CANTOPEN, "the database is away: its file cannot be opened"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "the database is away: its file cannot be written"),
    ],
)
def test_each_trouble_of_sqlite_has_words(code: int, expected: str) -> None:
    """Whoever reads it at night knows where to look; extended codes are their primary ones."""
    error = told(sqlite_error(code))

    assert expected == str(error)
    assert isinstance(error, Busy) is ("busy" in expected)


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (psycopg.errors.LockNotAvailable(), Busy),
        (psycopg.errors.DeadlockDetected(), Busy),
        (psycopg.errors.AdminShutdown(), Transient),
        (psycopg.errors.DiskFull(), Transient),
    ],
)
def test_each_trouble_of_postgresql_is_told(cause: psycopg.Error, expected: type[Transient]) -> None:
    """A lock that was not had is busy, a server that goes down or is full is away."""
    error = told(OperationalError("SELECT 1", {}, cause))

    assert expected is type(error)
    assert isinstance(cause, psycopg.errors.DiskFull) is ("its disk is full" in str(error))


def test_a_statement_of_ours_stays_what_it_is() -> None:
    """A mistake of our own is no outage."""
    error = ProgrammingError("SELECT", {}, psycopg.errors.SyntaxError("at or near"))

    assert error is told(error)
    found = [is_trouble(each) for each in (error, ValueError(), sqlite_error(sqlite3.SQLITE_BUSY))]
    assert [False, False, True] == found


def test_the_drivers_own_word_is_kept_for_the_log() -> None:
    """One line of what the driver said, where a driver said something."""
    error = Transient("the database is away")
    assert "" == said_by(error)
    error.__cause__ = OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error\nmore"))

    assert "disk I/O error" == said_by(error)


def test_a_file_that_is_gone_or_another_is_away(tmp_path: Path) -> None:
    """A file that was moved is away until it is back; another in its place stays away."""
    path, aside = tmp_path / "tminus.db", tmp_path / "aside.db"
    path.write_bytes(b"")
    file = SQLiteFile(path)
    file.check()
    path.rename(aside)
    with pytest.raises(Transient, match="its file is not there"):
        file.check()
    aside.rename(path)
    file.check()
    path.rename(aside)
    path.write_bytes(b"")
    with pytest.raises(Transient, match="another file is in its place"):
        file.check()
