from datetime import datetime
from pathlib import Path

import pytest

from bot.document.check import check
from bot.document.fill import fill
from bot.document.findings import Level
from bot.document.parse import parse
from bot.document.text import read_document
from bot.domain.binding import texts
from bot.domain.plan import Plan
from bot.domain.roles import RoleBook, WrittenAs

PLANS = Path(__file__).parents[2] / "plans"
STARTS = {
    "web-shop": datetime(2026, 12, 1, 23, 0),  # noqa: DTZ001 - a local time of the plan's zone
    "ledger-migration": datetime(2026, 12, 5, 22, 0),  # noqa: DTZ001 - the same
}


def filled(name: str) -> str:
    text = read_document((PLANS / f"{name}.md").read_bytes())
    return fill(text, version="4.12.0", start=STARTS[name])


def plan(name: str) -> Plan:
    return parse(filled(name)).plan


def test_every_plan_is_tested() -> None:
    """Each document of the folder has its start here."""
    assert set(STARTS) == {path.stem for path in PLANS.glob("*.md")}


@pytest.mark.parametrize("name", STARTS)
def test_a_plan_of_ours_has_neither_errors_nor_warnings(name: str) -> None:
    """What we hand out as an example is as it should be."""
    assert [] == [f for f in check(parse(filled(name))) if f.level is not Level.NOTE]


@pytest.mark.parametrize("name", STARTS)
def test_a_plan_of_ours_uses_the_whole_format(name: str) -> None:
    """Every section has rows."""
    found = plan(name)
    fields = Plan.__dataclass_fields__.keys() - {"unread", "secret_names"}

    assert [] == [field for field in fields if not getattr(found, field)]


def test_the_web_shop_needs_eleven_people() -> None:
    """Those who act in it are eleven people with handles, the lead's deputy and the author apart."""
    found = plan("web-shop")
    book = RoleBook.of(found)
    acting = {
        person.value
        for text in texts(found)
        for person in book.holders(text)
        if person.kind is WrittenAs.HANDLE
    }

    expected = {"ana", "dev", "dba", "lee", "quinn", "pia", "sec", "omar", "carla", "paul", "drew"}
    assert expected == acting
    assert ["sam"] == [person.value for person in book.deputies("Deployment Lead")]
    assert ["tess"] == [person.value for person in book.holders(found.author) if person.is_certain]


def test_the_web_shop_has_the_seeds_steps() -> None:
    """Fourteen steps, and seven for the way back."""
    found = plan("web-shop")

    assert (14, 7, 11) == (len(found.steps), len(found.rollback_steps), len(found.checklist))
    assert "Backup completed" == next(item.text for item in found.checklist if item.done_by_step == "1")


def test_the_ledger_uses_the_optional_columns() -> None:
    """After, Undoes, Expects, Deputy, Covers, Role, Request and Query are all in use."""
    found = plan("ledger-migration")

    assert any(step.after for step in found.steps)
    assert any(step.expects for step in found.steps)
    assert all(step.undoes for step in found.rollback_steps)
    assert any(member.deputy for member in found.team)
    assert any(row.deputy for row in found.signoffs)
    assert any(row.covers for row in found.signoffs)
    assert all(checkpoint.role for checkpoint in found.checkpoints)
    assert any(test.request for test in found.smoke_tests)
    assert all(metric.query for metric in found.metrics)


def test_the_ledger_runs_over_midnight() -> None:
    """The window is six hours and a half, in another zone."""
    window = plan("ledger-migration").window

    assert window is not None
    assert ("America/New_York", 6.5) == (window.zone, window.length.total_seconds() / 3600)
