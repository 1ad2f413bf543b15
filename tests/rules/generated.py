"""Documents that are made from the code. `python -m tests.rules.generated` writes them anew."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.domain.agenda.page import agenda_page
from bot.domain.coverage_page import coverage_page
from bot.domain.diagram import lifecycle_page
from tests.rules.source import ROOT, Finding

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/agenda.md": agenda_page,
    "docs/approvals.md": coverage_page,
    "docs/lifecycle.md": lifecycle_page,
}
"""Each page's path, and what makes its text."""


def stale_pages(root: Path = ROOT) -> Iterator[Finding]:
    """Pages that do not say what the code says."""
    for path, text in PAGES.items():
        page = root / path
        if not page.exists() or page.read_text(encoding="utf-8") != text():
            yield Finding(path, 1, "generated", "it is out of date: run `python -m tests.rules.generated`")


def write_pages(root: Path = ROOT) -> None:
    """Write every page."""
    for path, text in PAGES.items():
        (root / path).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
