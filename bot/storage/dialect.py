"""The statements that SQLite and PostgreSQL share in meaning, but SQLAlchemy spells for each."""

from collections.abc import Callable

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgreSQLInsert
from sqlalchemy.dialects.sqlite import Insert as SQLiteInsert
from sqlalchemy.exc import DBAPIError

Inserting = PostgreSQLInsert | SQLiteInsert


def upserting(connection: Connection, table: Table) -> Inserting:
    """An INSERT that can say ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


class Upsert:
    """An INSERT that says ON CONFLICT, built once for each database: on the way of a press that counts.

    `build` gets the bare INSERT and says what is to be done where the row is there already.
    """

    def __init__(self, table: Table, build: Callable[[Inserting], Inserting]) -> None:
        # `inline`: nobody asks for the new row's key, which PostgreSQL would be asked to return.
        self._built: dict[str, Inserting] = {
            "sqlite": build(sqlite.insert(table).inline()),
            "postgresql": build(postgresql.insert(table).inline()),
        }

    def on(self, connection: Connection) -> Inserting:
        """The statement for the database that the connection is of."""
        return self._built[connection.dialect.name]


def is_no_text(error: DBAPIError) -> bool:
    """Whether SQLite found bytes that are no text in a column of text: it takes any, and gives none back."""
    return "could not decode" in str(error.orig).casefold()
