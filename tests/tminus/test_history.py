import csv
import json
from collections.abc import Callable

from sqlalchemy import Connection, update

from bot.domain.state import Lifecycle
from bot.storage import chain
from bot.storage.search import Wanted
from bot.storage.tables import event_table
from bot.storage.unit_of_work import Database
from tests.bot.domain import plans as p
from tests.bot.looked_back import DAY, kept, over
from tminus.history import Format, exported, listed

ALL = Wanted(since=p.T0 - 30 * DAY)
STATES = (
    over("A-1", Lifecycle.COMPLETED),
    over("B-1", Lifecycle.MISSED, days=1, service='=HYPERLINK("x")', environment="R, “D”"),
)


async def said(database: Database, work: Callable[[Connection, Callable[[str], None]], int]) -> list[str]:
    """The lines, of which one for each deployment is counted."""
    lines: list[str] = []
    assert 2 == await database.read(lambda c: work(c, lines.append))
    return lines


async def test_a_table_is_for_people(database: Database) -> None:
    """When and where it stands, in the plan's zone, in columns."""
    await kept(database, *STATES)
    lines = await said(database, lambda c, say: listed(c, ALL, Format.TABLE, say))
    missed = "B-1                      missed         2026 Wed 2 Dec 23:00 CET     Web shop 4.12.0, R, “D”"
    assert missed == lines[0]
    assert lines[1].startswith("A-1                      completed      2026 Wed 2 Dec 00:39 CET     Web")


async def test_a_plan_does_not_steer_the_terminal(database: Database) -> None:
    """What it wrote to clear the screen is shown as text."""
    odd = over("C-1", Lifecycle.COMPLETED, environment="\x1b[2Jproduction\n")
    await kept(database, odd, over("D-1", Lifecycle.MISSED))
    lines = await said(database, lambda c, say: listed(c, ALL, Format.TABLE, say))
    (shown,) = (line for line in lines if line.startswith("C-1"))
    assert shown.endswith("Web shop 4.12.0,  [2Jproduction ")


async def test_a_spreadsheet_reckons_nothing(database: Database) -> None:
    """Commas and quotes are cells of their own, and what looks like a formula is text."""
    await kept(database, *STATES)
    lines = await said(database, lambda c, say: listed(c, ALL, Format.CSV, say))
    missed, completed = csv.DictReader(lines)
    assert ("B-1", '\'=HYPERLINK("x")', "R, “D”") == (missed["id"], missed["service"], missed["environment"])
    assert ("", "2026-12-01T22:00:00+00:00") == (missed["deployed_at"], completed["deployed_at"])
    assert ("Ana Ruiz", "completed") == (completed["lead"], completed["state"])


async def test_objects_are_as_they_were(database: Database) -> None:
    """One a line, in which nothing is masked for spreadsheets."""
    await kept(database, *STATES)
    lines = await said(database, lambda c, say: listed(c, ALL, Format.JSON, say))
    assert ['=HYPERLINK("x")', "web-shop"] == [json.loads(line)["service"] for line in lines]


async def test_an_export_has_every_event_and_the_head(database: Database) -> None:
    """What the audit holds against the chain later: each hash, and the last one as the head."""
    await kept(database, *STATES)
    lines = await said(database, lambda c, say: exported(c, ALL, say))
    rows = await database.read(lambda c: tuple(chain.read(c, "A-1")))
    found = json.loads(lines[1])
    (event,) = found["events"]
    assert ("A-1", rows[-1].hash, rows[-1].hash) == (found["id"], found["head"], event["hash"])
    assert (1, "NoteAdded", "seen") == (event["number"], event["event"], event["fields"]["text"])


async def test_an_event_that_cannot_be_read_is_exported_as_it_stands(database: Database) -> None:
    """The others are had all the same."""
    await kept(database, *STATES)
    spoilt = update(event_table).where(event_table.c.stream == "B-1").values(body='{"by":')
    await database.write(lambda c: c.execute(spoilt))
    lines = await said(database, lambda c, say: exported(c, ALL, say))
    unreadable, whole = (json.loads(line)["events"][0] for line in lines)
    assert ('{"by":', "seen") == (unreadable["unreadable"], whole["fields"]["text"])
