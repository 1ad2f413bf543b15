from dataclasses import replace

import pytest

from bot.domain.coverage import changes_for, covered, covers, is_board
from bot.domain.coverage_page import example
from bot.domain.plan_changes import HEAD, OTHER, SECTIONS, WINDOW, Change
from tests.bot.domain import plans as p

NUMBERS = [*(section.number for section in SECTIONS), OTHER]


@pytest.mark.parametrize(
    ("label", "chapters"),
    [
        ("UAT Sign-off", {"1", "3", "7"}),
        ("User Acceptance", {"1", "3", "7"}),
        ("Security Sign-off", {"4", "5"}),
        ("Operations Sign-off", {"1", "3", "6", "8", "9", WINDOW}),
    ],
)
def test_rows_known_by_their_words(label: str, chapters: set[str]) -> None:
    """A row known by its words stands for the contract's sections, with all that is in them."""
    found = {number for number in NUMBERS if covers(example(label), number)}
    assert {number for number in NUMBERS if number.split(".")[0] in chapters} == found


@pytest.mark.parametrize("label", ["Dev Lead", "DevOps Lead", "Product Owner", "Legal"])
def test_all_others_stand_for_everything_but_the_window(label: str) -> None:
    """Any other row falls with every section, but not with date and window."""
    assert [number for number in NUMBERS if number != WINDOW] == [
        number for number in NUMBERS if covers(example(label), number)
    ]


@pytest.mark.parametrize(
    ("label", "role"), [("Change Advisory Board", "Carla"), ("Approval", "CAB"), ("CAB", "")]
)
def test_the_board_stands_for_the_window_too(label: str, role: str) -> None:
    """CAB, by label or role, falls with every change at all."""
    board = p.row(1, label, role)
    assert is_board(board)
    assert NUMBERS == [number for number in NUMBERS if covers(board, number)]


def test_a_moved_window_concerns_operations_and_board_alone() -> None:
    """Of the template's eight rows two stand for date and window."""
    concerned = [row.label for row in p.web_shop().signoffs if covers(row, WINDOW)]
    assert ["Operations Sign-off", "Change Advisory Board"] == concerned


def test_a_column_covers_says_otherwise() -> None:
    """Sections are named by number, word or `all`, and nothing else counts then."""
    row = replace(p.row(1, "Security Sign-off"), covers=("3.2", "Section 6.", "§10", "Window"))
    assert ("3.2", "6", "10", WINDOW) == covered(row)
    assert ["window", "3.2", "6.1", "6.2", "6.3", "6.4", "10"] == [n for n in NUMBERS if covers(row, n)]
    everything = replace(row, covers=("all",))
    assert covers(everything, HEAD)
    assert not covers(everything, WINDOW)


def test_chapter_one_is_not_ten() -> None:
    """A number stands for its own sections, not for those that begin with the same digit."""
    assert not covers(replace(p.row(1, "Legal"), covers=("1",)), "10")


def test_changes_for_a_row() -> None:
    """A row is told only of what it stands for."""
    steps, scripts = Change(section="3.2", noun="step"), Change(section="4.1", noun="script")
    assert (scripts,) == changes_for(example("Security Sign-off"), (steps, scripts))
