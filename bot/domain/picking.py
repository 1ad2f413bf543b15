"""How a typed word picks a row: a number, quoted text, or the longest unique leading words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.domain.quotes import QUOTE, straight, unquoted

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Picked(Generic[Row]):
    """The rows picked and the words left over (a comment), as they were typed, without quotes around them.

    No rows: nothing matched, or `problem` says in a sentence (without its full stop) what was wrong.
    """

    rows: tuple[Row, ...]
    rest: str
    problem: str = ""


def fold(text: str) -> str:
    """Text as it is compared: case, spacing and the shape of quotes apart."""
    return " ".join(straight(text).split()).casefold()


def pick(
    wanted: str, rows: Sequence[Row], number: Callable[[Row], int], labels: Callable[[Row], tuple[str, ...]]
) -> Picked[Row]:
    """Pick rows by what was typed.

    A leading number picks that row; text in double quotes must begin a label; else the longest run of leading
    words that begins a label, word by word, counts, and the other words are left over. One label that several
    rows share (a role) picks them all; words that begin different labels are a problem.
    """
    words = wanted.split()
    if not words:
        return Picked((), "")
    if _is_number(words[0]):
        found = tuple(row for row in rows if str(number(row)) == words[0].lstrip("0"))
        return Picked(found, _comment(words[1:]), "" if found else _no_number(words[0], len(rows)))
    if straight(words[0]).startswith(QUOTE):
        text = " ".join(words)[1:]
        quoted, _, _ = straight(text).partition(QUOTE)
        rest = text[len(quoted) + 1 :]
        found_rows = _beginning(fold(quoted), rows, labels) if quoted.strip() else {}
        return _unique(quoted.strip(), _comment(rest.split()), found_rows)
    for count in range(len(words), 0, -1):
        lead = " ".join(words[:count])
        if by_label := _beginning(fold(lead) + " ", rows, labels):
            return _unique(lead, _comment(words[count:]), by_label)
    return Picked((), _comment(words))


def _comment(words: Sequence[str]) -> str:
    return unquoted(" ".join(words))


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _no_number(word: str, count: int) -> str:
    return f"There is no number {word}: they go from 1 to {count}" if count else "There are none"


def _beginning(
    lead: str, rows: Sequence[Row], labels: Callable[[Row], tuple[str, ...]]
) -> dict[str, list[Row]]:
    """The rows by the label that begins with this folded text; an exact label beats longer ones."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for label in dict.fromkeys(fold(text) for text in labels(row)):
            if label and f"{label} ".startswith(lead):
                found.setdefault(label, []).append(row)
    exact = lead.strip()
    return {exact: found[exact]} if exact in found else found


def _unique(lead: str, rest: str, by_label: dict[str, list[Row]]) -> Picked[Row]:
    picked = list(by_label.values())
    if not picked:
        return Picked((), rest, f"Nothing is called “{lead}”")
    if any(other != picked[0] for other in picked[1:]):
        several = ", ".join(f"“{label}”" for label in by_label)
        return Picked((), rest, f"“{lead}” could be {several}: say more of it, or its number")
    return Picked(tuple(picked[0]), rest)
