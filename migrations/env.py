"""Alembic's environment: it runs on the connection it is given, or on `DATABASE_URL` for a new revision."""

import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from bot.storage.tables import Instant, metadata
from migrations.run import migration_engine


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Plain SQLAlchemy types in revisions, so that an old revision needs none of today's code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def run(connection: Connection) -> None:
    """Run in the connection's own transaction, so that a revision that fails leaves nothing behind."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if isinstance(given, Connection):
    run(given)
else:
    with migration_engine(os.environ.get("DATABASE_URL", "sqlite:///tminus.db")).begin() as own:
        run(own)
