"""Roles that a user group holds: any member may sign or do a step, and the record says as whose member."""

from pathlib import Path

import pytest

from bot.domain.state import StepStatus
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night, said, user
from tests.scenario.test_run import before_go, deploying, state

NAMED = {"Dora Nagy (@dba)": "@dba-team", "Carla Reyes (@carla)": "@cab"}


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan with user groups for the DBA and for CAB."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    for name, group in NAMED.items():
        assert name in text
        text = text.replace(name, group)
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "web-shop.md").write_text(text, "utf-8")
    return folder


async def regrouped(night: Night, group: str, *members: str) -> None:
    """An admin changes a user group, and Slack's event is lost."""
    change = {"group": group, "users": [user(member) for member in members], "tell": False}
    assert (await night.sandbox.post("/sandbox/group", json=change)).is_success


async def told(night: Night, who: str) -> str:
    """What somebody was told last, alone."""
    calls = [
        call["arguments"]
        for call in await night.calls("chat.postEphemeral")
        if call["arguments"]["user"] == user(who)
    ]
    return str(calls[-1]["text"]) if calls else ""


async def test_any_member_of_a_group_acts_for_it(night: Night) -> None:
    """One of CAB approves and one of the DBAs does the step, and each is told with their group."""
    await before_go(night)
    assert "as a member of @cab" in await night.sees("ned", "Change Advisory Board")
    await night.types("ana", "go now")
    assert "your turn: step 5" in await night.sees("ruth", "Run database migrations")
    done = await night.types("ruth", "step 5 done")
    assert StepStatus.DONE is (await state(night)).steps["5"].status
    assert "is done, as a member of @dba-team" in said(done)


async def test_a_step_is_theirs_who_started_it(night: Night) -> None:
    """Of three DBAs Ivo starts the step: Ruth hears that he has it, and Ivo ends it."""
    await before_go(night)
    await night.types("ana", "go now")
    start = await night.finds("ruth", "Start", "Run database migrations")
    assert start
    await night.presses("ivo", "Start", "Run database migrations")
    has = "Ivo Marchetti has step 5, Run database migrations, since 22:00 CET"
    assert has in await refused(night, "ruth", "step 5 done")
    assert has in await refused_press(night, "ruth", start)
    assert "step 5" not in said(await night.types("ruth", "mine")).lower()
    await night.presses("ivo", "Done", "Run database migrations")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_a_step_is_theirs_for_whom_its_start_was_recorded(night: Night) -> None:
    """Ivo begins by telephone: Ruth hears that he has it, and he ends it himself."""
    await deploying(night)
    await night.types("ana", "step 5 start for @ivo by phone")
    has = "Ivo Marchetti has step 5, Run database migrations, since 22:00 CET"
    assert has in await refused(night, "ruth", "step 5 done")
    await night.types("ivo", "step 5 done")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_a_role_whose_group_was_emptied_can_be_handed_over(night: Night) -> None:
    """Nobody is in the group that does the migration: the lead names Ned, who does it."""
    await deploying(night)
    await regrouped(night, "S0DBATEAM")
    await night.types("dev", "step 5 done")
    assert "nobody in Slack for “DBA”" in await night.sees("ned", "Lead @ana")
    await night.types("ana", "hand DBA @ned")
    await night.types("ned", "step 5 done")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_who_started_a_step_and_left_has_it_no_more(night: Night) -> None:
    """Ivo starts the step and leaves Slack: the others of the group are named, and Ruth ends it."""
    await before_go(night)
    await night.types("ana", "go now")
    await night.presses("ivo", "Start", "Run database migrations")
    await night.changes("ivo", "deactivate")
    told = await night.sees("ana", "Ivo Marchetti has left Slack, Web shop")
    assert "Waited for them: step 5 Run database migrations" in told
    assert "Now: DBA: @dba, @ruth" in told
    await night.types("ruth", "step 5 done")
    assert StepStatus.DONE is (await state(night)).steps["5"].status


async def test_a_new_member_is_found_by_a_second_look(night: Night) -> None:
    """Who types before the bot knows of them hears "checking", and then that it is done."""
    await deploying(night)
    await regrouped(night, "S0DBATEAM", "dba", "priya")
    assert "Checking: this is for members of @dba-team" in said(await night.types("priya", "step 5 start"))
    assert "started, as a member of @dba-team" in await told(night, "priya")
    assert StepStatus.RUNNING is (await state(night)).steps["5"].status


async def test_a_press_of_a_new_member_is_found_by_a_second_look(night: Night) -> None:
    """The same for a button, whose answers come where it was pressed."""
    await deploying(night)
    await regrouped(night, "S0DBATEAM", "dba", "priya")
    await night.presses("priya", "Start", "your turn: step 5")
    assert "started, as a member of @dba-team" in await told(night, "priya")
    assert StepStatus.RUNNING is (await state(night)).steps["5"].status


async def test_a_second_look_may_find_nothing(night: Night) -> None:
    """Who is in no such group hears so, once it was read; who was in it and is no more, too."""
    await deploying(night)
    assert "Checking" in await refused(night, "dev", "step 5 done")
    assert "only they or, on their behalf, Ana Castillo" in await told(night, "dev")
    await regrouped(night, "S0DBATEAM", "dba")
    await night.types("dev", "step 5 done")
    assert "Checking" in await refused(night, "ruth", "step 5 done")
    assert StepStatus.CALLED is (await state(night)).steps["5"].status


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"kind": "server_error"}, "started, as a member of @dba-team"),
        ({"kind": "error", "code": "missing_scope"}, "who is in @dba-team could not be read from Slack"),
    ],
    ids=["away", "refused"],
)
async def test_groups_that_cannot_be_read_end_in_an_answer(
    night: Night, fault: dict[str, str | int], answer: str
) -> None:
    """Slack that is away is asked again; where it refuses, nothing is done, and that is said."""
    await deploying(night)
    await regrouped(night, "S0DBATEAM", "dba", "priya")
    wanted = {"method": "usergroups.list", "times": 1, **fault}
    assert (await night.sandbox.post("/sandbox/faults", json=wanted)).is_success
    await night.types("priya", "step 5 start")
    assert answer in await told(night, "priya")


async def test_a_group_that_handed_its_role_over_acts_no_more(night: Night) -> None:
    """Ned is the DBA by himself: no member of the group may do the step, and none is read again for it."""
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("ana", "hand DBA @ned the team is at a wedding")
    assert () == (await state(night)).holders("DBA").groups
    for who in ("ruth", "ivo", "dba"):
        answer = await refused(night, who, "step 5 done")
        assert "Checking" not in answer
        assert "Run database migrations, is Ned Holm's" in answer or "somebody named in the plan" in answer
    done = await night.types("ned", "step 5 done")
    assert "as a member of" not in said(done)
    assert StepStatus.DONE is (await state(night)).steps["5"].status
