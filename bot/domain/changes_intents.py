"""What people say of sections 4 and 5."""

from dataclasses import dataclass

from bot.domain.changes import Part
from bot.domain.intent import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of one row, by its number: whether it holds, and what was seen or why not."""

    number: int
    holds: bool
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChanges(Intent):
    """Say what came of rows of 4.3, or of 5; no rows at all: every one that is still open holds.

    On the way back rows of 4.1 or 5 are back, or are not; what is typed of 5 means that then.
    """

    part: Part
    rows: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWayBack(Intent):
    """End the way back past rows that nobody confirmed as back."""

    reason: str = ""
