"""The unit of work: one transaction is one synchronous function in a thread; the only place that commits.

SQLite has one writer thread, so writers never wait for a lock inside the process, and `synchronous=FULL`, so
that what was acknowledged survives a power cut. PostgreSQL has a small pool.
"""

import asyncio
import select
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError

from bot.clock import steady
from bot.errors import Busy, Transient
from bot.outages import Outage
from bot.storage.trouble import BUSY, SQLiteFile, said_by, told

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

LOCK_WAIT_MS = 1500
"""How long a lock is waited for before the person hears "busy" (design, rule 2)."""
LOCK_WAIT = LOCK_WAIT_MS / 1000
PATIENT = 10.0
"""Seconds that what nobody waits for may queue: it is not refused because people are many."""
NOTICEABLE = 0.25
"""Seconds in the queue that still count as none."""
LOCK_WAITED = "lock_wait_ms"
"""A SQLite connection's note of a lock wait that is not the usual one."""
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
RESTED_SECONDS = 0.25
"""After so long without work a connection is tried before it is used: PostgreSQL may have restarted."""
USED = "used"
"""A PostgreSQL connection's note of when it was last in use."""
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
        _prepare_sqlite(engine)
        return engine
    options = f"-c lock_timeout={LOCK_WAIT_MS} -c timezone=UTC -c synchronous_commit=on"
    engine = create_engine(
        address,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        isolation_level="REPEATABLE READ" if only_reads else "READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 3, **SILENT_SERVER},
    )
    _try_what_rested(engine)
    return engine


def _try_what_rested(engine: Engine) -> None:
    """Have each connection tried that rested, or at which something arrived, be it only its end.

    SQLAlchemy's own `pool_pre_ping` asks the server each time, which a reminder would do eight times.
    """

    @event.listens_for(engine, "checkin")
    def _(_connection: "DBAPIConnection | None", record: "ConnectionPoolEntry") -> None:
        record.info[USED] = steady()

    @event.listens_for(engine, "checkout")
    def _(
        connection: "DBAPIConnection", record: "ConnectionPoolEntry", _proxy: "PoolProxiedConnection"
    ) -> None:
        used = record.info.get(USED)
        if used is None or (steady() - used < RESTED_SECONDS and not _has_news(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _has_news(connection: "DBAPIConnection") -> bool:
    """Whether the server sent something unasked: that it ends the connection."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _path(address: URL) -> Path:
    return Path(address.database or "").absolute()


def _prepare_sqlite(engine: Engine) -> None:
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


def _begin(connection: Connection, lock_wait: int, *, only_reads: bool) -> None:
    """Open a transaction that waits for its locks so many milliseconds.

    No listener of the engine does it: where there is one, each statement costs more.
    """
    if connection.dialect.name == "sqlite":
        if connection.info.get(LOCK_WAITED, LOCK_WAIT_MS) != lock_wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={lock_wait}")
            connection.info[LOCK_WAITED] = lock_wait
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
    elif lock_wait != LOCK_WAIT_MS:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {lock_wait}")


class Database:
    """Runs transactions. Errors: `Busy` when a lock or a thread was not had in time, `Transient` when the
    database is away. The log hears once of each outage.
    """

    def __init__(self, url: str | URL) -> None:
        self.address = address = make_url(url)
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
            return await self._in_thread(self._writers, self._writer, work, patience, only_reads=False)

    async def read(self, work: Work[Result], *, patience: float = LOCK_WAIT) -> Result:
        """Run a function that only reads."""
        with self._noted(self._reading):
            return await self._in_thread(self._readers, self._reader, work, patience, only_reads=True)

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
        self,
        threads: ThreadPoolExecutor,
        engine: Engine,
        work: Work[Result],
        patience: float,
        *,
        only_reads: bool,
    ) -> Result:
        # What is at hand is said in the log's lines of the thread, too.
        run = copy_context().run
        begin = partial(_begin, only_reads=only_reads)
        job = threads.submit(run, _transaction, engine, self._file, begin, work, steady() + patience)
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


def _transaction(
    engine: Engine,
    file: SQLiteFile | None,
    begin: Callable[[Connection, int], None],
    work: Work[Result],
    begin_by: float,
) -> Result:
    """One transaction, in a thread. Whoever queued for it waits so much less for its locks."""
    if file:
        file.check()
    left = begin_by - steady()
    lock_wait = LOCK_WAIT_MS if left >= LOCK_WAIT - NOTICEABLE else max(round(left * 1000), 1)
    try:
        with engine.begin() as connection:
            begin(connection, lock_wait)
            return work(connection)
    except DBAPIError as error:
        raise told(error) from error


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Within a transaction: an exception undoes what was done in here; whoever catches it goes on."""
    with connection.begin_nested():
        yield


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
