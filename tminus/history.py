"""What `tminus list` and `tminus export` print of the deployments that there are and were."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from enum import StrEnum

from sqlalchemy import Connection

from bot.document.report import printable
from bot.domain.figures import moments
from bot.domain.people import names
from bot.domain.state import Deployment
from bot.domain.times import day_and_clock
from bot.storage import chain, search
from bot.storage.search import Wanted

Say = Callable[[str], None]
"""Takes one line."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet reckons what begins so: who wrote a plan would have it reckon what they like."""


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def row(state: Deployment) -> Mapping[str, str]:
    """One deployment as a row: times are ISO 8601 in UTC, "" where it did not get so far."""
    times = {
        "window_start": state.window_start,
        "window_end": state.window_end,
        **{f"{name}_at": at for name, at in asdict(moments(state)).items()},
    }
    return {
        "id": state.id,
        "state": state.state.value,
        "release": state.release,
        "version": state.version,
        "service": state.service,
        "environment": state.environment,
        "lead": names(state.lead.people),
        **{name: at.isoformat() if at else "" for name, at in times.items()},
    }


def listed(connection: Connection, wanted: Wanted, form: Format, say: Say) -> int:
    """Say every deployment that is wanted, the newest first, a line each; how many there were."""
    lines = {Format.TABLE: _table, Format.CSV: _csv, Format.JSON: _json}[form]
    count = 0
    for line, is_one in lines(search.each_found(connection, wanted)):
        say(line)
        count += is_one
    return count


def exported(connection: Connection, wanted: Wanted, say: Say) -> int:
    """Say each with all its events and the head of their chain, as one JSON object a line; how many."""
    count = 0
    for state in search.each_found(connection, wanted):
        rows = tuple(chain.read(connection, state.id))
        events = [
            {"number": each.number, "event": each.name, "version": each.version, "hash": each.hash}
            | _fields(each.body)
            for each in rows
        ]
        head = rows[-1].hash if rows else ""
        say(json.dumps({**row(state), "head": head, "events": events}, ensure_ascii=False))
        count += 1
    return count


def _fields(body: str) -> dict[str, object]:
    """What an event says; as it stands where somebody made it unreadable, so that all the others are had."""
    try:
        return {"fields": json.loads(body)}
    except ValueError:
        return {"unreadable": body}


def _table(states: Iterator[Deployment]) -> Iterator[tuple[str, bool]]:
    """For people: when in the plan's zone, and where it stands."""
    for state in states:
        when = state.ended.at if state.ended else state.window_start
        at = day_and_clock(when, state.zone) if when else "without a window"
        year = f"{when:%Y} " if when else ""
        cells = (f"{state.id:<24}", f"{state.state:<14}", f"{year}{at}".ljust(28), state.title)
        yield printable(" ".join(cells)), True


def _csv(states: Iterator[Deployment]) -> Iterator[tuple[str, bool]]:
    is_first = True
    for state in states:
        cells = row(state)
        if is_first:
            yield _csv_line(cells), False
        is_first = False
        yield _csv_line(map(_harmless, cells.values())), True


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _json(states: Iterator[Deployment]) -> Iterator[tuple[str, bool]]:
    for state in states:
        yield json.dumps(row(state), ensure_ascii=False), True
