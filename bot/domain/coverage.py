"""Which sections a sign-off stands for, and so which approvals fall when a plan changes (contract: Who may).

A column `Covers` names the sections; without it the row's words decide. Whoever covers everything covers all
but the window: date and window are a section of their own.
"""

import re
from collections.abc import Iterable

from bot.domain.plan import SignOffRow
from bot.domain.plan_changes import WINDOW, Change

EVERYTHING = "everything"
_ALL = frozenset({EVERYTHING, "all", "*"})
_WORD = re.compile(r"[^\W\d_]+")
_SECTION = re.compile(r"§|\bsections?\b|\bchapters?\b")

UAT = ("1", "3", "7")
SECURITY = ("4", "5")
OPERATIONS = ("1", "3", "6", "8", "9", WINDOW)
BOARD = (EVERYTHING, WINDOW)
ALL_OTHERS = (EVERYTHING,)
_BY_WORDS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"uat"}), UAT),
    (frozenset({"acceptance"}), UAT),
    (frozenset({"security"}), SECURITY),
    (frozenset({"operations"}), OPERATIONS),
    (frozenset({"cab"}), BOARD),
    (frozenset({"change", "advisory"}), BOARD),
)


def covered(row: SignOffRow) -> tuple[str, ...]:
    """The sections a row stands for: numbers ("4", "3.2"), `window`, `EVERYTHING` (all but the window)."""
    if row.covers:
        return tuple(_section(each) for each in row.covers)
    if is_board(row):
        return BOARD
    words = frozenset(_WORD.findall(row.label.casefold()))
    return next((sections for wanted, sections in _BY_WORDS if wanted <= words), ALL_OTHERS)


def is_board(row: SignOffRow) -> bool:
    """Whether the Change Advisory Board signs the row, by its label or its role."""
    words = (frozenset(_WORD.findall(text.casefold())) for text in (row.label, row.role))
    return any("cab" in each or {"change", "advisory"} <= each for each in words)


def _section(written: str) -> str:
    """A section as an author writes it: `4`, `§4`, `Section 4.`, `Window`, `all`."""
    text = " ".join(_SECTION.sub(" ", written.casefold()).split()).rstrip(".")
    if text in _ALL:
        return EVERYTHING
    return WINDOW if text in {"window", "date", "date and window"} else text


def covers(row: SignOffRow, section: str) -> bool:
    """Whether a change of the section makes the row's approval fall."""
    sections = covered(row)
    if section == WINDOW:
        return WINDOW in sections
    if EVERYTHING in sections:
        return True
    return any(section == each or section.startswith(f"{each}.") for each in sections)


def changes_for(row: SignOffRow, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those of the changes that the row stands for."""
    return tuple(change for change in changes if covers(row, change.section))
