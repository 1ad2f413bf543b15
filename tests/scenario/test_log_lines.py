"""What the log says of a click, as whoever operates the bot reads it: over signed HTTP, for machines."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import update

from bot.storage.tables import plan_table
from sandbox.model import Json
from tests.scenario.night import Night, said
from tests.scenario.test_first_journey import SIGNERS
from tminus.logging import set_up

ID = "WEB-DEPLOY-041"
REASON = "the supplier Muster is down"

# What the log says is the same on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def log() -> Iterator["Log"]:
    """The log as `tminus serve` writes it with LOG_FORMAT=json, from INFO on."""
    root, calm = logging.getLogger(), [logging.getLogger(name) for name in ("apscheduler", "httpx")]
    before = (root.level, root.handlers[:], [logger.level for logger in calm])
    set_up(level="INFO", style="json", secrets=())
    # The pretend Slack and the story speak over httpx in this very process.
    calm[1].setLevel(logging.WARNING)
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    log = Log()
    handler.setStream(log.stream)
    yield log
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers = before[1]
    for logger, level in zip(calm, before[2], strict=True):
        logger.setLevel(level)


class Log:
    """Lines since they were read last."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[Json]:
        """Each as the object that it is."""
        written = self.stream.getvalue()
        self.stream.truncate(self.stream.seek(0))
        return [json.loads(line) for line in written.splitlines()]


async def test_each_line_of_a_click_names_its_deployment_and_key(log: Log, night: Night) -> None:
    """From the press to the last delivery: one line for the intent, one for each delivery, and no others."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    log.lines()
    await night.presses("tess", "Submit for review")
    intent, *deliveries = log.lines()
    assert ("service: accepted", "Submit", "U0TESS", ID) == tuple(
        intent[name] for name in ("event", "intent", "actor", "deployment")
    )
    assert intent["key"].startswith("action:T0OCTAL:U0TESS:")
    assert isinstance(intent["ms"], float)
    assert 2 + len(SIGNERS) == len(deliveries)
    assert {("outbox: delivered", ID, "outbox")} == {
        (line["event"], line["deployment"], line["key"].partition(":")[0]) for line in deliveries
    }


async def test_what_people_write_stands_in_no_line(log: Log, night: Night) -> None:
    """Neither a reason that was taken nor one of a refusal, typed, mentioned or told, is written out."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    log.lines()
    await night.types("ned", f"cancel {REASON}")
    await night.mentions("ana", f"note {REASON}", about="production: draft")
    await night.types("ana", f"cancel {REASON}")
    lines = log.lines()
    assert [("refused", "not yours"), ("accepted", None), ("accepted", None)] == [
        (line["event"].removeprefix("service: "), line.get("because"))
        for line in lines
        if line.get("intent") in {"Cancel", "AddNote"}
    ]
    assert [] == [line for line in lines if "Muster" in str(line)]
    assert [] == [line for line in lines if not line.get("key")]


async def test_an_unexpected_error_can_be_found_by_what_the_person_was_told(log: Log, night: Night) -> None:
    """The line with the id names the deployment and the key, also where the deployment was found late."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    log.lines()
    await night.house.database.write(lambda c: c.execute(update(plan_table).values(plan="{")))
    night.house.service._deciding._revisions._known.clear()
    night.means_errors = 1
    told = said(await night.types("tess", "submit"))
    [line] = [line for line in log.lines() if "error_id" in line and line["key"].startswith("command:")]
    assert f"The log has it as {line['error_id']}" in told
    assert (ID, "U0TESS", "error") == (line["deployment"], line["user"], line["level"])
