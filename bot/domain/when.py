"""When a level of 9.2 is called, from its cell: "First response", "> 30 min issue", "Critical outage"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.roles import NO_VALUE

SPELLED = {
    "quarter of an": 0.25,
    "half an": 0.5,
    "half a": 0.5,
    "half": 0.5,
    "an": 1.0,
    "a": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "ten": 10.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "sixty": 60.0,
    "ninety": 90.0,
}
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
MOST = timedelta(days=9999)
"""No issue grows older."""
_DIGITS = r"\d{1,4}(?:[.,]\d{1,2})?"
_SPELLED = "|".join(SPELLED)
_WORD = r"(?:min(?:ute)?s?|h(?:ou)?rs?|days?)(?![a-z])"
_UNIT = rf"(?:[mhd](?![a-z])|{_WORD})"
_LENGTH = rf"(?:{_DIGITS} ?\+? ?-?{_UNIT}|\b(?:{_SPELLED})[ -]{_WORD})"
LENGTH = re.compile(rf"(?:(?P<digits>{_DIGITS}) ?\+? ?-?|\b(?P<spelled>{_SPELLED})[ -])(?P<unit>{_UNIT})")
LENGTHS = re.compile(
    rf"(?<![\w.,:/])(?:(?P<low>{_DIGITS}) ?(?:(?P<unit>{_UNIT})? ?(?:-|to|\.\.)|and) ?)?"
    rf"(?P<sum>{_LENGTH}(?:(?:,? and |, ?| )?{_LENGTH})*)"
)
"""Lengths that belong together, "1 h 30 min", or a range, "15-30 min"."""
_AT_ONCE = r"\b(?:first|initial|immediate(?:ly)?|at once|always|any(?:time)?|every)\b"
AT_ONCE = re.compile(_AT_ONCE)
MARK = re.compile(
    r"(?P<until><|≤|\b(?:within|up to|under|less than|below|at most|until|max(?:imum)?)\b|"
    rf"\b(?:no|not) (?:more|older|later|longer) than\b|{_AT_ONCE})|"
    r">|≥|\+|\b(?:after|past|beyond)\b(?: the\b)?(?: first\b)?|"
    r"\b(?:older|longer|later|more|greater|over|at least|exceed\w*|open|lasts|lasting|silent|since|from)\b"
)
"""Which side of a length is meant: the last one before it says so."""
NEGATION = re.compile(r"\b(?:no|not|nobody|none|without|never|fail\w*)\b|n't\b")
OLDER = re.compile(r" ?(?:\+|old\b|or (?:more|longer|older)\b|after\b|without\b)")
_CRITICAL = r"(?:critical|sev(?:erity)?[ -]?1|p1)\b"
CRITICAL = re.compile(rf"\b{_CRITICAL}")
NOT_CRITICAL = re.compile(rf"(?:\b(?:not|non|no|except|excluding)|n't)\b[ -]*(?:an? )?{_CRITICAL}")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """`after` is how old the issue must be, `None` where none stands; `is_critical`: critical ones alone.

    With neither, the level is called when those before it are silent.
    """

    after: timedelta | None = None
    is_critical: bool = False


NEITHER = When()
TEMPLATE = (When(after=timedelta(0)), When(after=timedelta(minutes=30)), When(is_critical=True))
"""When the template's levels are called: the first, the second, the third."""
NUMBERED = re.compile(r"^(?:l|level|tier|line|stage|step)?[ .:#-]*(?P<number>\d)(?![\w/])", re.IGNORECASE)


def of_level(name: str, place: int, texts: Iterable[str]) -> When:
    """When a level is called, whose place among all is counted from 1.

    Where no cell of it says anything it is as the template's with its number, by its name or its place; after
    the third it has its turn when those before it are silent.
    """
    said = [text for text in texts if not says_nothing(text)]
    if said:
        return of_several(said)
    found = number_in(name)
    number = place if found is None else max(found, 1)
    return TEMPLATE[number - 1] if number <= len(TEMPLATE) else NEITHER


def number_in(name: str) -> int | None:
    """The number of a level by its name: 2 of "L2" and of "Level 2 (night)"; `None` where none stands."""
    found = NUMBERED.match(name.strip())
    return int(found["number"]) if found else None


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, or as good as ("TBD", "-")."""
    return text.strip().casefold() in NO_VALUE


def of_several(texts: Iterable[str]) -> When:
    """What the cells of a level ask for together: nobody of it is woken before the last one says so."""
    read = [read_when(text) for text in texts]
    after = max((each.after for each in read if each.after is not None), default=None)
    return When(after=after, is_critical=any(each.is_critical for each in read))


def read_when(text: str) -> When:
    """What a cell asks for; what cannot be read asks for nothing of its own.

    A time within which somebody is to respond, or until which it is their turn, puts nothing off.
    """
    plain = " ".join(text.split()).casefold().replace("–", "-").replace("—", "-")
    words = NOT_CRITICAL.sub("", plain)
    after = max(_ages(words), default=None)
    if after is None and AT_ONCE.search(words):
        after = timedelta(0)
    return When(after=after, is_critical=words == plain and bool(CRITICAL.search(words)))


def _ages(words: str) -> Iterator[timedelta]:
    """How old the issue must be by each length that is named."""
    end = 0
    for found in LENGTHS.finditer(words):
        is_until = _is_until(words, words[end : found.start()], found)
        yield timedelta(0) if is_until else min(_length(found), MOST)
        end = found.end()


def _is_until(words: str, before: str, found: re.Match[str]) -> bool:
    """Whether it is what the level has time for, not what it waits for."""
    if "+" in found["sum"]:
        return False
    marks = list(MARK.finditer(before))
    if not marks:
        return bool(AT_ONCE.search(words)) and not OLDER.match(words, found.end())
    return bool(marks[-1]["until"]) and not NEGATION.search(before, 0, marks[-1].start())


def _length(found: re.Match[str]) -> timedelta:
    """The lengths together; of a range its beginning."""
    parts = list(LENGTH.finditer(found["sum"]))
    if found["low"] is None:
        return sum(map(_part, parts), timedelta(0))
    unit = found["unit"] or parts[0]["unit"]
    return _number(found["low"]) * UNITS[unit[0]]


def _part(found: re.Match[str]) -> timedelta:
    many = SPELLED[found["spelled"]] if found["spelled"] else _number(found["digits"])
    return many * UNITS[found["unit"][0]]


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))
