from datetime import datetime

import pytest

from bot.domain import intents as i
from bot.drafts import Drafts, read_draft
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's plan, started."""
    play = w.Play(database)
    await play.people()
    await play.start()
    return play


async def test_a_document_is_read_and_checked() -> None:
    """A draft knows its plan, what its author ticked, its errors and how many warnings it has."""
    text = w.text().replace("- [ ] All tests", "- [x] All tests").replace("| Medium |", "| Middling |")
    draft = await read_draft(text, base="before")
    assert ((2,), "before", "4.12.0") == (draft.ticked, draft.base, draft.revision.plan.release.version)
    assert draft.facts.errors == draft.revision.errors
    assert draft.facts.text_id == draft.revision.id


async def test_an_amendment_keeps_version_and_start(play: w.Play) -> None:
    """The changed document is filled in as the running deployment is, whatever stands in it."""
    changed = w.text(start="2027-01-05 20:00", version="9.9.9")
    draft = await Drafts(play.database).draft(i.Amend(text=changed), w.ID)
    assert draft
    plan = draft.revision.plan
    assert plan.window
    assert ("4.12.0", "2026-12-01T22:00:00+00:00") == (plan.release.version, plan.window.start.isoformat())


async def test_a_moved_window_is_the_same_text_otherwise(play: w.Play) -> None:
    """Only date and times differ, and the window keeps its length."""
    start = datetime(2026, 12, 3, 22, 30)  # noqa: DTZ001 - a local time of the plan's zone
    draft = await Drafts(play.database).draft(i.Reschedule(start=start), w.ID)
    assert draft
    assert w.text(start="2026-12-03 22:30") == draft.revision.text


async def test_nothing_is_drafted_for_other_intents(play: w.Play) -> None:
    """An intent that asks for no other revision, and one for no deployment, have no draft."""
    drafts = Drafts(play.database)
    assert None is await drafts.draft(i.Submit(), w.ID)
    assert None is await drafts.draft(i.Amend(text="x"), "NOPE-1")
