import pytest

from bot.document.markdown import Code, Heading, Inline, ItemList, Prose, Table, blocks


def table(text: str) -> Table:
    (found,) = blocks(text)
    assert isinstance(found, Table)
    return found


def cell(text: str) -> Inline:
    """A cell of a table, as it is read."""
    return table(f"| a |\n|---|\n| {text} |").rows[0].cells[0]


def test_every_block_knows_its_lines() -> None:
    """Blocks come in order, each with its first and last line."""
    text = "# T\n\ntext\nmore\n\n| a |\n|---|\n| b |\n\n- [ ] c\n\n```\nd\n```\n"

    expected = [(Heading, 1, 1), (Prose, 3, 4), (Table, 6, 8), (ItemList, 10, 10), (Code, 12, 14)]
    assert expected == [(type(block), block.line, block.end) for block in blocks(text)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("**Yes**", "Yes"),
        ("*Yes*", "Yes"),
        ("SELECT COUNT(*), SUM(*) FROM t", "SELECT COUNT(*), SUM(*) FROM t"),
        ("`\\dt orders`", "\\dt orders"),
        ("\\dt orders", "\\dt orders"),
        ("run `make all` now", "run make all now"),
        ("a \\| b", "a | b"),
        ("`a \\| b`", "a | b"),
        ("[UAT 31](https://example.com/31)", "UAT 31"),
        ("<https://example.com>", "https://example.com"),
        ("<ana@example.com>", "ana@example.com"),
        ("&lt; 5%", "< 5%"),
        ("one<br>two", "one two"),
        ("<@U123>", "<@U123>"),
        ("<!subteam^S1\\|@dba>", "<!subteam^S1|@dba>"),
        ("V{X}_a_b.sql", "V{X}_a_b.sql"),
        ("⬜", "⬜"),
    ],
)
def test_a_cell_is_read_without_its_markdown(written: str, expected: str) -> None:
    """Code, links, escapes and emphasis around the whole are resolved, all else stays."""
    assert expected == cell(written).text


def test_a_link_keeps_its_address() -> None:
    """The address of a link is at hand."""
    assert ("https://example.com/d?x=1",) == cell("[Grafana](https://example.com/d?x=1)").links


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("v{X.Y.Z}", ("{X.Y.Z}",)),
        ("{Start Time} - {End Time}", ("{Start Time}", "{End Time}")),
        ("`--backup-id {backup_id}`", ()),
        ("`{a}` and {b}", ("{b}",)),
        ('{"sku": 1}', ()),
        ("${HOME}", ()),
        ("{}", ()),
        ("a & {b}", ("{b}",)),
    ],
)
def test_placeholders_are_braces_outside_code(written: str, expected: tuple[str, ...]) -> None:
    """Braces count outside code, and where they are no JSON or shell variable."""
    assert expected == cell(written).placeholders


def test_cells_beyond_the_heads_are_counted() -> None:
    """A pipe too many is noticed, escaped ones are not pipes."""
    rows = table("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 1 \\| 2 | 3 |\n| 1 |").rows

    assert [1, 0, 0] == [row.extra for row in rows]
    assert ["1", ""] == [each.text for each in rows[2].cells]


def test_a_line_under_a_table_is_no_row_of_it() -> None:
    """A sentence directly below a table stays a sentence."""
    first, second = blocks("| a | b |\n|---|---|\n| 1 | 2 |\nSee the wiki.\n")

    assert isinstance(first, Table)
    assert isinstance(second, Prose)
    assert (1, 3, 4, "See the wiki.") == (len(first.rows), first.end, second.line, second.lines[0].text)


def test_a_rule_under_a_text_makes_no_heading() -> None:
    """`---` under a line is a rule, as the seed's last lines would have it."""
    assert [Prose] == [type(block) for block in blocks("**Document End**\n---\n")]


def test_list_items_have_boxes_and_nest() -> None:
    """Boxes are read at the start of an item, and nested items follow their parent."""
    (found,) = blocks("- [ ] a\n  - [x] b\n- [X] c\n- d [ ] e\n")

    assert isinstance(found, ItemList)
    expected = [("a", False, 1), ("b", True, 2), ("c", True, 3), ("d [ ] e", None, 4)]
    assert expected == [(item.content.text, item.ticked, item.line) for item in found.items]


def test_what_else_a_list_holds_is_not_lost() -> None:
    """A table or code inside a list item is a block of its own."""
    found = blocks("- a\n\n  | x |\n  |---|\n  | y |\n\n  ```\n  z\n  ```\n\n  more\n")

    assert [ItemList, Table, Code, Prose] == [type(block) for block in found]


def test_a_quoted_table_is_a_table() -> None:
    """A block quote is looked into."""
    assert [Table] == [type(block) for block in blocks("> | a |\n> |---|\n> | b |\n")]


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("```bash\nx\n```\n", True),
        ("~~~\nx\n~~~\n", True),
        ("````\n```\n````\n", True),
        ("```\nx\n", False),
        ("```", False),
        ("```\nx\n``\n", False),
        ("    indented\n", True),
    ],
)
def test_code_that_is_never_closed_is_noticed(text: str, closed: bool) -> None:
    """A fence without its end would swallow the rest of the document."""
    (found,) = blocks(text)

    assert isinstance(found, Code)
    assert closed is found.is_closed


def test_code_knows_where_its_content_starts() -> None:
    """The first line of content is the one below the fence."""
    (found,) = blocks("\n```sql\nSELECT 1;\n```\n")

    assert isinstance(found, Code)
    assert ("sql", "SELECT 1;\n", 3, 2, 4) == (
        found.language,
        found.content,
        found.first,
        found.line,
        found.end,
    )


def test_odd_line_separators_do_not_move_lines() -> None:
    """Form feed, vertical tab and U+2028 are no line ends."""
    *_, last = blocks("a\x0cb\x0bc\u2028d\n\n# T\n")

    assert 3 == last.line
