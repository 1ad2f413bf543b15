"""A database as a migration leaves it: its schema and every row, in a form in which two can be compared."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, select

from migrations.run import config, migration_engine


def revisions() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory.from_config(config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision, with the rows that fit there."""
    engine = migration_engine(url)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, revision)
    engine.dispose()


def everything(url: str) -> dict[str, object]:
    """Tables with their columns, keys and indexes, and their rows."""
    engine = migration_engine(url)
    with engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        found: dict[str, object] = {
            name: (_shape(connection, name), _rows(connection, table))
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return found


def _shape(connection: Connection, table: str) -> list[str]:
    look = inspect(connection)
    return [
        *(str(column) for column in look.get_columns(table)),
        str(look.get_pk_constraint(table)),
        *sorted(str(key) for key in look.get_foreign_keys(table)),
        *sorted(str(index) for index in look.get_indexes(table)),
        *sorted(str(unique) for unique in look.get_unique_constraints(table)),
    ]


def _rows(connection: Connection, table: Table) -> list[str]:
    """A timer without its number: PostgreSQL gives none twice, also where an attempt was rolled back."""
    columns = [column for column in table.columns if (table.name, column.name) != ("timer", "id")]
    return sorted(str(tuple(row)) for row in connection.execute(select(*columns)))
