"""The unit of work: one transaction is one synchronous function in a thread; the only place that commits.

SQLite has one writer thread, so writers never wait for a lock inside the process, and `synchronous=FULL`, so
that what was acknowledged survives a power cut. PostgreSQL has a small pool.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.clock import steady
from bot.errors import Busy, Transient
from bot.outages import Outage
from bot.storage.trouble import BUSY, SQLiteFile, said_by, told

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

LOCK_WAIT_MS = 1500
"""How long a lock is waited for before the person hears "busy" (design, rule 2)."""
LOCK_WAIT = LOCK_WAIT_MS / 1000
PATIENT = 10.0
"""Seconds that what nobody waits for may queue: it is not refused because people are many."""
NOTICEABLE = 0.25
"""Seconds in the queue that still count as none."""
LEFT = "lock_wait_left_ms"
"""The execution option, and the connection's note, of a lock wait that is shorter than usual."""
QUEUED = "the database is busy: too much is under way"
SETTLED_AFTER = 5.0
"""Seconds without a failure after which the database is back."""

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
SQLITE_FULL = 2
"""`PRAGMA synchronous` as a number."""


def engine_for(url: str | URL, *, size: int = 1, only_reads: bool = False) -> Engine:
    """An engine set up as the unit of work needs it; what only reads sees one state all through.

    A SQLite file must be there: one that is missing is away, and an empty one in its place would hide that.
    Errors name no parameters: a plan's text is in them, and the log has every error.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file = f"{_path(address).as_uri()}?mode=rw"
        engine = create_engine(
            address,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
            creator=lambda: sqlite3.connect(file, uri=True, check_same_thread=False),
        )
        _prepare_sqlite(engine, "BEGIN" if only_reads else "BEGIN IMMEDIATE")
        return engine
    options = f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC -c synchronous_commit=on"
    engine = create_engine(
        address,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if only_reads else "READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 3, **SILENT_SERVER},
    )
    _prepare_postgresql(engine)
    return engine


def _path(address: URL) -> Path:
    return Path(address.database or "").absolute()


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
        left = connection.get_execution_options().get(LEFT, LOCK_WAIT_MS)
        if connection.info.get(LEFT, LOCK_WAIT_MS) != left:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={left}")
            connection.info[LEFT] = left
        connection.exec_driver_sql(begin)


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if left := connection.get_execution_options().get(LEFT):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {left}")


class Database:
    """Runs transactions. Errors: `Busy` when a lock or a thread was not had in time, `Transient` when the
    database is away. The log hears once of each outage.
    """

    def __init__(self, url: str | URL) -> None:
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.file = _path(address) if self.is_sqlite else None
        self._file = SQLiteFile(self.file) if self.file else None
        writers = 1 if self.is_sqlite else POSTGRESQL_WRITERS
        self._writer = engine_for(address, size=writers)
        self._reader = engine_for(address, size=READERS, only_reads=True)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writing = Outage("database: writing", SETTLED_AFTER)
        self._reading = Outage("database: reading", SETTLED_AFTER)

    async def write(self, work: Work[Result], *, patience: float = LOCK_WAIT) -> Result:
        """Run the function in one transaction and commit; an exception rolls everything back.

        What has not begun after `patience` seconds is not begun any more, and `Busy`.
        """
        with self._noted(self._writing):
            return await self._in_thread(self._writers, self._writer, work, patience)

    async def read(self, work: Work[Result], *, patience: float = LOCK_WAIT) -> Result:
        """Run a function that only reads."""
        with self._noted(self._reading):
            return await self._in_thread(self._readers, self._reader, work, patience)

    @contextmanager
    def _noted(self, outage: Outage) -> Iterator[None]:
        try:
            yield
        except Busy as error:
            # One row of PostgreSQL's is no outage; SQLite's one lock, or a queue that does not move, is.
            if self.is_sqlite or str(error) != BUSY:
                outage.failed(str(error))
            raise
        except Transient as error:
            outage.failed(str(error), said_by(error))
            raise
        outage.worked()

    async def _in_thread(
        self, threads: ThreadPoolExecutor, engine: Engine, work: Work[Result], patience: float
    ) -> Result:
        # What is at hand is said in the log's lines of the thread, too.
        run = copy_context().run
        job = threads.submit(run, _transaction, engine, self._file, work, steady() + patience)
        # Once it has begun this does nothing.
        too_late = asyncio.get_running_loop().call_later(patience, job.cancel)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if job.cancelled() and task and not task.cancelling():
                raise Busy(QUEUED) from None
            raise
        finally:
            too_late.cancel()

    async def close(self) -> None:
        """Let what is under way end, then close every connection."""
        for threads in (self._writers, self._readers):
            await asyncio.to_thread(threads.shutdown)
        for engine in (self._writer, self._reader):
            engine.dispose()


def _transaction(engine: Engine, file: SQLiteFile | None, work: Work[Result], begin_by: float) -> Result:
    """One transaction, in a thread. Whoever queued for it waits so much less for its locks."""
    if file:
        file.check()
    left = begin_by - steady()
    if left < LOCK_WAIT - NOTICEABLE:
        engine = engine.execution_options(**{LEFT: max(round(left * 1000), 1)})
    try:
        with engine.begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise told(error) from error


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
