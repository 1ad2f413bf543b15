"""Marks: what is filled in while a plan is carried out, as the submitted document has it.

Only checkboxes of the checklists count (the author's ticks); everything else is warned about.
"""

from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """The cells and boxes that are filled in during a run, by their column."""

    STATUS = "Status"
    DATE = "Date"
    SIGNATURE = "Signature"
    SIGNED_BY = "Signed By"
    TIME = "Time"
    CHECKBOX = "Checkbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark: where it stands (`column` counts the table's cells from 0) and what was found there."""

    kind: MarkKind
    line: int
    column: int
    text: str
    is_filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """All marks of a document. `ticked` are the numbers of checklist items with `[x]`."""

    cells: tuple[Mark, ...]
    ticked: tuple[int, ...]

    @property
    def filled(self) -> tuple[Mark, ...]:
        """The marks that somebody has filled in already."""
        return tuple(mark for mark in self.cells if mark.is_filled)
