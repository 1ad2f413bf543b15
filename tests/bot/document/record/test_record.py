import re
from collections.abc import Callable, Container, Iterator

import pytest
from hypothesis import given, settings, strategies as st

from bot.document.cells import cell_spans
from bot.document.check import check
from bot.document.fill import fill
from bot.document.marks import MarkKind
from bot.document.parse import OF_AN_EARLIER_RUN, parse
from bot.document.record.frame import TITLE, framed
from bot.document.record.record import record
from bot.domain.masking import HIDDEN
from tests.bot.document.documents import LEDGER, SEED, WEB_SHOP, golden
from tests.bot.document.record.ledger_night import ledger
from tests.bot.document.record.nights import HEAD, TEXT, Night, healthy, rolled_back

_TABLE = re.compile(r"(?m)^\|.*\|$")
TAILS = (
    "",
    "\n",
    "\n\n\n",
    "\nThe end",
    "  \n \t",
    "\n```sh\nls -l",
    "\n<!-- a comment",
    "\n- [ ] one more\n",
)
"""What a document may end with."""


def permuted(text: str, order: Callable[[int], list[int]]) -> str:
    """The document with the columns of each of its tables in another order."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _TABLE.match(line):
            cells = [line[start:end] for start, end in cell_spans(line)]
            lines[number] = f"|{'|'.join(cells[at] for at in order(len(cells)))}|"
    return "\n".join(lines)


def written(line: str, number: int, marks: Container[tuple[int, int]]) -> Iterator[str]:
    """What an author wrote on a line: a table's cells without marks, all else without boxes and status."""
    if line.startswith("|"):
        yield from (line[a:b] for at, (a, b) in enumerate(cell_spans(line)) if (number, at) not in marks)
    elif not line.startswith("**Status:**"):
        yield line.replace("- [x]", "- [ ]")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """The web shop's document as others would have written it: the same plan in another text."""
    seed = draw(st.integers(0, 5))
    text = permuted(TEXT, lambda count: [(at + seed) % count for at in range(count)])
    aside = draw(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
    )
    text = text.replace("## 4. Database", f"Aside: {aside} \\| x  \n\n## 4. Database")
    text += draw(st.sampled_from(TAILS))
    text = text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))
    return draw(st.sampled_from(("", "\ufeff"))) + text


@pytest.mark.parametrize("text", [SEED, WEB_SHOP, LEDGER, TEXT])
def test_a_fresh_draft_comes_back_as_it_was(text: str) -> None:
    """Nothing is known of it yet: only the section is new."""
    night = Night(text).open()
    assert text == framed(night.record()).plan


@settings(max_examples=12, deadline=None)
@given(documents())
def test_an_untouched_document_comes_back_byte_for_byte(text: str) -> None:
    """Line ends, a byte-order mark, what it ends with, columns in any order: nothing of it changes."""
    fresh = Night().open()
    assert text == framed(record(text, fresh.state, fresh.events, HEAD)).plan


@settings(max_examples=12, deadline=None)
@given(documents(), st.sampled_from([healthy, rolled_back]))
def test_a_filled_in_document_is_the_same_plan(text: str, night: Callable[[], Night]) -> None:
    """It has the same lines, on them every cell that a person wrote; recorded again it stays as it is."""
    told = night()
    found = record(text, told.state, told.events, HEAD)
    assert parse(text).plan == parse(found).plan
    assert found == record(found, told.state, told.events, HEAD)
    marks = {(mark.line, mark.column) for mark in parse(text).marks.cells}
    pairs = zip(text.splitlines(), framed(found).plan.splitlines(), strict=True)
    for number, (before, after) in enumerate(pairs, start=1):
        assert [*written(before, number, marks)] == [*written(after, number, marks)]


@pytest.mark.parametrize(
    ("name", "night"),
    [("record-completed.md", healthy), ("record-rolled-back.md", rolled_back), ("record-ledger.md", ledger)],
)
def test_the_golden_records(name: str, night: Callable[[], Night]) -> None:
    """Whoever knows nothing of the night reads in them what happened, when, and who decided."""
    found = night().record()
    assert golden(name, found) == found


@pytest.mark.parametrize("night", [healthy, rolled_back, ledger])
def test_nothing_is_open_in_the_end(night: Callable[[], Night]) -> None:
    """Every mark is filled."""
    assert "⬜" not in night().record()


def test_a_record_that_is_started_again_has_no_ticks() -> None:
    """What was ticked for a run that is over counts for nothing, and the check says so."""
    found = healthy().record()
    document = parse(found)
    assert () == document.marks.ticked
    assert OF_AN_EARLIER_RUN in [finding.text for finding in check(document)]
    assert OF_AN_EARLIER_RUN not in [finding.text for finding in check(parse(TEXT.replace("[ ]", "[x]")))]


def test_a_record_that_is_filled_in_anew_stays_a_record() -> None:
    """Version and date of the next run go into the plan, and into nothing that was said of this one."""
    found = healthy().record().replace("Blue stays up", "{Date} Blue stays up")
    anew = fill(found, version="4.13.0")
    assert framed(found).record == framed(anew).record
    assert "| Version | 4.13.0 |" in anew


def test_a_hidden_value_in_a_plan_is_an_error() -> None:
    """A record stands in for a plan, but for its secrets: nobody could set that."""
    text = TEXT.replace("| CHECKOUT_API_VERSION | v3 | v4 |", "| CHECKOUT_API_TOKEN | v3 | v4 |")
    night = Night(text).open()
    found = night.record()
    assert f"| CHECKOUT_API_TOKEN | {HIDDEN} | {HIDDEN} |" in found
    said = [finding.text for finding in check(parse(found))]
    assert any("CHECKOUT_API_TOKEN" in text and "hidden" in text for text in said)


def test_the_section_is_the_only_one_of_its_name() -> None:
    """None of its titles is one that a plan's section has."""
    found = healthy().record()
    assert 1 == found.count(f"## {TITLE}")
    unframed = framed(found).record.replace("<!--", "").replace("-->", "")
    assert not parse(unframed).plan.steps
    assert not [mark for mark in parse(unframed).marks.cells if mark.kind is not MarkKind.STATUS]
