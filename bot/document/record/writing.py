"""Text for the record: what people wrote stays text, wherever it is put; times in the plan's zone and UTC."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.domain.people import Person
from bot.domain.times import zone_of

NOBODY = "–"
"""What stands where there is nothing to say."""
HALF_A_DAY = timedelta(hours=12)
NAMELESS: Mapping[str, str] = {}

_MARKS = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BEGINS = re.compile(r"^(\s*)(?:([#+=-])(?=[\s#=-]|$)|(\d+)([.)])(?=\s|$))")
_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))
_UNSEEN = str.maketrans(_CONTROLS, " " * len(_CONTROLS), _DIRECTIONS)
_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_JOINS = "\u200d\ufe0f"
_TICKS = re.compile(r"`+")


def spoken(text: str, names: Mapping[str, str] = NAMELESS) -> str:
    """What somebody wrote, on one line, with nothing in it that Markdown or HTML takes for a mark.

    Mentions of Slack's are names behind an @, by their ids; what runs from right to left keeps its place.
    """
    shown = " ".join(_named(text, names).translate(_UNSEEN).split())
    safe = _MARKS.sub(r"\\\g<0>", shown)
    safe = _BEGINS.sub(_not_begun, safe)
    return f"{_ISOLATE}{safe}{_POP_ISOLATE}" if _runs_left(shown) else safe


def quoted(text: str, names: Mapping[str, str] = NAMELESS) -> str:
    """What somebody said: a reason, a note, a comment."""
    return f"“{spoken(text, names)}”"


def code(text: str) -> str:
    """Text as code on one line, also with backticks in it, and with pipes in a table."""
    shown = " ".join(text.translate(_UNSEEN).split())
    if not shown:
        return ""
    longest = max(map(len, _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    piped = shown.replace("|", "\\|")
    return f"{fence}{pad}{piped}{pad}{fence}"


def name(person: Person | None) -> str:
    """Somebody by the name that was theirs; the bot where nobody did it."""
    return spoken(person.name) if person else "T-Minus"


def people(found: Iterable[Person]) -> str:
    """Names, each once."""
    return listed(dict.fromkeys(map(name, found)))


def listed(parts: Iterable[str]) -> str:
    """`one, two and three`; a dash where there is none."""
    *rest, last = [*filter(None, parts)] or [NOBODY]
    return f"{', '.join(rest)} and {last}" if rest else last


def sentence(*parts: str) -> str:
    """Parts of a line, those left out that are empty."""
    return "; ".join(filter(None, parts))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; "" without rows. A column in which no row says anything is left out."""
    filled = [[cell or NOBODY for cell in row] for row in rows]
    if not filled:
        return ""
    kept = [at for at in range(len(heads)) if at == 0 or any(row[at] != NOBODY for row in filled)]
    lines = [[heads[at] for at in kept], ["---"] * len(kept), *([row[at] for at in kept] for row in filled)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def moment(at: datetime | None, zone: str) -> str:
    """`2026-12-02 00:10 CET (2026-12-01 23:10 UTC)`; the day is said again where UTC has another."""
    if at is None:
        return ""
    there, here = at.astimezone(UTC), at.astimezone(zone_of(zone))
    said = f"{here:%Y-%m-%d %H:%M %Z}"
    if here.utcoffset() == there.utcoffset():
        return f"{there:%Y-%m-%d %H:%M} UTC"
    is_same_day = here.date() == there.date()
    return f"{said} ({there:{'%H:%M' if is_same_day else '%Y-%m-%d %H:%M'}} UTC)"


def hours(start: datetime | None, end: datetime | None, zone: str, near: datetime | None = None) -> str:
    """`23:02–23:12 CET (22:02–22:12 UTC)`: a span of a few hours; `from 23:02 …` without an end.

    With their days where clocks alone would mislead: more than half a day from an instant that the reader
    knows (`near`), or over a change of the clocks.
    """
    if start is None:
        return hours(end, end, zone, near) if end else ""
    last, of_plan = end or start, zone_of(zone)
    is_far = near is not None and max(abs(start - near), abs(last - near)) > HALF_A_DAY
    if is_far or start.astimezone(of_plan).utcoffset() != last.astimezone(of_plan).utcoffset():
        both = " to ".join(dict.fromkeys((moment(start, zone), moment(last, zone))))
        return both if end else f"from {both}"
    here = _clocks(start, end, of_plan)
    there = _clocks(start, end, UTC)
    said = f"{there} UTC" if here == there else f"{here} {last.astimezone(of_plan):%Z} ({there} UTC)"
    return said if end else f"from {said}"


def _clocks(start: datetime, end: datetime | None, zone: tzinfo) -> str:
    both = [f"{at.astimezone(zone):%H:%M}" for at in (start, end or start)]
    return "–".join(dict.fromkeys(both))


def clipped(text: str, limit: int) -> str:
    """The text, cut between two words where it is longer."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    space = cut.rfind(" ", limit - limit // 3)
    cut = cut[:space] if space > 0 else cut
    while cut and (unicodedata.combining(cut[-1]) or cut[-1] in _JOINS):
        cut = cut[:-1]
    return cut.rstrip() + "…"


def _named(text: str, names: Mapping[str, str]) -> str:
    def person(found: re.Match[str]) -> str:
        return f"@{(names.get(found[1]) or found[2] or found[1]).lstrip('@')}"

    return _CHANNEL.sub(lambda found: f"#{found[2] or found[1]}", _MENTION.sub(person, text))


def _not_begun(found: re.Match[str]) -> str:
    """A line's first mark, without what it would begin."""
    space, mark, number, dot = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"


def _runs_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)
