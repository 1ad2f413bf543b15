from bot.domain.coverage import covers
from bot.domain.coverage_page import EXAMPLES, TITLES, coverage_page, example
from bot.domain.plan_changes import OTHER, SECTIONS

NUMBERS = [*(section.number for section in SECTIONS), OTHER]


def table() -> dict[str, list[str]]:
    """The page's table as a reader sees it: each line's title, and its cells."""
    lines = [line for line in coverage_page().splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")] for line in lines]
    return {title: cells for title, *cells in rows}


def test_page_has_every_section_once_in_the_order_of_the_document() -> None:
    """The page has a line for each section that can differ, and no other."""
    _, *titles = table()
    assert set(NUMBERS) == set(TITLES)
    assert [TITLES[number] for number in NUMBERS] == titles


def test_each_cross_is_an_approval_that_falls() -> None:
    """Every cell says what `covers` decides, and each kind of row falls somewhere and stands somewhere."""
    shown = table()
    heads = shown["what changed"]
    assert [name for name, _ in EXAMPLES] == heads
    for column, (_, label) in enumerate(EXAMPLES):
        falls = {number for number in NUMBERS if shown[TITLES[number]][column] == "✗"}
        assert {number for number in NUMBERS if covers(example(label), number)} == falls
        assert falls


def test_an_example_is_a_row_that_says_nothing_itself() -> None:
    """What a row covers hangs on its words alone there."""
    assert ((), "Dev Lead") == (example("Dev Lead").covers, example("Dev Lead").label)
