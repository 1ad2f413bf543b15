"""Documents as nobody means them: made of the examples by changes at random, and as bytes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.document.check import check
from bot.document.fill import fill
from bot.document.parse import parse
from bot.document.text import read_document
from bot.domain.plan import Plan
from bot.errors import Permanent
from bot.storage.codec import decode, encode
from tests.bot.web_shop import PLANS

TEMPLATE = Path(__file__).parents[1] / "bot" / "document" / "data" / "deployment-plan-template.md"
SEEDS = [path.read_text("utf-8").split("\n") for path in (*sorted(PLANS.glob("*.md")), TEMPLATE)]
MARKS = (
    *("|", "\\|", "||", "`", "```", "~~~", "\\", "[", "](", "![", "<", ">", "<!--", "*", "**", "$"),
    *("{", "{}", "{X.Y.Z}", "{Date}", "---", "|---|---|", "⬜", "✅", "٣", "²"),
)
NAMES = (
    *("@", "@ana", "<!channel>", "<@U0ANA|ana>", "<!subteam^S0CAB>", "ana@octal.example"),
    *("Europe/Berlin", "שלום"),
)
NUMBERS = (
    *("0", "-1", "-", "R1", "5-7", "always", "T0", "T+done", "24:60", "99:99", "9999-99-99", "1e999"),
    *("T-60", "5,6", ">5%", "<=1,000,000ms"),
)
LINES = (
    *("# ", "## 3.2 Deployment", "### 6.3 Rollback Steps", "- [ ] ", "1. ", "> ", "    ", "23:00 - 02:00"),
    *("", "\t", "\r", "\x0b", "\u2028", "\u202e", "\ufeff", "\ufe0f", "x" * 3000, "[" * 300, "1 h 30 min"),
)
PIECES = st.sampled_from([*MARKS, *NAMES, *NUMBERS, *LINES])
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "swap", "put", "cut", "cell"]),
        st.integers(0, 400),
        st.integers(0, 400),
        PIECES,
    ),
    min_size=1,
    max_size=8,
)
SOAKED = 4000


def changed(lines: list[str], changes: list[tuple[str, int, int, str]]) -> str:
    """The document with some of its lines changed."""
    lines = list(lines)
    for kind, first, second, piece in changes:
        at, other = first % len(lines), second % len(lines)
        line = lines[at]
        match kind:
            case "drop":
                lines[at] = ""
            case "double":
                lines.insert(other, line)
            case "swap":
                lines[at], lines[other] = lines[other], line
            case "put":
                lines.insert(at, piece)
            case "cut":
                lines[at] = line[: second % (len(line) + 1)] + piece
            case "cell":
                cells = line.split("|")
                cells[second % len(cells)] = f" {piece} "
                lines[at] = "|".join(cells)
    return "\n".join(lines)


def read(text: str) -> None:
    """All that is done with a document before anybody is asked whether it is good."""
    filled = fill(text, version="4.12.0")
    document = parse(filled)
    assert all(finding.text for finding in check(document))
    assert document.plan == decode(Plan, encode(document.plan))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), CHANGES)
def test_every_document_is_read(lines: list[str], changes: list[tuple[str, int, int, str]]) -> None:
    """Whatever became of a document, it is read, filled in, checked and kept, and never an error of ours."""
    read(changed(lines, changes))


@pytest.mark.soak
@settings(max_examples=SOAKED, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), CHANGES)
def test_every_document_is_read_of_thousands(
    lines: list[str], changes: list[tuple[str, int, int, str]]
) -> None:
    """The same with four thousand documents."""
    read(changed(lines, changes))


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_bytes_are_a_document_or_refused(raw: bytes) -> None:
    """What is no text is refused in words."""
    try:
        text = read_document(raw)
    except Permanent:
        return
    read(text)
