"""Values as people write them in a plan: durations, offsets, dates, limits, yes and no.

Each function returns `None` for what it cannot read, and never raises.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from bot.domain.plan import Band, Channel, NotificationTime, Severity

LONGEST_MINUTES = 14 * 24 * 60
"""Two weeks: a longer duration or offset is taken for a slip of the pen."""

YEARS = range(2000, 2100)
"""Dates outside are slips of the pen."""

NO_DURATION = frozenset({"-", "–", "—"})
OPEN_MARKS = frozenset({"", "-", "–", "—", "⬜", "☐", "◻", "[ ]"})
"""What a mark's cell holds before anybody has filled it in."""

_VARIATION = "\ufe0f"
_NUMBER = r"[0-9]{1,6}(?:\.[0-9]{1,3})?"
_UNIT = r"(?:d|days?|h|hrs?|hours?|m|mins?|minutes?)(?![a-z])\.?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*({_UNIT})", re.IGNORECASE)
_UNIT_MINUTES = {"d": 24 * 60, "h": 60, "m": 1}
_OFFSET = re.compile(
    rf"\bT\s*(?P<sign>[+\-−–])\s*(?P<amount>(?:{_NUMBER}\s*{_UNIT}\s*(?:and\s*)?)+|0(?![0-9.])|done\b)"
    r"|\bT0?(?=$|[\s,;)])",
    re.IGNORECASE,
)
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:\s*h)?")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?\s+([0-9]{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AMOUNT_MEASURED = r"[0-9]{1,12}(?:,[0-9]{3})*(?:\.[0-9]{1,9})?"
_MEASURE = r"%|(?!for\b)[a-zµ/%][\w/%]*(?:\s*/\s*\w+)?"
_MEASURE_OF_RANGE = r"%|(?!(?:to|and|for)\b)[a-zµ/%][\w/%]*"
_BAND = re.compile(
    r"(<=|>=|[<>≤≥]|\b(?:below|under|less than|above|over|more than)\b)\s*"
    rf"({_AMOUNT_MEASURED})\s*({_MEASURE})?",
    re.IGNORECASE,
)
_NOTHING = re.compile(rf"(?:=\s*)?0(?:\.0+)?\s*({_MEASURE})?", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:between\s+)?({_AMOUNT_MEASURED})\s*({_MEASURE_OF_RANGE})?\s*(?:-|–|—|\.\.|\bto\b|\band\b)\s*"
    rf"({_AMOUNT_MEASURED})\s*({_MEASURE})?",
    re.IGNORECASE,
)
_HELD = re.compile(rf"\s+for\s+(?:(?:more\s+than|at\s+least|over)\s+)?({_NUMBER}\s*{_UNIT})", re.IGNORECASE)
_OPERATORS = {
    "≤": "<=",
    "≥": ">=",
    "below": "<",
    "under": "<",
    "less than": "<",
    "above": ">",
    "over": ">",
    "more than": ">",
}
_IN_MILLISECONDS: Mapping[str, float] = {
    "ms": 1,
    "millisecond": 1,
    "s": 1000,
    "sec": 1000,
    "second": 1000,
    "min": 60_000,
    "minute": 60_000,
}
_YES = frozenset({"yes", "y", "true", "✅", "✓", "x"})
_NO = frozenset({"no", "n", "false", "❌", "-", "–", "—"})
_SEVERITIES = {"critical": Severity.CRITICAL, "high": Severity.HIGH, "medium": Severity.MEDIUM}
_IMMEDIATELY = frozenset({"immediate", "immediately", "at once", "now"})
_CHANNELS = (
    (Channel.EMAIL, re.compile(r"\be-?mails?\b", re.IGNORECASE)),
    (Channel.SLACK, re.compile(r"\bslack\b", re.IGNORECASE)),
    (Channel.STATUS_PAGE, re.compile(r"\bstatus\s*page\b", re.IGNORECASE)),
)
_CHANNEL_RESTS = re.compile(r"[\s+&,;/]|\band\b", re.IGNORECASE)


def duration(text: str) -> int | None:
    """Whole minutes: `15 min`, `1 h 30 min`, `1.5 hours`, `2 days`, or a bare number of minutes."""
    bare = text.strip()
    if bare.isascii() and bare.isdigit():
        return _bounded(float(bare[:9]))
    if _AMOUNT.sub("", bare).replace("and", "").strip(" ,"):
        return None
    amounts = _AMOUNT.findall(bare)
    if not amounts:
        return None
    return _bounded(sum(float(number) * _UNIT_MINUTES[unit[0].lower()] for number, unit in amounts))


def _bounded(minutes: float) -> int | None:
    return int(minutes) if minutes.is_integer() and minutes <= LONGEST_MINUTES else None


def offset(text: str) -> int | None:
    """Minutes from T-0 of the first offset in a text: `T-60 min`, `T-0`, `T+1h`; `T+done` is none."""
    match = _OFFSET.search(text)
    amount = match["amount"] if match else None
    if match is None or (amount and amount.lower() == "done"):
        return None
    if amount is None or amount == "0":
        return 0
    minutes = duration(amount)
    if minutes is None:
        return None
    return minutes if match["sign"] == "+" else -minutes


