import pytest

from bot.document.markdown import blocks
from bot.document.marks import MarkKind
from bot.document.outline import Part, outline
from bot.document.reading import Column, Reading, head_key, marking, optional, required, texts_of

COLUMNS = (required("Dashboard", "Name"), required("URL"), optional("Owner"), marking(MarkKind.STATUS))


def reading(body: str) -> Reading:
    """A reading of one section with dashboards."""
    text = f"## Dashboards\n\n{body}"
    return Reading(outline=outline(blocks(text)), lines=text.split("\n"))


@pytest.mark.parametrize(
    "head", ["Rollback?", "ROLLBACK", " rollback ", "Rollback (yes/no)", "**Rollback?**"]
)
def test_heads_are_compared_by_their_words(head: str) -> None:
    """Case, punctuation and brackets of a head do not matter."""
    assert head_key("Rollback?") == head_key(head)


def test_a_head_may_have_another_name() -> None:
    """An alias stands for the seed's head, and the record is asked by the latter."""
    (record,) = reading("| url | name |\n|--|--|\n| u | n |\n").records(Part.DASHBOARDS, COLUMNS)

    assert ("n", "u", "", {"URL": 0, "Dashboard": 1}) == (
        record.text("Dashboard"),
        record.text("URL"),
        record.text("Owner"),
        record.columns,
    )
    assert not record.has("Owner")


def test_a_column_that_is_missing_is_an_error() -> None:
    """A table that lacks a column it needs is read as far as it goes."""
    found = reading("| Dashboard |\n|--|\n| n |\n")

    assert 1 == len(found.records(Part.DASHBOARDS, COLUMNS))
    assert ["The table of “Dashboards” has no column “URL”: add it."] == [f.text for f in found.findings]


def test_a_table_of_other_columns_is_kept() -> None:
    """Where no head is known the table is another one."""
    found = reading("| a | b |\n|--|--|\n| 1 | 2 |\n")

    assert [] == found.records(Part.DASHBOARDS, COLUMNS)
    assert ["| a | b |\n|--|--|\n| 1 | 2 |"] == [piece.text for piece in found.unread]


def test_a_head_that_stands_twice_is_read_once() -> None:
    """The first of two equal columns counts, the second is kept."""
    found = reading("| Dashboard | URL | URL |\n|--|--|--|\n| n | one | two |\n")
    (record,) = found.records(Part.DASHBOARDS, COLUMNS)

    assert "one" == record.text("URL")
    assert ["URL", "two"] == [piece.text for piece in found.unread]


@pytest.mark.parametrize(
    ("cell", "complains"), [("", True), ("-", True), ("TBD", True), ("x", False), ("{x}", False)]
)
def test_a_value_that_must_be_there_is_asked_for(cell: str, complains: bool) -> None:
    """An empty cell is an error, a placeholder is one already."""
    found = reading(f"| Dashboard | URL |\n|--|--|\n| n | {cell} |\n")
    (record,) = found.records(Part.DASHBOARDS, COLUMNS)

    assert cell == found.value(record, "URL", "This row")
    assert complains is ("This row has no url: fill in the cell." in [f.text for f in found.findings])


def test_marks_are_noted_with_their_cell() -> None:
    """A mark's column is remembered whether it is filled in or not; a placeholder is not filled in."""
    found = reading("| Dashboard | URL | Status |\n|--|--|--|\n| n | u | ✅ |\n| n | u | {x} |\n")
    found.records(Part.DASHBOARDS, COLUMNS)

    assert [(5, 2, True), (6, 2, False)] == [(m.line, m.column, m.is_filled) for m in found.marks]


def test_words_of_a_cell_stand_between_commas() -> None:
    """Lists in a cell are split and trimmed, empty parts left out."""
    (record,) = reading("| Dashboard | URL |\n|--|--|\n| a, b,, | |\n").records(Part.DASHBOARDS, COLUMNS)

    assert ("a", "b") == record.words("Dashboard")
    assert () == record.words("URL")


def test_code_and_items_are_taken_and_the_rest_kept() -> None:
    """Each way of reading keeps what it does not read."""
    body = "text:\n\n- [ ] item\n\n```\ncode\n```\n"
    items, code = reading(body), reading(body)

    assert ["item"] == [item.content.text for item in items.items(Part.DASHBOARDS)]
    assert ["code\n"] == [each.content for each in code.code(Part.DASHBOARDS)]
    assert ["text:", "```\ncode\n```"] == [piece.text for piece in items.unread]
    assert ["text:", "- [ ] item"] == [piece.text for piece in code.unread]
    assert 1 == len(items.findings) == len(code.findings)


def test_every_text_outside_code_has_its_line() -> None:
    """Heads, cells, items, titles and prose are gone through, code is not."""
    found = blocks("# t\n\np\nq\n\n| h |\n|--|\n| c |\n\n- i\n\n```\nx\n```\n")

    expected = [("t", 1), ("p", 3), ("q", 4), ("h", 6), ("c", 8), ("i", 10)]
    assert expected == [(text.text, line) for block in found for text, line in texts_of(block)]


def test_a_column_is_known_by_all_its_heads() -> None:
    """The seed's head comes first."""
    assert ("step", "no") == Column("Step", ("No.",)).keys
