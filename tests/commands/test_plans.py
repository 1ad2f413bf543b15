import os
from pathlib import Path

import pytest

from bot.domain.refusals import Refusal
from commands.plans import MAX_BYTES, PlanFile, Plans


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "web-shop.md").write_text("# Web shop\n\nText\n", encoding="utf-8")
    (plans / "ledger.md").write_text("no heading here", encoding="utf-8")
    (plans / "notes.txt").write_text("# No plan", encoding="utf-8")
    (plans / ".hidden.md").write_text("# Hidden", encoding="utf-8")
    (plans / "folder.md").mkdir()
    (tmp_path / "secret.md").write_text("# Secret", encoding="utf-8")
    (plans / "link.md").symlink_to(tmp_path / "secret.md")
    (plans / "inner.md").symlink_to(plans / "web-shop.md")
    (plans / "circle.md").symlink_to(plans / "circle.md")
    (plans / "nowhere.md").symlink_to(plans / "nothing.md")
    os.mkfifo(plans / "pipe.md")
    for name in (b"bytes\xff.md", "turned\u202e.md".encode(), b"two\nlines.md"):
        (plans / os.fsdecode(name)).write_text("# Not shown", encoding="utf-8")
    return plans


async def refusal_for(folder: Path, name: str) -> str:
    found = await Plans(folder).read(name)
    assert isinstance(found, Refusal)
    return found.text


async def test_the_plans_of_the_folder_are_listed(folder: Path) -> None:
    """Every plan is offered with its first heading; other files, folders and links out of it are not."""
    expected = (
        PlanFile(stem="inner", title="Web shop"),
        PlanFile(stem="ledger", title="ledger"),
        PlanFile(stem="web-shop", title="Web shop"),
    )
    assert expected == await Plans(folder).known()


@pytest.mark.parametrize("name", ["web-shop", "web-shop.md", " Web-Shop "])
async def test_a_plan_is_read_by_its_name(folder: Path, name: str) -> None:
    """A plan is found with or without its ending, whatever the case."""
    assert ("web-shop", "# Web shop\n\nText\n") == await Plans(folder).read(name)


@pytest.mark.parametrize(
    "name",
    ["../secret", "..", "", "/etc/passwd", "link", "folder", ".hidden", "notes.txt", "web-shop\0", "*"],
)
async def test_nothing_else_is_read(folder: Path, name: str) -> None:
    """Whatever is no plan of this folder is unknown, and the plans there are get named."""
    assert "There are: inner, ledger, web-shop." in await refusal_for(folder, name)


async def test_an_empty_or_missing_folder_says_so(tmp_path: Path) -> None:
    """Without plans the answer says where they belong."""
    assert "PLANS_DIR" in await refusal_for(tmp_path, "web-shop")
    assert "PLANS_DIR" in await refusal_for(tmp_path / "missing", "web-shop")
    assert () == await Plans(tmp_path / "missing").known()


@pytest.mark.parametrize(("size", "is_read"), [(MAX_BYTES, True), (MAX_BYTES + 1, False)])
async def test_a_plan_may_be_one_megabyte_long(tmp_path: Path, size: int, is_read: bool) -> None:
    """A plan of 1 MB is read, a longer one refused."""
    (tmp_path / "long.md").write_bytes(b"x" * size)
    found = await Plans(tmp_path).read("long")
    assert is_read != isinstance(found, Refusal)


async def test_a_plan_that_is_no_text_says_where(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are answered with their line."""
    (tmp_path / "bytes.md").write_bytes(b"# Title\n\xff\xfe")
    assert "line 2" in await refusal_for(tmp_path, "bytes")
    assert (PlanFile(stem="bytes", title="Title"),) == await Plans(tmp_path).known()


async def test_many_plans_are_not_all_named(tmp_path: Path) -> None:
    """A refusal names twenty plans and counts the others."""
    for number in range(23):
        (tmp_path / f"plan{number:02}.md").write_text("text", encoding="utf-8")
    text = await refusal_for(tmp_path, "x" * 500)
    assert text.endswith("plan19 and 3 more.")
    assert len(text) < 400
