"""When a level of 9.2 is called, from its cell: "First response", "> 30 min issue", "Critical outage"."""

import re
from dataclasses import dataclass
from datetime import timedelta

AT_ONCE = re.compile(r"\b(?:first|immediate(?:ly)?|at once|always|any|every)\b")
CRITICAL = re.compile(r"\b(?:critical|sev(?:erity)?[ -]?1|p1)\b")
LENGTH = re.compile(
    r"(?P<many>\d{1,4}(?:\.\d)?|half an|an|one)\s*-?\s*(?P<unit>m|mins?|minutes?|h|hrs?|hours?)\b"
)
SPELLED = {"half an": 0.5, "an": 1.0, "one": 1.0}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """`after` is how old the issue must be, `None` where none stands; `is_critical`: critical ones alone.

    With neither, the level is called when those before it are silent.
    """

    after: timedelta | None = None
    is_critical: bool = False


def read_when(text: str) -> When:
    """What a cell asks for; what cannot be read asks for nothing of its own."""
    words = " ".join(text.split()).casefold()
    lengths = [_length(found) for found in LENGTH.finditer(words)]
    after = max(lengths, default=None)
    if after is None and AT_ONCE.search(words):
        after = timedelta(0)
    return When(after=after, is_critical=bool(CRITICAL.search(words)))


def _length(found: re.Match[str]) -> timedelta:
    many = found["many"]
    return (SPELLED.get(many) or float(many)) * (HOUR if found["unit"].startswith("h") else MINUTE)
