"""The unit of work: one transaction is one synchronous function in a thread; the only place that commits.

SQLite has one writer thread, so writers never wait for a lock inside the process, and `synchronous=FULL`, so
that what was acknowledged survives a power cut. PostgreSQL has a small pool.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.errors import Busy, Transient

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

LOCK_WAIT_MS = 1500
"""How long a lock is waited for before the person hears "busy" (design, rule 2)."""

POSTGRESQL_WRITERS = 4
READERS = 2
SILENT_SERVER = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A PostgreSQL that vanished without a word is given up after about ten seconds (libpq: Database Connection
Control Functions; seconds, a count, and in the last line milliseconds)."""
LOCK_NOT_HAD = frozenset({"55P03", "40P01", "40001"})
"""PostgreSQL's lock_not_available, deadlock_detected and serialization_failure."""
PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in their lowest byte (sqlite.org, Result Codes)."""
SQLITE_FULL = 2
"""`PRAGMA synchronous` as a number."""
SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
SQLITE_AWAY = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
)


def engine_for(url: str | URL, *, size: int = 1, only_reads: bool = False) -> Engine:
    """An engine set up as the unit of work needs it; what only reads sees one state all through."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(
            address, pool_size=size, max_overflow=0, connect_args={"check_same_thread": False}
        )
        _prepare_sqlite(engine, "BEGIN" if only_reads else "BEGIN IMMEDIATE")
        return engine
    options = f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC"
    return create_engine(
        address,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if only_reads else "READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 3, **SILENT_SERVER},
    )


def _prepare_sqlite(engine: Engine, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={LOCK_WAIT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class Database:
    """Runs transactions. Errors: `Busy` when a lock was not had, `Transient` when the database is away."""

    def __init__(self, url: str | URL) -> None:
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.file = Path(address.database) if self.is_sqlite and address.database else None
        writers = 1 if self.is_sqlite else POSTGRESQL_WRITERS
        self._writer = engine_for(address, size=writers)
        self._reader = engine_for(address, size=READERS, only_reads=True)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def write(self, work: Work[Result]) -> Result:
        """Run the function in one transaction and commit; an exception rolls everything back."""
        return await self._in_thread(self._writers, self._writer, work)

    async def read(self, work: Work[Result]) -> Result:
        """Run a function that only reads."""
        return await self._in_thread(self._readers, self._reader, work)

    async def _in_thread(self, threads: ThreadPoolExecutor, engine: Engine, work: Work[Result]) -> Result:
        # What is at hand is said in the log's lines of the thread, too.
        run, loop = copy_context().run, asyncio.get_running_loop()
        return await loop.run_in_executor(threads, run, _transaction, engine.begin, work)

    async def close(self) -> None:
        """Let what is under way end, then close every connection."""
        for threads in (self._writers, self._readers):
            await asyncio.to_thread(threads.shutdown)
        for engine in (self._writer, self._reader):
            engine.dispose()


def _transaction(begin: Callable[[], AbstractContextManager[Connection]], work: Work[Result]) -> Result:
    try:
        with begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise _told(error) from error


def _told(error: DBAPIError) -> Exception:
    """The driver's error as one of our tree; a broken statement stays what it is."""
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE
        is_busy, is_away = code in SQLITE_BUSY, code in SQLITE_AWAY
    else:
        is_busy = getattr(error.orig, "sqlstate", None) in LOCK_NOT_HAD
        is_away = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    if is_busy:
        return Busy("the database is busy")
    return Transient("the database is away") if is_away else error


def safety(connection: Connection) -> tuple[str, bool]:
    """Which database it is and how it commits; whether what was committed survives a power cut."""
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        return f"SQLite {version}, synchronous={synchronous}", int(synchronous or 0) >= SQLITE_FULL
    names = ("server_version", "synchronous_commit", "fsync")
    version, commit, fsync = (connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names)
    found = f"PostgreSQL {version}, synchronous_commit={commit}, fsync={fsync}"
    return found, commit != "off" and fsync == "on"


def is_alive(connection: Connection) -> bool:
    """Whether the database answers."""
    return bool(connection.execute(text("SELECT 1")).scalar())
