"""Kinds of change: an emergency that two people let through, a standard change that CAB knows."""

import shutil
from pathlib import Path

import pytest

from bot.domain.state import Deployment, Lifecycle
from tests.bot.web_shop import PLANS
from tests.scenario.as_planned import as_planned
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, instant, said
from tests.scenario.stages import played_once

ID = "WEB-DEPLOY-041"
START = "start web-shop 4.12.0 2026-12-01 23:00"


@pytest.fixture
def plans_dir(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The night's plans, the web shop's as another kind of change."""
    folder = Path(shutil.copytree(PLANS, tmp_path / "plans"))
    text = (folder / "web-shop.md").read_text("utf-8")
    row = "| Change type | Normal |"
    assert row in text
    (folder / "web-shop.md").write_text(text.replace(row, f"| Change type | {request.param} |"), "utf-8")
    return folder


async def state(night: Night, deployment: str = ID) -> Deployment:
    """The deployment as it is stored."""
    known = await night.house.queries.deployment(deployment)
    assert known
    return known.state


@played_once
async def begun(night: Night) -> None:
    """An emergency that two people let through."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    for who in ("pia", "sec"):
        await night.presses(who, "Approve")
    await night.types("ana", "begin override the shop is down")


@played_once
async def verified(night: Night) -> None:
    """The same with every step done; Release Approved alone is not confirmed."""
    await begun(night)
    for step in range(1, 5):
        await night.types("ana", f"step {step} done")
    await night.types("ana", "go now")
    for step in range(5, 15):
        await night.types("ana", f"step {step} done")
    await as_planned(night)
    await night.presses("quinn", "All 5 passed")
    for who in ("quinn", "omar", "ana"):
        await night.types(who, "confirm")


@played_once
async def asked_again(night: Night) -> None:
    """CAB approved a first run, which was cancelled; the second is in review."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    await night.presses("carla", "Approve")
    await night.types("ana", "cancel not this week")
    await night.types("tess", "start web-shop 4.12.1 2026-12-08 23:00")
    await night.types("paul", "submit")


@pytest.mark.parametrize("plans_dir", ["Emergency"], indirect=True)
async def test_an_emergency_begins_with_two_approvals(night: Night) -> None:
    """Two approvals let it begin; the others are asked for afterwards, chased, and shown in red meanwhile."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    assert "two approvals by two people are enough" in await night.sees("sec", "Approval wanted")
    await night.presses("pia", "Approve")
    assert Lifecycle.IN_REVIEW is (await state(night)).state
    await night.presses("sec", "Approve")
    assert Lifecycle.APPROVED is (await state(night)).state
    await night.types("ana", "begin override the shop is down")
    assert "🔴 Emergency, late approvals missing, due Wed 2 Dec 09:00 CET" in await night.sees(
        "ned", "pre-deployment"
    )
    await night.presses("omar", "Approve")
    assert (3 in (await state(night)).signoffs, Lifecycle.PRE_DEPLOYMENT) == (
        True,
        (await state(night)).state,
    )
    await refused(night, "carla", "reject too fast")
    await night.types("ana", "cancel the shop is back")
    await refused(night, "carla", "approve")


@pytest.mark.parametrize("plans_dir", ["Emergency"], indirect=True)
async def test_late_approvals_are_chased(night: Night) -> None:
    """Two working days later the thread says which approvals are missing."""
    await begun(night)
    await night.until(instant("2026-12-01", "10:00"))
    assert "needs your approval afterwards" in await night.sees("carla", "afterwards")
    await night.until(instant("2026-12-02", "12:00"))
    assert "🔴 Overdue" in await night.sees("ned", "Overdue")
    assert "🔴 Overdue since Wed 2 Dec 09:00 CET" in await night.sees("carla", "Overdue since")
    await night.until(instant("2026-12-03", "10:00"))
    assert EACH_DAY == await reminders(night)
    await night.presses("carla", "Approve", "Overdue since")
    await night.until(instant("2026-12-04", "12:00"))
    assert EACH_DAY == await reminders(night)


EACH_DAY = 3


async def reminders(night: Night) -> int:
    """How many reminders of the late approval the Change Advisory Board has, given or not."""
    messages = ["\n".join(message["lines"]) for message in await night.messages("carla")]
    return sum(text.startswith(("Reminder", "🔴 Overdue since")) for text in messages)


@pytest.mark.parametrize("plans_dir", ["Emergency"], indirect=True)
async def test_an_emergency_is_completed_with_approvals_still_missing(night: Night) -> None:
    """Ending and answer say which are missing and who is asked; each that is given leaves the ending."""
    await verified(night)
    answer = said(await night.types("pia", "confirm"))
    assert Lifecycle.COMPLETED is (await state(night)).state
    assert "🔴 approvals of this emergency still missing: Operations Sign-off (Omar Haddad)" in answer
    ending = await night.sees("ned", "is live")
    assert "🔴 Emergency, late approvals missing, due Wed 2 Dec 09:00 CET" in ending
    assert "Operations Sign-off @omar, Change Advisory Board @carla" in ending
    await night.presses("omar", "Approve")
    ending = await night.sees("ned", "is live")
    assert ("Operations Sign-off" in ending, "Change Advisory Board @carla" in ending) == (False, True)


@pytest.mark.parametrize("plans_dir", ["Emergency"], indirect=True)
async def test_a_late_approval_is_asked_of_who_comes_next(night: Night) -> None:
    """Omar leaves Slack the morning after: what is still owed is asked of whom the roster names then."""
    await verified(night)
    await night.types("pia", "confirm")
    assert Lifecycle.COMPLETED is (await state(night)).state
    await night.changes("omar", "deactivate")
    assert "Omar Haddad has left Slack (stood for Ops Manager" in await night.sees(
        "ned", "Omar Haddad has left"
    )
    await night.types("tess", "roster Ops Manager @priya")
    await night.presses("priya", "Approve", "Operations Sign-off")
    assert 3 in (await state(night)).signoffs


@pytest.mark.parametrize("plans_dir", ["Standard until 2026-12-31"], indirect=True)
async def test_a_standard_change_is_not_asked_of_cab_again(night: Night) -> None:
    """The first run asks CAB; the second, with another version and date, carries that approval."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    assert 4 not in (await state(night)).signoffs
    await night.presses("carla", "Approve")
    await night.types("ana", "cancel not this week")
    await night.types("tess", "start web-shop 4.12.1 2026-12-08 23:00")
    await night.types("paul", "submit")
    again = await state(night, f"{ID}.2")
    assert "standard change, as in WEB-DEPLOY-041" == again.signoffs[4].note
    assert "a standard change, approved in WEB-DEPLOY-041" in await night.sees(
        "ned", "a standard change, approved"
    )


@pytest.mark.parametrize("plans_dir", ["Standard until 2026-12-05"], indirect=True)
async def test_a_standard_change_whose_day_is_over_is_a_normal_one(night: Night) -> None:
    """After its day CAB is asked as for any change, and reads why."""
    await asked_again(night)
    assert 4 not in (await state(night, f"{ID}.2")).signoffs
    assert "standard only until 2026-12-05: as a normal change" in await night.sees(
        "carla", "Approval wanted"
    )


@pytest.mark.parametrize("plans_dir", ["Emergency"], indirect=True)
async def test_an_emergency_that_moves_asks_operations_again(night: Night) -> None:
    """It stays approved; Operations reads in a new message what changed, and presses Approve there."""
    await night.types("tess", START)
    await night.types("paul", "submit")
    for who in ("pia", "sec", "omar"):
        await night.presses(who, "Approve")
    posts = len(await night.calls("chat.postMessage"))
    await night.types("ana", "reschedule 2026-12-01 22:30")
    assert Lifecycle.APPROVED is (await state(night)).state
    asked = (await night.calls("chat.postMessage"))[posts:]
    assert any("Operations Sign-off" in call["arguments"]["text"] for call in asked if "D0OMAR" in str(call))
    assert "Since you approved: date and window" in await night.sees("omar", "Approval wanted")
    for who in ("omar", "carla"):
        await night.presses(who, "Approve")
    assert {3, 4} <= set((await state(night)).signoffs)


@pytest.mark.parametrize("plans_dir", ["Standard until 2026-12-31"], indirect=True)
async def test_what_cab_rejected_is_no_standard_change(night: Night) -> None:
    """CAB rejects the second run; submitted once more, it is not approved by what CAB said of the first."""
    await asked_again(night)
    assert [4] == list((await state(night, f"{ID}.2")).signoffs)
    await night.types("carla", "reject the shop is on TV that night")
    await night.types("paul", "submit")
    assert {} == (await state(night, f"{ID}.2")).signoffs
    await night.presses("carla", "Approve")
    assert [4] == list((await state(night, f"{ID}.2")).signoffs)
