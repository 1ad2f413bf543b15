"""Brings a database's schema up to date, and tells whether it is.

SQLite runs without foreign keys meanwhile: rebuilding a table drops it, and the drop would cascade.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import NullPool

from bot.errors import Transient
from bot.storage.deployments import fold_anew

ADVISORY_LOCK = 7_466_871
"""The number under which PostgreSQL lets one migration run at a time: any, as long as it stays."""
LOCK_WAIT = "5s"
"""A migration that cannot have a table's lock gives up instead of stopping everybody behind it."""


def config() -> Config:
    """Alembic's settings, wherever the program is started."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def head() -> str:
    """The newest revision that this program knows."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise LookupError("there are no migrations")
    return found


def current(connection: Connection) -> str | None:
    """The revision that the database is at; `None` where no migration ever ran.

    Read from Alembic's own table: asking Alembic writes two lines into the log each time.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migration_engine(url: str | URL) -> Engine:
    """An engine of its own, with the brakes that a migration needs."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _(connection: SQLiteConnection, _record: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA journal_mode=WAL")

        @event.listens_for(engine, "begin")
        def _(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _at_hand(url: str | URL) -> Iterator[Engine]:
    """An engine for a while; the driver's own word for why the database cannot be used holds no password."""
    engine = migration_engine(url)
    try:
        yield engine
    except (OperationalError, InterfaceError) as error:
        why = str(error.orig).partition("\n")[0]
        raise Transient(f"DATABASE_URL: the database cannot be used: {why}") from error
    finally:
        engine.dispose()


def upgrade(url: str | URL) -> tuple[str, ...]:
    """Bring the schema to the newest revision, and what another version folded to the fold of this one.

    All of it or nothing. Returns the deployments that were folded anew. Errors: `Transient`.
    """
    with _at_hand(url) as engine, engine.begin() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if not is_sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"the migration broke a foreign key: {tuple(broken)}")
        return fold_anew(connection)


def is_current(url: str | URL) -> bool:
    """Whether the schema is the one this program needs. Errors: `Transient`."""
    with _at_hand(url) as engine, engine.connect() as connection:
        return current(connection) == head()
