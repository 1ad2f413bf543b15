from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from bot.document.record import writing as w
from tests.bot.domain import plans as p

BERLIN = "Europe/Berlin"
AT = datetime(2026, 12, 1, 22, 2, tzinfo=UTC)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, v4.12.0 (7.2%)", "plain words, v4.12.0 (7.2%)"),
        ("a | b", "a \\| b"),
        ("first\nsecond\r\n\tthird", "first second third"),
        ("<b>bold</b> *x* _y_ `z`", "\\<b\\>bold\\</b\\> \\*x\\* \\_y\\_ \\`z\\`"),
        ("backup_id", "backup_id"),
        ("[link](http://x)", "\\[link\\](http://x)"),
        ("ends in \\", "ends in \\\\"),
        ("# title", "\\# title"),
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("4.12 is out", "4.12 is out"),
        ("&lt;b&gt; R&D", "\\&lt;b\\&gt; R&D"),
        ("\u202eevil\u2066", "evil"),
        ("🚀 👩\u200d💻", "🚀 👩\u200d💻"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_what_people_wrote_stays_text(text: str, expected: str) -> None:
    """No mark, no tag, no line break and no turn of direction does anything in the record."""
    assert expected == w.spoken(text)


@given(st.text(max_size=60))
def test_any_text_stays_in_its_cell(text: str) -> None:
    """A table with it has its two cells, and nothing is made of it but text."""
    rendered = MARKDOWN.render(w.table(("A", "B"), [("x", f"y {w.spoken(text)}")]))
    assert 2 == rendered.count("<td>")
    assert not [tag for tag in ("<em>", "<strong>", "<code>", "<a ", "<img", "<s>") if tag in rendered]


def test_mentions_are_names() -> None:
    """Behind an @, as in Slack; as their label where nobody knows them."""
    names = {"U04": "Dora Nagy"}
    said = w.spoken("ask <@U04>, <@U9|ned>, <!subteam^S1|@dba> or <#C1|ops>, <@U8>", names)
    assert "ask @Dora Nagy, @ned, @dba or #ops, @U8" == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [("bk-7", "`bk-7`"), ("a`b", "`` a`b ``"), ("a|b", "`a\\|b`"), (" \n", ""), ("x\ny", "`x y`")],
)
def test_code_is_code(text: str, expected: str) -> None:
    """Also with backticks and pipes in it."""
    assert expected == w.code(text)


def test_lists_are_sentences() -> None:
    """What is empty is left out; of nothing there is a dash."""
    assert ["–", "a", "a and b", "a, b and c"] == [
        w.listed(parts) for parts in ([], ["a", ""], ["a", "b"], ["a", "b", "c"])
    ]
    assert "Ana Ruiz and Sam Ito" == w.people((p.ANA, p.SAM, p.ANA))
    assert "a; b" == w.sentence("a", "", "b")
    assert "T-Minus" == w.name(None)


def test_a_column_without_words_is_left_out() -> None:
    """An empty cell is a dash where another row has something."""
    assert "" == w.table(("A", "B"), [])
    found = w.table(("A", "B", "C"), [("1", "", ""), ("2", "", "x")])
    assert "| A | C |\n| --- | --- |\n| 1 | – |\n| 2 | x |" == found


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        (AT, BERLIN, "2026-12-01 23:02 CET (22:02 UTC)"),
        (AT + timedelta(hours=1), BERLIN, "2026-12-02 00:02 CET (2026-12-01 23:02 UTC)"),
        (AT, "", "2026-12-01 22:02 UTC"),
        (AT, "UTC", "2026-12-01 22:02 UTC"),
        (None, BERLIN, ""),
    ],
)
def test_an_instant_has_utc_beside(at: datetime | None, zone: str, expected: str) -> None:
    """The day is said again where it is another there."""
    assert expected == w.moment(at, zone)


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        (AT, AT + timedelta(minutes=10), BERLIN, "23:02–23:12 CET (22:02–22:12 UTC)"),
        (AT, AT, BERLIN, "23:02 CET (22:02 UTC)"),
        (AT, None, BERLIN, "from 23:02 CET (22:02 UTC)"),
        (None, AT, BERLIN, "23:02 CET (22:02 UTC)"),
        (None, None, BERLIN, ""),
        (AT, AT + timedelta(minutes=10), "", "22:02–22:12 UTC"),
    ],
)
def test_a_span_has_utc_beside(
    start: datetime | None, end: datetime | None, zone: str, expected: str
) -> None:
    """A span of minutes; one without an end says from when."""
    assert expected == w.hours(start, end, zone)


DAY = "2026-12-01 23:02 CET (22:02 UTC)"
NEXT_DAY = "2026-12-02 11:03 CET (10:03 UTC)"
FALLS_BACK = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (AT, AT + timedelta(hours=12), "23:02–11:02 CET (22:02–10:02 UTC)"),
        (AT, AT + timedelta(hours=12, minutes=1), f"{DAY} to {NEXT_DAY}"),
        (AT + timedelta(hours=12, minutes=1), None, f"from {NEXT_DAY}"),
        (AT - timedelta(days=7), AT - timedelta(days=7), "2026-11-24 23:02 CET (22:02 UTC)"),
    ],
)
def test_a_span_far_from_what_is_known_has_its_days(
    start: datetime, end: datetime | None, expected: str
) -> None:
    """A follow-up of the next morning was not at the same hour of the night."""
    assert expected == w.hours(start, end, BERLIN, AT)


def test_a_span_over_a_change_of_the_clocks_has_both_zones() -> None:
    """It would run backwards otherwise."""
    end = FALLS_BACK + timedelta(minutes=20)
    both = "2026-10-25 02:50 CEST (00:50 UTC) to 2026-10-25 02:10 CET (01:10 UTC)"
    assert both == w.hours(FALLS_BACK, end, BERLIN, FALLS_BACK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 10, "a" * 10),
        ("a" * 11, "a" * 10 + "…"),
        ("aaaaaaa bbbbbb", "aaaaaaa…"),
        ("aaaaaaaa👩\u200d💻", "aaaaaaaa👩…"),
    ],
)
def test_what_is_long_is_cut_between_words(text: str, expected: str) -> None:
    """Never within what is drawn as one."""
    assert expected == w.clipped(text, 10)
