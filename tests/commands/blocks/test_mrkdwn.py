import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, strategies as st

from commands.blocks import mrkdwn as m
from sandbox.mrkdwn import parse
from sandbox.nodes import Emoji, Node, Style, Styled, Words

PLAIN = (Words, Emoji)
NASTY = st.text(alphabet=st.sampled_from("*_~`<>&!@#|^ ab:\n\u202e"), max_size=60)


def _is_text(node: Node) -> bool:
    is_code = isinstance(node, Styled) and node.style is Style.CODE
    return isinstance(node, PLAIN) or is_code


@given(st.text(max_size=300) | NASTY)
@example("*bold* _italic_ ~strike~ ``` > quote")
@example("<!channel> <@U01> <https://x.example|click> <!subteam^S1>")
@example("`code` and `open")
def test_what_people_write_is_only_text(text: str) -> None:
    """Between our own words no text formats, mentions, links, quotes or breaks a line; code stays code."""
    nodes = parse(f"Ana: {m.plain(text)} said")
    assert all(_is_text(node) for node in nodes)


@given(st.text(max_size=300) | NASTY, st.integers(min_value=2, max_value=80))
def test_a_text_keeps_to_its_length(text: str, limit: int) -> None:
    """Entities count, and only the marks around text that runs from right to left are beyond."""
    assert len(m.plain(text, limit)) <= limit + 2
    assert len(m.code(text, limit)) <= limit + 2


@given(st.text(max_size=300) | NASTY)
def test_code_is_one_piece(text: str) -> None:
    """Code cannot be left from within, on a line or in a block."""
    assert all(_is_text(node) for node in parse(f"see {m.code(text)} there"))
    block, _ = m.code_block(text, 200)
    assert "```" not in block[3:-3]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lock timeout", "lock timeout"),
        ("express_tokens_v2 at 2*3", "express_tokens_v2 at 2*3"),
        ("*all* _of_ ~it~", "∗all∗ ˍofˍ ∼it∼"),
        ("<!channel> & <@U01>", "&lt;!channel&gt; &amp; &lt;@U01&gt;"),
        ("two\n\nlines\tand\x00more", "two lines and more"),
        ("build `web-shop` now", "build `web-shop` now"),
        ("an `open mark", "an ˋopen mark"),
        ("rtl \u202edlrow", "rtl dlrow"),
        ("שלום", "\u2068שלום\u2069"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_it_was_written(text: str, shown: str) -> None:
    """Only marks that could format something become letters that look like them."""
    assert shown == m.plain(text)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("ab\N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}fgh", 4, "ab…"),
        ("ab👩🏽‍🚒fgh", 5, "ab…"),
        ("ab👩🏽‍🚒fgh", 6, "ab…"),
        ("ab👩🏽‍🚒fgh", 7, "ab👩🏽‍🚒…"),
        ("a🇩🇪🇫🇷xyz", 4, "a🇩🇪…"),
        ("a🇩🇪🇫🇷xyz", 5, "a🇩🇪…"),
        ("a🇩🇪🇫🇷xyz", 6, "a🇩🇪🇫🇷…"),
    ],
)
def test_a_cut_never_goes_through_a_character(text: str, limit: int, shown: str) -> None:
    """Accents, skin tones, joined emoji and flags stay whole, or go whole."""
    assert shown == m.clip(text, limit)


@given(st.text(max_size=50), st.integers(min_value=1, max_value=50))
def test_a_cut_text_fits(text: str, limit: int) -> None:
    """A cut text is no longer than its limit, and a short one is left alone."""
    cut = m.clip(text, limit)
    assert len(cut) <= limit
    assert (cut == text) == (len(text) <= limit)


def test_text_is_never_cut_before_an_accent() -> None:
    """What follows a cut is no combining mark, wherever the cut falls."""
    text = "e\N{COMBINING ACUTE ACCENT}" * 10
    cuts = [m.clip(text, limit).removesuffix("…") for limit in range(1, 20)]
    assert all(unicodedata.category(text[len(cut)]) != "Mn" for cut in cuts)


def test_a_link_is_one_only_to_the_web() -> None:
    """An address of the web is linked under its name, any other text is left out."""
    assert "<https://x.example/a?b=1&amp;c|Logs>" == m.link("https://x.example/a?b=1&c", "Logs")
    for address in ("javascript:alert(1)", "https://x.example|evil", "see the wiki", "", "https://a>b"):
        assert "Logs" == m.link(address, "Logs")


