from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from bot.domain.picking import Picked, fold, pick
from bot.domain.plan import SignOffRow
from tests.bot.domain import plans as p

ROWS = p.web_shop().signoffs
ITEMS = p.web_shop().checklist
CHECKPOINTS = p.web_shop().checkpoints


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row with any labels."""

    number: int
    labels: tuple[str, ...]


def labels(row: SignOffRow) -> tuple[str, ...]:
    """What a sign-off is called: its label, its role, its people."""
    people = p.roles()[fold(row.role)].people
    return (row.label, row.role, *(person.name for person in people))


def sign_offs(wanted: str) -> tuple[list[int], str, str]:
    """The numbers of the rows picked, the words left over, and the problem."""
    picked = pick(wanted, ROWS, lambda row: row.number, labels)
    return [row.number for row in picked.rows], picked.rest, picked.problem


@pytest.mark.parametrize(
    ("wanted", "numbers", "rest"),
    [
        ("", [], ""),
        ("   ", [], ""),
        ("2", [2], ""),
        ("02", [2], ""),
        ("2 with a comment", [2], "with a comment"),
        ("8", [8], ""),
        ("UAT Sign-off", [1], ""),
        ("uat tested on Friday", [1], "tested on Friday"),
        ('"uat sign" tested', [1], "tested"),
        ("“Security Sign-off” fine", [2], "fine"),
        ("„Security Sign-off“ fine", [2], "fine"),
        ("«Security Sign-off» fine", [2], "fine"),
        ("2 “it is fine”", [2], "it is fine"),
        ("looks “good” to me", [], "looks “good” to me"),
        ('"uat sign" said «yes»', [1], "said «yes»"),
        ("CAB", [4], ""),
        ("Carla Reyes is fine with it", [4], "is fine with it"),
        ("product owner", [1, 8], ""),
        ("Pia", [1, 8], ""),
        ("Dev Lead", [5], ""),
        ("Dev fine", [5], "fine"),
        ("looks good", [], "looks good"),
        ("a small thing", [], "a small thing"),
        ("secur", [], "secur"),
    ],
)
def test_sign_off(wanted: str, numbers: list[int], rest: str) -> None:
    """A number, quoted text, or the longest leading words of a name or role; a role names all its rows."""
    assert (numbers, rest, "") == sign_offs(wanted)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("0", "There is no number 0: they go from 1 to 8"),
        ("9 fine", "There is no number 9: they go from 1 to 8"),
        ("9" * 5000, f"There is no number {'9' * 5000}: they go from 1 to 8"),
        ('"zebra"', "Nothing is called “zebra”"),
        ('"', "Nothing is called “”"),
        (
            '"dev"',
            "“dev” could be “dev lead”, “devops lead”: say more of it, or its number",
        ),
    ],
)
def test_sign_off_that_is_not_there(wanted: str, problem: str) -> None:
    """A number that is not there, or text that begins nothing or several things, is a problem."""
    numbers, _, found = sign_offs(wanted)
    assert ([], problem) == (numbers, found)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [("1", 1), ("all code is merged", 1), ("backup", 2), ("Support team briefed by me", 3)],
)
def test_item(wanted: str, number: int) -> None:
    """An item of the checklists is picked by its number or first words."""
    picked = pick(wanted, ITEMS, lambda item: item.number, lambda item: (item.text,))
    assert [number] == [item.number for item in picked.rows]


@pytest.mark.parametrize(("wanted", "number"), [("smoke", 2), ("3", 3), ('"release appr"', 4)])
def test_checkpoint(wanted: str, number: int) -> None:
    """A checkpoint is picked in the same way."""
    picked = pick(wanted, CHECKPOINTS, lambda row: row.number, lambda row: (row.name,))
    assert [number] == [row.number for row in picked.rows]


def test_no_rows_at_all() -> None:
    """Where there is nothing to pick, a number says so."""
    nothing: Picked[Labelled] = pick("1", (), lambda row: row.number, lambda row: row.labels)
    assert Picked((), "", "There are none") == nothing


def test_exact_label_beats_longer_ones() -> None:
    """A label that is typed in full is meant, though another begins with it."""
    rows = (Labelled(1, ("Smoke tests",)), Labelled(2, ("Smoke tests in staging",)))
    picked = pick("smoke tests", rows, lambda row: row.number, lambda row: row.labels)
    assert (rows[0],) == picked.rows


def test_words_that_begin_two_rows() -> None:
    """Leading words of two different labels are a problem that names both."""
    rows = (Labelled(1, ("Notify support",)), Labelled(2, ("Notify sales",)))
    picked = pick("notify them", rows, lambda row: row.number, lambda row: row.labels)
    assert (
        "“notify” could be “notify support”, “notify sales”: say more of it, or its number" == picked.problem
    )


def test_empty_label_is_never_picked() -> None:
    """A row without a name is picked by its number alone."""
    rows = (Labelled(1, ("",)),)
    assert () == pick('""', rows, lambda row: row.number, lambda row: row.labels).rows
    assert rows == pick("1", rows, lambda row: row.number, lambda row: row.labels).rows


@given(wanted=st.text())
def test_any_text_has_an_answer(wanted: str) -> None:
    """Whatever is typed, rows are picked, or a problem is named, or the words are all left over."""
    numbers, rest, problem = sign_offs(wanted)
    assert numbers or problem or fold(rest) == fold(wanted)


@given(row=st.sampled_from(ROWS), comment=st.text(st.characters(categories=["Ll", "Zs"])))
def test_quoted_label_picks_its_row(row: SignOffRow, comment: str) -> None:
    """A row's own label in quotes picks it, whatever follows."""
    numbers, rest, _ = sign_offs(f'"{row.label}" {comment}')
    assert row.number in numbers
    assert " ".join(comment.split()) == rest
