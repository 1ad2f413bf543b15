"""Hold stops new calls and nothing else."""

from bot.domain.state import StepStatus
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, said
from tests.scenario.test_run import deploying, state


async def status(night: Night, step: str) -> StepStatus:
    """How a step goes."""
    return (await state(night)).steps[step].status


async def test_on_hold_what_runs_is_finished_and_nobody_new_is_called(night: Night) -> None:
    """The step that runs is done, noted and recorded as ever; the next owner is called by Resume, once."""
    await deploying(night)
    await night.presses("dba", "Start", "your turn: step 5")
    await night.types("quinn", "hold the payment provider is down")
    assert "the payment provider is down" in await night.sees("ned", "On hold")
    await night.types("ned", "hold me too")
    await night.types("dba", "note the replica lags by 40 s")
    assert "the replica lags by 40 s" in await night.sees("ned", "the replica lags")
    await night.presses("dba", "Done", "Run database migrations")
    assert StepStatus.DONE is await status(night, "5")
    assert "6" not in (await state(night)).steps
    assert "" == await night.sees("dev", "your turn: step 6")
    await refused(night, "quinn", "resume")
    await night.presses("sam", "Resume")
    assert "your turn: step 6" in await night.sees("dev", "your turn: step 6")
    assert StepStatus.CALLED is await status(night, "6")


async def test_on_hold_a_failed_step_is_skipped_but_not_called_again(
    night: Night,
) -> None:
    """Failed and Skip are taken on hold; Retry, which calls, is refused and says who holds and why."""
    await deploying(night)
    await night.types("dba", "step 5 start")
    await night.types("omar", "hold the on-call engineer looks at the replica")
    await night.types("dba", "step 5 fail lock timeout")
    why = await refused(night, "dba", "step 5 retry")
    assert "on hold, by Omar Haddad" in why
    assert "the on-call engineer looks at the replica" in why
    await night.types("ana", "step 5 skip the tables are there already")
    assert StepStatus.SKIPPED is await status(night, "5")
    assert "6" not in (await state(night)).steps
    assert "on hold" in said(await night.types("ned", "status")).casefold()
    await night.types("ana", "rollback critical the replica is lost")
    assert "rolling back" in said(await night.types("ned", "status"))