def test_times_are_said_in_both_zones() -> None:
    """The plan's zone stands beside the reader's, whose form Slack fills in."""
    at = datetime(2026, 12, 1, 22, 12, tzinfo=UTC)
    expected = "23:12 CET (yours: <!date^1796163120^{time}|22:12 UTC>)"
    assert expected == m.clock_and_yours(at, "Europe/Berlin")
    later = "Tue 1 Dec 23:12 CET (yours: <!date^1796163120^{date_short} {time}|22:12 UTC>)"
    assert later == m.day_and_yours(at, "Europe/Berlin")


def test_times_follow_a_daylight_saving_change() -> None:
    """Before and after the change in spring the zone's name is the one in force."""
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert m.clock_and_yours(before, "Europe/Berlin").startswith("01:59 CET ")
    assert m.clock_and_yours(after, "Europe/Berlin").startswith("03:00 CEST ")


def test_paragraphs_keep_their_lines() -> None:
    """Sentences of ours keep their breaks and commands, and what people wrote in them does nothing."""
    text = "Not ticked yet: *all*.\nTick with `/deploy check N`."
    assert "Not ticked yet: ∗all∗.\nTick with `/deploy check N`." == m.paragraphs(text, 200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("עמר has step 5.", "\u2068עמר\u2069 has step 5."),
        ("ask עמר בן־דוד, שרה or Lee", "ask \u2068עמר בן־דוד\u2069, \u2068שרה\u2069 or Lee"),
        ("ask Lee", "ask Lee"),
    ],
)
def test_names_from_right_to_left_keep_their_order_in_a_sentence(text: str, shown: str) -> None:
    """Each name is a piece of its own: two of them do not change places, and none turns the sentence."""
    assert shown == m.paragraphs(text, 200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u2068עמר\u2069: yes", "\u200e\u2068עמר\u2069: yes"),
        ("one\n🔵 *\u2068עמר\u2069 4.12*", "one\n🔵 *\u200e\u2068עמר\u2069 4.12*"),
        ("5 \u2068עמר\u2069, \u2068שרה\u2069", "5 \u200e\u2068עמר\u2069, \u2068שרה\u2069"),
        ("Ana and \u2068עמר\u2069", "Ana and \u2068עמר\u2069"),
    ],
)
def test_a_line_runs_from_left_to_right_whoever_it_begins_with(text: str, shown: str) -> None:
    """A line whose first letter is written from right to left says so once, however often it is asked to."""
    assert shown == m.from_left(text)
    assert shown == m.from_left(shown)
    assert m.without_turns(text) == m.without_turns(shown)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Close the books of the group", 20, "Close the books of…"),
        ("Close the books, then open them", 18, "Close the books…"),
        ("release 2026.12.0 build 20261201", 30, "release 2026.12.0 build…"),
        ("v2026120109", 8, "v202612…"),
        ("build.17+20261201", 14, "build.17…"),
        ("production-frankfurt-and-dublin", 30, "production-frankfurt-and…"),
        ("Hohenlohe-Schillingsfürst", 20, "Hohenlohe-Schilling…"),
    ],
)
def test_a_cut_keeps_words_and_numbers(text: str, limit: int, shown: str) -> None:
    """It falls between words where one ends near; a number goes whole, unless it is nearly all there is."""
    assert shown == m.clip(text, limit)


def test_commands_are_cut_between_lines() -> None:
    """Nobody is shown half a command, and whoever reads is told how many lines are missing."""
    assert ("```\none\ntwo\n```", 1) == m.code_block("one\ntwo\nthree", 8)
    assert ("```\none\ntwo\nthree\n```", 0) == m.code_block("one\ntwo\nthree", 14)
    assert ("", 1) == m.code_block("three", 5)


def test_mentions_become_names() -> None:
    """Of users and groups that are known; nothing else changes."""
    text = "<@U1>, <!subteam^S1> and <@U2>: see <https://example.com|it>, &lt;@U1&gt;"
    shown = "Ana ∗Ruiz∗, cab and somebody: see <https://example.com|it>, &lt;@U1&gt;"
    assert shown == m.unmentioned(text, {"U1": "Ana *Ruiz*", "S1": "cab"})
