"""The statements that SQLite and PostgreSQL share in meaning, but SQLAlchemy spells for each."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgreSQLInsert
from sqlalchemy.dialects.sqlite import Insert as SQLiteInsert


def upserting(connection: Connection, table: Table) -> PostgreSQLInsert | SQLiteInsert:
    """An INSERT that can say ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
