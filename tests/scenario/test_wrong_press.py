"""Done was pressed too early: it is taken back, as long as nobody built on it."""

from bot.domain.state import Lifecycle
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night
from tests.scenario.test_run import approved, before_go, deploying, state


async def test_a_wrong_done_is_taken_back(night: Night) -> None:
    """The DBA presses Done while the migration still runs, and Reopen; the next owner hears to wait."""
    await deploying(night)
    await night.presses("dba", "Start", "Run database migrations")
    await night.at("22:04")
    await night.presses("dba", "Done", "Run database migrations")
    early = await night.finds("dev", "Start", "your turn: step 6")
    assert early
    await night.presses("dba", "Reopen", "Run database migrations")
    assert "step 6 is not called any more" in await night.sees("ned", "is reopened")
    assert "not called any more" in await refused_press(night, "dev", early)
    assert "running since 22:00 CET" in await night.sees("ned", "5 Run database migrations: running")
    assert "step 5, Run database migrations, comes first" in await refused(night, "dev", "step 6 start")
    await night.at("22:09")
    await night.presses("dba", "Done", "Run database migrations")
    await night.presses("dev", "Start", "step 6")
    assert "step 6, Deploy application" in await refused(night, "dba", "step 5 reopen the lock is held")
    assert await night.finds("dba", "Reopen") is None


async def test_go_waits_for_a_step_that_was_reopened(night: Night) -> None:
    """With the last step of 3.1 its Go falls, also one that was given; it is asked for anew."""
    await before_go(night)
    go = await night.finds("ana", "Go")
    assert go
    await night.types("ana", "go")
    await night.types("sam", "step 4 reopen the branches were not told")
    assert "Go is asked anew" in await night.sees("ned", "the branches were not told")
    assert "not finished" in await refused(night, "ana", "go now")
    assert "Go is asked anew" in await refused_press(night, "ana", go)
    await night.at("23:00")
    assert Lifecycle.PRE_DEPLOYMENT is (await state(night)).state
    await night.types("paul", "step 4 done")
    await night.presses("ana", "Go")
    assert Lifecycle.DEPLOYING is (await state(night)).state


async def test_only_who_pressed_or_the_lead_takes_it_back(night: Night) -> None:
    """Another owner is told whom to ask."""
    await deploying(night)
    await night.types("dba", "step 5 done")
    reopen = await night.finds("dev", "Reopen", "Run database migrations")
    assert reopen
    assert "ask Dora Nagy" in await refused_press(night, "dev", reopen)
    await night.uses("ana", reopen)
    assert "5" in (await state(night)).steps
    assert "6" not in (await state(night)).steps


async def test_a_note_stands_in_the_thread(night: Night) -> None:
    """Anybody named notes something at any time, typed or pressed; others are told who may."""
    await approved(night)
    await night.types("omar", "note <!channel> the replica lags by 40 s & counting")
    assert "the replica lags by 40 s & counting" in await night.sees("ned", "Note:")
    more = await night.presses("dev", "More…", "production: approved")
    form = await night.chooses("dev", more, "note", "")
    await night.fills("dev", form, {"reason": "the mirror is back"})
    assert "Devi Rao" in await night.sees("ned", "the mirror is back")
    assert "Only somebody named in the plan" in await refused(night, "ned", "note me too")
    assert "What is to be noted?" in await refused(night, "omar", "note")
    await night.types("ana", "cancel not tonight")
    await night.types("omar", "note WEB-DEPLOY-041 the supplier calls back on Monday")
    assert "on Monday" in await night.sees("ned", "on Monday")
