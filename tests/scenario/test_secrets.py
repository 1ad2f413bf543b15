"""Secrets that people type: nobody reads them again."""

import logging

import pytest
from sqlalchemy import select

from bot.records import record_of
from bot.storage.revisions import Revisions
from bot.storage.tables import event_table
from tests.scenario.night import Night
from tests.scenario.test_run import deploying

SAID = "db_password=hunter2 was refused, see https://ops:hunter2@octal.example"


async def test_a_secret_in_a_reason_reaches_no_message_no_record_and_no_log(
    night: Night, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Started, failed, voted, skipped, noted, held and escalated: each says all but the secret."""
    await deploying(night)
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.DEBUG, "commands")
    for who, text in (
        ("dba", f"step 5 start {SAID}"),
        ("dba", f"step 5 fail {SAID}"),
        ("dba", f"vote continue {SAID}"),
        ("ana", f"vote continue {SAID}"),
        ("dba", f"step 5 skip {SAID}"),
        ("dba", f"note {SAID}"),
        ("ana", f"hold {SAID}"),
        ("ana", f"escalate {SAID}"),
    ):
        await night.types(who, text)
    shown = [line for each in await night.messages("ana") for line in each["lines"] if "/deploy" not in line]
    kept = await night.house.database.read(lambda c: list(c.execute(select(event_table.c.body)).scalars()))
    told = "db_password=«hidden» was refused, see https://«hidden»@octal.example"
    assert 6 <= sum(told in body for body in kept)
    assert [] == [body for body in kept if "hunter2" in body]
    assert [] == [line for line in shown if "hunter2" in line]
    assert any("db_password=«hidden»" in line for line in shown)
    record = await record_of(night.house.database, "WEB-DEPLOY-041", Revisions())
    assert isinstance(record, str)
    assert "password=«hidden» was refused" in record
    assert [] == [text for text in (record, caplog.text, "".join(capsys.readouterr())) if "hunter2" in text]
