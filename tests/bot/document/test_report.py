import pytest

from bot.document.fill import fill
from bot.document.findings import error, note
from bot.document.parse import parse
from bot.document.report import NARROWEST, WIDEST, WIDTH, render_findings, render_timeline
from bot.document.timeline import timeline
from tests.bot.document.documents import FILLED, LEDGER, SEED, START, changed, golden


def shown(text: str) -> str:
    return render_timeline(timeline(parse(text).plan))


def test_findings_read_like_a_compilers() -> None:
    """File, line, level and text, one line each."""
    expected = "plans/x.md:3: error: a\nplans/x.md:9: note: b c\n"

    assert expected == render_findings("plans/x.md", [error(3, "a"), note(9, "b\x1bc")])
    assert "" == render_findings("plans/x.md", [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("web-shop-timeline.txt", FILLED),
        ("ledger-timeline.txt", fill(LEDGER, version="7.0.0", start=START.replace(hour=22))),
        ("seed-timeline.txt", SEED),
    ],
)
def test_the_timeline_is_readable(name: str, text: str) -> None:
    """The whole of it, as `tminus plan show` prints it."""
    now = shown(text)

    assert golden(name, now) == now


@pytest.mark.parametrize("text", [FILLED, LEDGER, SEED, ""])
@pytest.mark.parametrize("width", [NARROWEST, WIDTH, WIDEST])
def test_a_line_fits_the_terminal(text: str, width: int) -> None:
    """Long actions and owners go on below, in their column."""
    long = text.replace("Run smoke tests", "Run smoke tests and " * 10)
    lines = render_timeline(timeline(parse(long).plan), width).split("\n")

    assert max(len(line) for line in lines) <= width


def test_a_document_cannot_steer_the_terminal() -> None:
    """Control characters of the text are blanks."""
    assert "\x1b" not in shown(changed("Create database backup", "Create \x1b[31m backup"))


def test_both_sides_of_a_change_of_clocks_are_shown_with_their_zone() -> None:
    """A window over the night the clocks go back starts in summer time and ends in winter time."""
    text = changed("| Deployment Date | 2026-12-01 |", "| Deployment Date | 2026-10-24 |")
    text = changed("23:00 - 01:00", "23:00 - 04:00", text)

    assert "Sat 24 Oct 2026 23:00 CEST to Sun 25 Oct 04:00 CET (Europe/Berlin), 6 h\n" in shown(text)
