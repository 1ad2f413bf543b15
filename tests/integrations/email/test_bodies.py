from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from integrations.email.bodies import FOOTER, html_body, text_body
from integrations.email.words import Words
from tests.golden import matches_golden
from tests.integrations.email import told as t

GOLDEN = Path(__file__).parent / "golden"


def saying(text: str) -> Words:
    """Words that hold a text in every place."""
    lines = (("What", text), ("When", text))
    return Words(subject=text, heading=text, remarks=(text,), lines=lines, times=lines[1:])


class Read(HTMLParser):
    """The tags of a page, its attributes, and what somebody reads of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    ("name", "text"), [("hostile", t.HOSTILE), ("right_to_left", t.RIGHT_TO_LEFT), ("long", t.LONG)]
)
def test_a_body_looks_as_it_was_looked_at(name: str, text: str) -> None:
    """Also where nothing cleaned the text before: both bodies hold whatever they are given."""
    words = saying(text)
    shown = f"{text_body(words)}\n=====\n{html_body(words)}".replace("\r\n", "\n")
    matches_golden(GOLDEN / f"body_{name}.txt", shown.translate({0x202E: "(RLO)", 0: "(NUL)"}))


@given(st.text(max_size=200))
def test_no_text_becomes_markup(text: str) -> None:
    """The page has the same tags and attributes whatever is said in it."""
    plain, read = Read(html_body(saying("Tonight"))), Read(html_body(saying(text)))
    assert plain.tags == read.tags
    assert plain.attributes == read.attributes


def test_braces_are_only_braces() -> None:
    """What looks like a place to fill in is shown as it is."""
    page = Read(html_body(saying("{backup_id} {footer} %s {0}")))
    assert 5 == page.texts.count("{backup_id} {footer} %s {0}")
    assert "What: {backup_id} {footer} %s {0}\n" in text_body(saying("{backup_id} {footer} %s {0}"))


def test_both_say_who_sends_it() -> None:
    """Whoever answers knows that nobody reads it."""
    assert text_body(saying("Tonight")).endswith(f"\n-- \n{FOOTER}\n")
    assert FOOTER in Read(html_body(saying("Tonight"))).texts


def test_each_text_finds_its_own_direction() -> None:
    """What is written from right to left stands so, the labels beside it do not turn."""
    page = html_body(saying(t.RIGHT_TO_LEFT))
    assert 3 == page.count('dir="auto"')
    assert 2 == page.count('<th scope="row" style=')
