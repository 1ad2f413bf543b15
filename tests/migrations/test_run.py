import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, select, text

from bot.storage import alerts
from bot.storage.tables import alert_table, deployment_table, metadata, plan_table, timer_table
from bot.storage.unit_of_work import Database
from migrations.run import config, current, head, is_current, migration_engine, upgrade
from tests.bot import web_shop as w

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


async def test_a_migrated_database_has_the_tables_of_the_code(database: Database) -> None:
    """Nothing is missing in the migrations, and nothing is in them that the code does not know."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert await database.read(differences) == []


async def test_a_migrated_database_is_current(database: Database, database_url: str) -> None:
    """The newest revision is what the program asks for, also after a second run."""
    upgrade(database_url)

    assert await database.read(current) == head()
    assert is_current(database_url) is True


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    """A database that was never migrated is told apart."""
    assert is_current(f"sqlite:///{tmp_path / 'empty.db'}") is False


def test_a_migration_can_be_taken_back(database_url: str) -> None:
    """Every revision can be undone, down to an empty database, and done again."""
    engine = migration_engine(database_url)
    settings = config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
        left = set(inspect(connection).get_table_names())
    engine.dispose()
    upgrade(database_url)

    assert left == {"alembic_version"}
    assert is_current(database_url) is True


def test_a_completed_emergency_is_woken_for_what_it_still_lacks(database_url: str) -> None:
    """Completed before late approvals were chased; what lacks nothing, or is awake, is left alone."""
    engine = migration_engine(database_url)
    settings = config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0003")
        plan = {"id": "r", "text": "", "plan": "", "errors": "", "warnings": 0, "kept_at": AT}
        connection.execute(plan_table.insert().values(plan))
        for id_, state, body in (
            ("LATE-1", "completed", '{"late":[7,8]}'),
            ("AWAKE-1", "completed", '{"late":[7]}'),
            ("WHOLE-1", "completed", '{"late":[]}'),
            ("OLD-1", "completed", "{}"),
            ("LEFT-1", "cancelled", '{"late":[7]}'),
        ):
            connection.execute(deployment_table.insert().values(a_row(id_, state, body)))
        timer = {"deployment": "AWAKE-1", "name": "agenda", "due_at": AT + timedelta(days=9)}
        connection.execute(timer_table.insert().values(timer))
    upgrade(database_url)
    with engine.begin() as connection:
        timers = connection.execute(
            select(timer_table.c.deployment, timer_table.c.name, timer_table.c.due_at)
        )
        found = {(row.deployment, row.name): row.due_at for row in timers}
    engine.dispose()

    assert {("LATE-1", "agenda"): AT, ("AWAKE-1", "agenda"): AT + timedelta(days=9)} == found


def test_an_alert_of_before_concerns_whom_it_did(database_url: str) -> None:
    """It names no others, neither after the migration nor after it was taken back."""
    engine = migration_engine(database_url)
    settings = config()
    texts = dict.fromkeys(("source", "status", "body", "why", "raw", "reason"), "")
    row = {**texts, "delivery": "d", "alert": "a", "received_at": AT, "taken": True, "deployment": "WEB-1"}
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0006")
        connection.execute(alert_table.insert().values(row))
        command.upgrade(settings, "head")
        heard = alerts.deployments_of(connection, ("a",))
        command.downgrade(settings, "0006")
        left = connection.execute(select(alert_table.c.deployment)).scalars().all()
        command.upgrade(settings, "head")
    engine.dispose()

    assert {"a": {"WEB-1"}} == heard
    assert ["WEB-1"] == left


def a_row(id_: str, state: str, body: str) -> dict[str, object]:
    """A deployment as it is stored."""
    names = dict.fromkeys(("service", "environment", "target", "channel", "event_head"), "")
    known = {"id": id_, "document_key": id_, "run": 1, "state": state, "revision": "r", "body": body}
    window = dict.fromkeys(("window_start", "window_end"))
    return {**names, **known, **window, "opened_at": AT, "event_count": 0}


def test_a_migration_that_breaks_a_reference_leaves_nothing_behind(tmp_path: Path) -> None:
    """SQLite runs without foreign keys meanwhile, so they are checked before the commit."""
    url = f"sqlite:///{tmp_path / 'broken.db'}"
    upgrade(url)
    orphan = (
        "INSERT INTO timer (deployment, name, due_at) VALUES ('NOPE-1', 'go', '2026-12-01 00:00:00.000000')"
    )
    engine = migration_engine(url)
    with engine.begin() as connection:
        connection.execute(text(orphan))
    engine.dispose()

    with pytest.raises(RuntimeError, match="foreign key"):
        upgrade(url)


async def test_what_another_version_stored_is_folded_anew(database: Database, database_url: str) -> None:
    """Once, and it is named."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await database.write(w.stored_by_another_version)

    assert (w.ID,) == await asyncio.to_thread(upgrade, database_url)
    assert () == await asyncio.to_thread(upgrade, database_url)
