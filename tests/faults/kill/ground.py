"""The databases that stories begin on and victims work on: made, copied and thrown away."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.conftest import BY_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where databases of one kind are made. `template` is a migrated one.

    Nobody may be connected to a database that is copied.
    """

    kind: str
    template: str
    copy: Callable[[str], str]
    empty: Callable[[], str]
    drop: Callable[[str], None]


def sqlite_ground(folder: Path, template: Path) -> Ground:
    """SQLite files in a folder."""

    def new() -> Path:
        return folder / f"{uuid.uuid4().hex}.db"

    def copy(url: str) -> str:
        to = new()
        shutil.copy(_file(url), to)
        return f"sqlite:///{to}"

    def drop(url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)

    return Ground(
        kind="sqlite",
        template=f"sqlite:///{template}",
        copy=copy,
        empty=lambda: f"sqlite:///{new()}",
        drop=drop,
    )


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


@dataclass(frozen=True, slots=True)
class _Server:
    """A PostgreSQL server; `address` is libpq's, of its own database."""

    address: str
    made: list[str] = field(default_factory=list)

    def create(self, like: str) -> str:
        name = f"kill_{uuid.uuid4().hex}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {like} {BY_FILE}")
        return self.url(name)

    def copy(self, url: str) -> str:
        return self.create(str(make_url(url).database))

    def drop(self, url: str) -> None:
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def url(self, name: str) -> str:
        url = make_url(self.address).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement.encode())


def postgresql_ground(address: str) -> Ground:
    """Databases on a server that has a migrated one called `template`."""
    server = _Server(address)
    return Ground(
        kind="postgresql",
        template=server.url("template"),
        copy=server.copy,
        empty=lambda: server.create("template1"),
        drop=server.drop,
    )