def without_offset(text: str) -> str:
    """A title without its offset."""
    return _OFFSET.sub(" ", text)


def notification_offset(text: str) -> NotificationTime | None:
    """When a notification is due, where that hangs on the deployment: `T-24h`, `T+done`."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        return None
    when_done = (match["amount"] or "").lower() == "done"
    minutes = None if when_done else offset(text)
    if not when_done and minutes is None:
        return None
    return NotificationTime(text=text, offset_minutes=minutes, when_done=when_done, clock=None)


def day(text: str) -> date | None:
    """A date whose parts cannot be mistaken: `2026-12-01`, `1 December 2026`, `Dec 1, 2026`, `01.12.2026`."""
    bare = _WEEKDAY.sub("", text.strip())
    if match := _ISO_DATE.fullmatch(bare):
        return _date(match[1], match[2], match[3])
    if match := _DOTTED_DATE.fullmatch(bare):
        return _date(match[3], match[2], match[1])
    if match := _DAY_FIRST.fullmatch(bare):
        return _date(match[3], _month(match[2]), match[1])
    if match := _MONTH_FIRST.fullmatch(bare):
        return _date(match[3], _month(match[1]), match[2])
    return None


def _month(word: str) -> int:
    start = word[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _date(year: str, month: str | int, number: str) -> date | None:
    if int(year) not in YEARS:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def time_of_day(text: str) -> time | None:
    """A time of the 24-hour clock: `23:00`."""
    match = _TIME.fullmatch(text.strip())
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def decision_time(text: str) -> int | None:
    """Minutes that a decision may take (6.2); "Immediate" is 0."""
    return 0 if text.strip().casefold() in _IMMEDIATELY else duration(text)


def severity(text: str) -> Severity | None:
    """The severity that a cell's first word names."""
    first, *_ = text.casefold().split() or [""]
    return _SEVERITIES.get(first.strip(".:,"))


def yes_or_no(text: str) -> bool | None:
    """What a cell's first word says."""
    first, *_ = text.replace(_VARIATION, "").casefold().split() or [""]
    word = first.strip(".,;:")
    if word in _YES:
        return True
    return False if word in _NO else None


def band(text: str) -> Band | None:
    """A cell that is a limit: `> 5%`, `<= 500 ms`, `above 2 s`, `0`, `1-5%`; also `> 5% for 5 min`."""
    cell = text.strip()
    held = _HELD.search(cell)
    minutes = duration(held[1]) if held and held.end() == len(cell) else None
    limit = cell[: held.start()] if held and minutes is not None else cell
    found = _band_of(limit)
    return replace(found, text=cell, minutes=minutes) if found else None


def _band_of(limit: str) -> Band | None:
    if match := _BAND.fullmatch(limit):
        return _band(match)
    if match := _NOTHING.fullmatch(limit):
        return Band(operator="=", value=0, unit=_in_unit(0, match[1])[1], text=limit)
    if match := _RANGE.fullmatch(limit):
        return _range(match)
    return None


def _range(match: re.Match[str]) -> Band | None:
    """Both ends are of one unit, which may be written once."""
    low, unit = _in_unit(_number(match[1]), match[2] or match[4])
    high, other = _in_unit(_number(match[3]), match[4])
    if unit.casefold() != other.casefold() or low >= high:
        return None
    return Band(operator="..", value=low, upper=high, unit=other, text=match[0])


def limit_in(text: str) -> tuple[str, Band] | None:
    """What a sentence says of a limit: ("Error rate", > 5%)."""
    match = _BAND.search(text)
    return (text[: match.start()].strip(), _band(match)) if match else None


def held_minutes(text: str) -> int | None:
    """How long a sentence says that a limit must be passed: `for 5 minutes`; `None` where it does not."""
    match = _HELD.search(text)
    return duration(match[1]) if match else None


def _band(match: re.Match[str]) -> Band:
    value, unit = _in_unit(_number(match[2]), match[3])
    operator = match[1].lower()
    return Band(operator=_OPERATORS.get(operator, operator), value=value, unit=unit, text=match[0].strip())


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _in_unit(number: float, unit: str | None) -> tuple[float, str]:
    """Time in milliseconds, all else as it is written."""
    named = (unit or "").lower()
    scale = _IN_MILLISECONDS.get(named) or _IN_MILLISECONDS.get(named.removesuffix("s"))
    return (number * scale, "ms") if scale else (number, unit or "")


def channels(text: str) -> tuple[tuple[Channel, ...], str]:
    """The channels that a cell names, and the words that name none."""
    found = tuple(channel for channel, pattern in _CHANNELS if pattern.search(text))
    rest = text
    for _, pattern in _CHANNELS:
        rest = pattern.sub("", rest)
    return found, " ".join(_CHANNEL_RESTS.sub(" ", rest).split())


def is_open_mark(text: str) -> bool:
    """Whether a mark's cell has not been filled in."""
    return text.replace(_VARIATION, "").strip() in OPEN_MARKS
