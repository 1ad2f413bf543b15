"""Whole nights in other zones and over changes of the clocks: what leaves leaves at its minute there."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.scenario.every_way import Ways, every_way
from tests.scenario.odd_plans import changed

STEPS = re.compile(r"(?m)^\| (?:[2346789]|1[1234]|R[12456]) \|.*\n")
SIGNERS_ROWS = re.compile(
    r"(?m)^\| (?:Security Sign-off|Operations Sign-off|Change Advisory Board|\w+ Lead \| (?:@|Drew)).*\n"
)
"""What these nights do without: most steps, all signers but one."""
HOUR = timedelta(hours=1)

BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A night in a zone, and the minutes at which things are to leave, as clocks show them there.

    `window` is how it is told: it keeps its length over a change of the clocks; `yours` is it for a reader in
    New York.
    """

    zone: str
    start: str
    end: str
    day_before: str
    hour_before: str
    go: str
    window: str
    yours: str


NIGHTS = {
    "spring forward, over midnight": Elsewhere(
        zone=BERLIN,
        start="2026-03-28 23:00",
        end="03:30",
        day_before="Fri 23:00 CET",
        hour_before="Sat 22:00 CET",
        go="Sat 23:00 CET",
        window="Sat 28 Mar 23:00 CET–04:30 CEST (Sat 28 Mar 22:00–02:30 UTC)",
        yours="Mar 28, 2026 18:00–22:30",
    ),
    "fall back": Elsewhere(
        zone=BERLIN,
        start="2026-10-25 03:30",
        end="05:30",
        day_before="Sat 04:30 CEST",
        hour_before="Sun 02:30 CET",
        go="Sun 03:30 CET",
        window="Sun 25 Oct 03:30–05:30 CET (Sun 25 Oct 02:30–04:30 UTC)",
        yours="Oct 24, 2026 22:30–00:30",
    ),
    "spring forward in New York": Elsewhere(
        zone=NEW_YORK,
        start="2026-03-08 03:30",
        end="05:30",
        day_before="Sat 02:30 EST",
        hour_before="Sun 01:30 EST",
        go="Sun 03:30 EDT",
        window="Sun 8 Mar 03:30–05:30 EDT (Sun 8 Mar 07:30–09:30 UTC)",
        yours="Mar 8, 2026 03:30–05:30",
    ),
    "fall back in New York, over midnight": Elsewhere(
        zone=NEW_YORK,
        start="2026-10-31 23:00",
        end="03:00",
        day_before="Fri 23:00 EDT",
        hour_before="Sat 22:00 EDT",
        go="Sat 23:00 EDT",
        window="Sat 31 Oct 23:00 EDT–02:00 EST (Sun 1 Nov 03:00–07:00 UTC)",
        yours="Oct 31, 2026 23:00–02:00",
    ),
    "half an hour off": Elsewhere(
        zone=KOLKATA,
        start="2026-12-01 23:30",
        end="01:30",
        day_before="Mon 23:30 IST",
        hour_before="Tue 22:30 IST",
        go="Tue 23:30 IST",
        window="Tue 1 Dec 23:30–01:30 IST (Tue 1 Dec 18:00–20:00 UTC)",
        yours="Dec 1, 2026 13:00–15:00",
    ),
    "leap day": Elsewhere(
        zone=BERLIN,
        start="2028-03-01 00:30",
        end="02:30",
        day_before="Tue 00:30 CET",
        hour_before="Tue 23:30 CET",
        go="Wed 00:30 CET",
        window="Wed 1 Mar 00:30–02:30 CET (Tue 29 Feb 23:30–01:30 UTC)",
        yours="Feb 29, 2028 18:30–20:30",
    ),
}
ON_EACH = (
    *(("sqlite", name) for name in NIGHTS),
    pytest.param("postgresql", "leap day", marks=pytest.mark.postgresql),
)
"""The database and the night. On PostgreSQL one is enough: all ways are gone there, over midnight."""


def small_plan(there: Elsewhere) -> str:
    """The web shop's plan with one approver and three steps, its window in another zone."""
    window = f"{there.start[-5:]} - {there.end} {there.zone}"
    return SIGNERS_ROWS.sub("", STEPS.sub("", changed("23:00 - 01:00 Europe/Berlin", window)))


def departed(ways: Ways, way: str, words: str) -> list[str]:
    """At which minutes something left, by the plan's clock."""
    found = (each for each in ways.departures if each.way == way and words in each.words)
    return [f"{each.at:%a %H:%M %Z}" for each in found]


@pytest.mark.parametrize(("database_url", "name"), ON_EACH, indirect=["database_url"])
async def test_each_leaves_at_its_minute_and_tells_both_zones(
    database_url: str, tmp_path: Path, name: str
) -> None:
    """Elapsed hours before T-0, then with Go: mail, Slack, status page and the first call."""
    there = NIGHTS[name]
    (tmp_path / "web-shop.md").write_text(small_plan(there), "utf-8")
    zone = ZoneInfo(there.zone)
    begins = datetime.fromisoformat(there.start).replace(tzinfo=zone).astimezone(UTC)
    async with every_way(database_url, plans_dir=tmp_path, morning=begins - 50 * HOUR) as ways:
        night = ways.night
        night.zone = zone
        await night.types("tess", f"start web-shop 4.12.0 {there.start}")
        await night.types("tess", "submit")
        await night.types("pia", "approve")
        for hours in (24, 1):
            await night.until(begins - hours * HOUR)
        shown = f"Window {there.window.partition(' (')[0]} (yours: {there.yours})"
        assert shown in await night.sees("drew", "production: approved")
        assert shown in await night.sees("drew", "is starting soon, Web shop")
        await night.types("ana", "begin override it was checked by telephone")
        await night.types("ana", "step 1 done")
        await night.types("ana", "go")
        await night.until(begins)
    assert [there.day_before] == departed(ways, "email", "is scheduled")
    assert [there.hour_before] == departed(ways, "channel", "is starting soon")
    assert [there.go] == departed(ways, "status page", "in_progress")
    assert [there.go] == departed(ways, "thread", "your turn: step 5")
    assert f"When: {there.window}" in ways.mails.taken[0].text.splitlines()
    assert f"Planned for {there.window}." in ways.page.goes()[0]
