"""Plans that change after people approved them: amended, moved, an approval taken back."""

import re
import shutil
from pathlib import Path

import pytest

from bot.domain.state import Deployment, Lifecycle
from tests.bot.web_shop import PLANS, SIGNERS
from tests.golden import matches_golden
from tests.scenario.in_vain import refused, refused_form, refused_press
from tests.scenario.night import Element, Night, said
from tests.scenario.stages import played_once

GOLDEN = Path(__file__).parent / "golden"
ID = "WEB-DEPLOY-041"
START = "start web-shop 4.12.0 2026-12-01 23:00"
SCRIPT = "| V041_3_seed_payment_methods.sql |"
INDEX = "| V041_4_orders_index.sql | Adds an index on checkout_kind | Yes |\n"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The night's own copy of the example plans, so that their authors can change them."""
    return Path(shutil.copytree(PLANS, tmp_path / "plans"))


def edits(plans_dir: Path, old: str, new: str) -> None:
    """The author changes the document in `PLANS_DIR`."""
    path = plans_dir / "web-shop.md"
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")


async def state(night: Night) -> Deployment:
    """The deployment as it is stored."""
    known = await night.house.queries.deployment(ID)
    assert known
    return known.state


@played_once
async def approved(night: Night) -> None:
    """Started, submitted, and approved by everybody."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    for who in SIGNERS:
        await night.presses(who, "Approve")


async def test_security_must_look_again(night: Night, plans_dir: Path) -> None:
    """The plan is amended an hour before the window: who covers what changed is asked, and told what."""
    await approved(night)
    await night.at("22:00")
    old = await night.finds("ana", "Begin")
    edits(plans_dir, SCRIPT, f"{INDEX}{SCRIPT}")
    shown = said(await night.types("ana", "amend"))
    assert "section 4.1, 1 script added (V041_4_orders_index.sql)" in shown
    assert "Security Sign-off (Sefa Yilmaz)" in shown
    assert Lifecycle.APPROVED is (await state(night)).state
    assert len(SIGNERS) + 1 == len((await state(night)).signoffs)

    await refused_press(night, "dba", await seen(night, "Amend", "Amend the plan?"))
    await night.presses("ana", "Amend", "Amend the plan?")
    now = await state(night)
    assert Lifecycle.IN_REVIEW is now.state
    assert [1, 3] == sorted(now.signoffs)
    assert "Since you approved: section 4.1, 1 script added" in await night.sees("sec", "Approval wanted")
    assert "Approval wanted" not in await night.sees("omar", "Web shop")
    if old:
        assert "The plan was changed by you" in await refused_press(night, "ana", old)
    assert "nobody approves what is theirs" in await refused(night, "ana", "approve dev")
    for who in ("sec", "carla", "lee", "quinn", "drew", "pia"):
        await night.presses(who, "Approve")
    assert Lifecycle.APPROVED is (await state(night)).state
    await night.types("ana", "begin override the list is in the ticket")
    assert "possible while it is draft" in await refused(night, "ana", "amend")

    matches_golden(GOLDEN / "amended.txt", str(night.story))


async def seen(night: Night, label: str, about: str) -> Element:
    """A button that the lead sees."""
    element = await night.finds("ana", label, about)
    assert element
    return element


async def test_what_nobody_covers_voids_nothing(night: Night, plans_dir: Path) -> None:
    """Marks are no change; the same document again says so; a typed amendment is taken by typing it twice."""
    await approved(night)
    edits(plans_dir, "- [ ] Backup completed", "- [x] Backup completed")
    await night.types("ana", "amend")
    await night.types("ana", "amend")
    now = await state(night)
    assert (Lifecycle.APPROVED, 8) == (now.state, len(now.signoffs))
    assert "Nothing changed" in await refused(night, "ana", "amend")


async def test_a_document_with_errors_loses_nothing(night: Night, plans_dir: Path) -> None:
    """What the changed document must mend is said, and every approval stays."""
    await approved(night)
    edits(plans_dir, "| 5 | Run database migrations |", "| 5 | Run {which} migrations |")
    assert "{which} is still to be filled in" in await refused(night, "ana", "amend")
    edits(plans_dir, "{which}", "database")
    edits(plans_dir, "WEB-DEPLOY-041", "WEB-DEPLOY-042")
    assert "That is another document" in await refused(night, "ana", "amend")
    assert Lifecycle.APPROVED is (await state(night)).state


async def test_a_document_changed_once_more_is_shown_anew(night: Night, plans_dir: Path) -> None:
    """An old proposal's button says that a newer one counts, and what is taken is what was shown last."""
    await approved(night)
    edits(plans_dir, SCRIPT, f"{INDEX}{SCRIPT}")
    await night.types("ana", "amend")
    first = await seen(night, "Amend", "Amend the plan?")
    edits(plans_dir, "| Blue-Green |", "| Canary |")
    await night.types("sam", "amend")
    assert "the newer proposal counts" in await refused_press(night, "ana", first)
    assert Lifecycle.APPROVED is (await state(night)).state
    await night.presses("sam", "Amend", "Amend the plan?")
    assert {} == (await state(night)).signoffs


async def test_amend_is_in_the_menu(night: Night, plans_dir: Path) -> None:
    """The lead has the plan's file read again; whoever may not, or changed nothing, is told in the form."""
    await night.types("tess", START)
    form = await night.presses("ana", "Amend", "production: draft")
    assert "web-shop.md of PLANS_DIR is read again" in str(form["view"]["blocks"])
    assert "Nothing changed" in await refused_form(night, "ana", form, {})
    theirs = await night.presses("dba", "Amend", "production: draft")
    assert "Only the Deployment Lead" in await refused_form(night, "dba", theirs, {})
    edits(plans_dir, SCRIPT, f"{INDEX}{SCRIPT}")
    await night.fills("ana", form, {})
    await night.presses("ana", "Amend", "Amend the plan?")
    assert "The plan was changed by Ana Castillo" in await night.sees("ana", "The plan was changed")
    (plans_dir / "web-shop.md").unlink()
    again = await night.presses("ana", "Amend", "production: draft")
    assert "There is no plan “web-shop”" in await refused_form(night, "ana", again, {})


