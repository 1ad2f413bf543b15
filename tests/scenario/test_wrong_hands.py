"""Roles in the wrong hands: what handing a role over must not do, and what it must not take."""

from pathlib import Path

import pytest

from bot.domain.state import Lifecycle
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused
from tests.scenario.night import Night
from tests.scenario.test_run import before_go, deploying, state

SHARED = {
    "| UAT Sign-off | Product Owner |": "| UAT Sign-off | Product Owner + DBA |",
    "| 6 | Deploy application v{X.Y.Z} to green | DevOps |": (
        "| 6 | Deploy application v{X.Y.Z} to green | DBA + DevOps |"
    ),
}


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan with a row and a step that two roles share."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    for alone, shared in SHARED.items():
        assert alone in text
        text = text.replace(alone, shared)
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "web-shop.md").write_text(text, "utf-8")
    return folder


async def test_an_approval_that_is_asked_for_again_is_not_his_who_took_the_role_over(night: Night) -> None:
    """CAB is handed to Ned in mid-run and the window moved: Carla is asked to approve it, not Ned."""
    await before_go(night)
    await night.types("ana", "hand CAB @ned")
    await night.types("ana", "reschedule 2026-12-03 23:00")
    await night.types("dev", "step R6 done")
    assert Lifecycle.IN_REVIEW is (await state(night)).state
    assert "Change Advisory Board: ask Carla Reyes" in await refused(night, "ned", "approve CAB")
    assert "hold none of the roles that sign" in await refused(night, "ned", "reject I am not asked")
    assert "" == await night.sees("ned", "Approval wanted")
    await night.presses("carla", "Approve", "Change Advisory Board")
    await night.types("omar", "approve")
    assert Lifecycle.APPROVED is (await state(night)).state


async def test_a_role_that_signs_together_with_another_is_not_handed_before_begin(night: Night) -> None:
    """DBA is one of two that may sign for the users: nobody becomes a signer by taking it over."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    assert "DBA signs this plan" in await refused(night, "ana", "hand DBA @ned")
    await night.types("dba", "approve")
    assert {1} == set((await state(night)).signoffs)


async def test_a_step_of_two_roles_is_handed_as_a_whole(night: Night) -> None:
    """Ned takes over what DBA and DevOps do together, and stays its owner; their own steps stay theirs."""
    await deploying(night)
    await night.types("ana", "hand DBA + DevOps @ned")
    await night.types("dba", "step 5 done")
    assert "is Ned Holm's" in await refused(night, "dev", "step 6 done")
    await night.types("ned", "step 6 done")
    assert "is Devi Rao's" in await refused(night, "ned", "step 7 done")


async def test_who_handed_their_role_over_is_still_named_in_the_plan(night: Night) -> None:
    """Ana, replaced as the lead, sees errors: she holds the deployment and notes why, but decides no more."""
    await deploying(night)
    await night.types("sam", "hand Deployment Lead @sam")
    await night.types("ana", "note the error rate is at 9 %")
    await night.types("ana", "hold errors at the checkout")
    hold = (await state(night)).hold
    assert hold
    assert hold.by
    assert "Ana Castillo" == hold.by.name
    assert "ask Sam Whitfield" in await refused(night, "ana", "resume")
