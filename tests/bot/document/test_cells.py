import pytest
from hypothesis import given, strategies as st

from bot.document.cells import cell_spans, escaped, with_cell
from bot.document.markdown import Table, blocks


def cells(line: str) -> list[str]:
    return [line[start:end] for start, end in cell_spans(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("| a | b |", [" a ", " b "]),
        ("a | b", ["a ", " b"]),
        ("|a|b|  ", ["a", "b"]),
        ("| a \\| b | c |", [" a \\| b ", " c "]),
        ("  | a | | c |", [" a ", " ", " c "]),
        ("> | a | b |", [" a ", " b "]),
        ("| a | b \\|", [" a ", " b \\|"]),
        ("a |", ["a "]),
    ],
)
def test_cells_are_found_where_they_stand(line: str, expected: list[str]) -> None:
    """Cells are what stands between unescaped pipes, those at the ends apart."""
    assert expected == cells(line)


@given(st.lists(st.text(alphabet="ab |\\`", max_size=6), min_size=2, max_size=4), st.integers(0, 3))
def test_a_row_written_cell_by_cell_is_read_back(texts: list[str], column: int) -> None:
    """What is put into a cell stays in it, whatever pipes it holds, and leaves the others alone."""
    line = "|" + " x |" * len(texts)
    column %= len(texts)
    written = with_cell(line, column, texts[column].replace("\\", "").replace("`", ""))
    heads = "|" + " h |" * len(texts) + "\n|" + "---|" * len(texts)
    (table,) = blocks(f"{heads}\n{written}")

    assert isinstance(table, Table)
    assert 0 == table.rows[0].extra
    assert ["x"] * (len(texts) - 1) == [
        cell.text for number, cell in enumerate(table.rows[0].cells) if number != column
    ]


def test_padding_and_other_cells_stay() -> None:
    """Only the cell's own text is replaced."""
    assert "|  4.12.0   | b |" == with_cell("|  {X.Y.Z}   | b |", 0, "4.12.0")


def test_an_empty_cell_is_filled_with_air() -> None:
    """An empty cell gets its text between spaces."""
    assert "| Version | 4.12.0 |" == with_cell("| Version | |", 1, "4.12.0")


def test_a_missing_cell_stays_missing() -> None:
    """A row that ends too early is left as it is."""
    assert "| Version |" == with_cell("| Version |", 1, "4.12.0")


def test_pipes_and_line_breaks_are_made_harmless() -> None:
    """A cell's text is one line, its pipes escaped once."""
    assert r"a \| b \| c" == escaped("a | b\n\\| c")