async def test_a_changed_document_is_dropped_in_all_the_same(night: Night, plans_dir: Path) -> None:
    """Where a file of `PLANS_DIR` began it, the form takes another one that is dropped in."""
    await night.types("tess", START)
    changed = (plans_dir / "web-shop.md").read_text("utf-8").replace(SCRIPT, f"{INDEX}{SCRIPT}")
    form = await night.presses("ana", "Amend", "production: draft")
    file = await night.drops("ana", form, "file", "from-my-laptop.md", changed)
    await night.fills("ana", form, file)
    assert "1 script added" in await night.sees("ana", "Amend the plan?")
    await night.presses("ana", "Amend", "Amend the plan?")
    assert "The plan was changed by Ana Castillo" in await night.sees("ana", "The plan was changed")


async def test_a_draft_is_mended(night: Night, plans_dir: Path) -> None:
    """A draft with errors takes the mended document and can be submitted then; ticks stay."""
    edits(plans_dir, "| 5 | Run database migrations |", "| 5 | Run {which} migrations |")
    await night.types("tess", START)
    await night.types("tess", "check 1")
    assert "/deploy amend takes it" in await refused(night, "paul", "submit")
    edits(plans_dir, "{which}", "database")
    await night.types("ana", "amend")
    await night.types("ana", "amend")
    assert Lifecycle.DRAFT is (await state(night)).state
    assert [1] == list((await state(night)).checks)
    await night.types("paul", "submit")
    assert Lifecycle.IN_REVIEW is (await state(night)).state


async def test_an_approval_is_withdrawn(night: Night) -> None:
    """An approver takes the approval back until Begin; the plan is in review again."""
    await approved(night)
    begin = await night.finds("ana", "Begin")
    await night.presses("sec", "Withdraw")
    now = await state(night)
    assert (Lifecycle.IN_REVIEW, False) == (now.state, 2 in now.signoffs)
    assert "withdrawn by Sefa Yilmaz" in await night.sees("sec", "Approval wanted")
    if begin:
        assert "An approval was withdrawn by Sefa Yilmaz" in await refused_press(night, "ana", begin)
    await refused(night, "dba", "withdraw")
    assert "no approval to withdraw" in await refused(night, "sec", "withdraw")
    await night.presses("sec", "Approve")
    assert Lifecycle.APPROVED is (await state(night)).state
    await night.types("quinn", "withdraw QA one test is red")
    assert "one test is red" in await night.sees("quinn", "Approval wanted")
    await night.types("quinn", "approve")
    await night.types("ana", "begin override the list is in the ticket")
    assert "possible while it is in review or approved" in await refused(night, "sec", "withdraw")
    assert None is await night.finds("sec", "Withdraw")


async def test_a_moved_window_asks_operations_and_cab(night: Night) -> None:
    """The window moves, Operations and CAB are asked again, nobody else."""
    await approved(night)
    posts = len(await night.calls("chat.postMessage"))
    form = await night.presses("ana", "Reschedule")
    night_before = {"date": "2026-11-30", "time": "03:00", "reason": ""}
    assert "is over" in await refused_form(night, "ana", form, night_before)
    await night.fills("ana", form, {"date": "2026-12-03", "time": "22:30", "reason": ""})
    now = await state(night)
    assert Lifecycle.IN_REVIEW is now.state
    assert {3, 4} == set(range(1, 9)) - set(now.signoffs)
    asked = (await night.calls("chat.postMessage"))[posts:]
    direct = [call for call in asked if "Approval wanted" in str(call["arguments"]["blocks"])]
    assert 2 == len(direct)
    assert "Since you approved: date and window" in await night.sees("omar", "Approval wanted")
    assert "Thu 3 Dec 22:30–00:30 CET" in await night.sees("ana", "in review")
    for who in ("omar", "carla"):
        await night.presses(who, "Approve")
    assert Lifecycle.APPROVED is (await state(night)).state
    assert "only the" in (await refused(night, "dba", "reschedule 2026-12-04 22:30")).casefold()


async def test_a_missed_window_is_moved(night: Night) -> None:
    """A missed deployment goes on in another window: a draft as a draft, a reviewed one in review."""
    await night.types("tess", START)
    await night.at("01:00")
    assert Lifecycle.MISSED is (await state(night)).state
    await night.types("ana", f"reschedule {ID} 2026-12-03 23:00")
    assert Lifecycle.DRAFT is (await state(night)).state
    await night.types("paul", "submit")
    for who in SIGNERS:
        await night.presses(who, "Approve")
    night.day = "2026-12-03"
    await night.at("01:00")
    form = await night.presses("ana", "Reschedule")
    await night.fills("ana", form, {"date": "2026-12-08", "time": "23:00", "reason": ""})
    now = await state(night)
    assert (Lifecycle.IN_REVIEW, {3, 4}) == (now.state, set(range(1, 9)) - set(now.signoffs))


async def test_a_window_that_daylight_saving_skips_is_refused(night: Night) -> None:
    """A time that does not exist in the plan's zone is refused with the reason, and nothing moves."""
    await night.types("tess", START)
    told = await refused(night, "ana", "reschedule 2027-03-28 02:30")
    assert re.search("02:30 in Europe/Berlin does not exist", told)
