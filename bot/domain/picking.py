"""How a typed word picks a row: a number, quoted text, or the longest unique leading words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Picked(Generic[Row]):
    """The rows picked and the words left over (a comment); no rows: nothing matched, or too much did."""

    rows: tuple[Row, ...]
    rest: str
    problem: str = ""


def fold(text: str) -> str:
    """Text as it is compared: case, spacing and quotes apart."""
    return " ".join(text.replace("“", '"').replace("”", '"').split()).casefold()


def pick(
    wanted: str, rows: Sequence[Row], number: Callable[[Row], int], labels: Callable[[Row], tuple[str, ...]]
) -> Picked[Row]:
    """Pick rows by what was typed.

    A leading number picks that row; text in double quotes must begin one label; else the longest run of
    leading words that begins some label counts, and the other words are left over. One label that several
    rows share (a role) picks them all; words that begin different labels are a problem.
    """
    words = wanted.replace("“", '"').replace("”", '"').split()
    if not words:
        return Picked((), "")
    if words[0].isdigit():
        found = tuple(row for row in rows if number(row) == int(words[0]))
        problem = "" if found else f"there is no number {words[0]}: they go from 1 to {len(rows)}"
        return Picked(found, " ".join(words[1:]), problem)
    if words[0].startswith('"'):
        quoted, _, rest = " ".join(words)[1:].partition('"')
        return _unique(quoted, rest.strip(), rows, labels)
    for count in range(len(words), 0, -1):
        lead = " ".join(words[:count])
        if _beginning(lead, rows, labels):
            return _unique(lead, " ".join(words[count:]), rows, labels)
    return Picked((), " ".join(words))


def _beginning(
    lead: str, rows: Sequence[Row], labels: Callable[[Row], tuple[str, ...]]
) -> dict[str, list[Row]]:
    """The rows by the label that begins with these words; an exact label beats longer ones."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for label in dict.fromkeys(fold(text) for text in labels(row)):
            if label.startswith(fold(lead)):
                found.setdefault(label, []).append(row)
    exact = fold(lead)
    return {exact: found[exact]} if exact in found else found


def _unique(
    lead: str, rest: str, rows: Sequence[Row], labels: Callable[[Row], tuple[str, ...]]
) -> Picked[Row]:
    found = _beginning(lead, rows, labels)
    picked = list(found.values())
    if not picked:
        return Picked((), rest, f"nothing is called “{lead}”")
    if any(other != picked[0] for other in picked[1:]):
        several = ", ".join(f"“{label}”" for label in found)
        return Picked((), rest, f"“{lead}” could be {several}: say more of it, or its number")
    return Picked(tuple(picked[0]), rest)
