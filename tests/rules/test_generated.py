from pathlib import Path

from tests.rules.generated import PAGES, stale_pages, write_pages


def test_a_page_is_stale_until_it_is_written(tmp_path: Path) -> None:
    """A missing page and a changed one are stale, a written one is not."""
    (tmp_path / "docs").mkdir()
    assert sorted(PAGES) == sorted(finding.path for finding in stale_pages(tmp_path))
    write_pages(tmp_path)
    assert [] == list(stale_pages(tmp_path))
    for path in PAGES:
        (tmp_path / path).write_text("another", encoding="utf-8")
    assert sorted(PAGES) == sorted(finding.path for finding in stale_pages(tmp_path))
