"""What is done outside about smoke tests."""

from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, RunSmokeTests
from bot.domain.plan import Plan
from bot.domain.questions import confirm_question, smoke_question, step_question
from bot.domain.smoke_rows import who_tests
from bot.domain.state import Lifecycle
from bot.domain.watch import SmokeOutcome, SmokeResult
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def asked(stage: Stage) -> list[Effect]:
    """The tests that a machine is asked for with the last decision."""
    return [each for each in stage.effects() if isinstance(each, RunSmokeTests)]


def tables(stage: Stage) -> list[Effect]:
    """What becomes of the tables with the last decision."""
    kinds = PostMessage | RewriteMessages
    return [each for each in stage.effects() if isinstance(each, kinds) and each.kind is MessageKind.TESTS]


def posted(runs: int) -> PostMessage:
    """A table."""
    return PostMessage(kind=MessageKind.TESTS, subject=smoke_question(runs))


def rewritten(runs: int) -> RewriteMessages:
    """A table that is kept true."""
    return RewriteMessages(kind=MessageKind.TESTS, subject=smoke_question(runs))


def without_tests_on_the_way_back() -> Plan:
    """No step of 6.3 runs smoke tests."""
    plan = m.watching()
    assert plan.rollback
    steps = tuple(step for step in plan.rollback.steps if step.number != "R5")
    return replace(plan, rollback=replace(plan.rollback, steps=steps))


@pytest.mark.parametrize("how", [i.StartStep(step="10"), i.FinishStep(step="10")])
def test_smoke_tests_are_run_as_their_step_starts(how: i.Intent) -> None:
    """Once for each start, also of one that is done at once; not where 7.1 has no row."""
    stage = Stage(m.watching()).to_verifying()
    stage.do(how, p.QUINN)
    assert ([RunSmokeTests(asked=1)], [posted(1)]) == (asked(stage), tables(stage))
    none = Stage(replace(m.watching(), smoke_tests=())).to_verifying()
    none.do(how, p.QUINN)
    assert ([], []) == (asked(none), tables(none))


def test_where_all_are_peoples_no_machine_is_asked() -> None:
    """They have their table all the same."""
    stage = Stage(m.with_tests(m.smoke_test(1, "Invoice", "Open it"))).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    assert ([], [posted(1)]) == (asked(stage), tables(stage))


def test_they_are_run_anew_when_the_step_is_tried_again() -> None:
    """Each start is a run, and the table before says that there is another."""
    stage = Stage(m.watching()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.FailStep(step="10", reason="the homepage is down"), p.QUINN)
    m.passes(stage).do(i.RetryStep(step="10"), p.QUINN)
    assert [] == asked(stage)
    stage.do(i.StartStep(step="10"), p.QUINN)
    assert ([RunSmokeTests(asked=2)], [posted(2), rewritten(1)]) == (asked(stage), tables(stage))


def test_after_a_rollback_they_are_run_by_its_step_or_at_its_end() -> None:
    """Never twice."""
    by_step = Stage(m.watching()).to_rolling_back().walk(Lifecycle.ROLLED_BACK)
    assert 1 == len([each for each in by_step.history if isinstance(each, RunSmokeTests)])
    assert [] == asked(by_step)
    at_end = Stage(without_tests_on_the_way_back()).to_rolling_back()
    for number in ("R2", "R3", "R4", "R6"):
        if number in at_end.state.steps:
            at_end.do(i.FinishStep(step=number), p.ANA)
    assert Lifecycle.ROLLED_BACK is at_end.state.state
    assert [RunSmokeTests(asked=1)] == asked(at_end)


def test_whoever_reads_of_them_reads_what_came_of_each() -> None:
    """Their table, their step's call, the confirmations; a press has no table of its own."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    m.reported(stage, m.PASSED)
    assert [rewritten(1)] == tables(stage)
    assert RewriteMessages(kind=MessageKind.STEP, subject=step_question("10", 1)) in stage.effects()
    m.reported(stage, m.PASSED, first=3)
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(i.RunWritingTests(), p.QUINN)
    assert ([RunSmokeTests(asked=2)], [rewritten(1)]) == (asked(stage), tables(stage))
    m.reported(stage, SmokeResult(outcome=SmokeOutcome.MAINTENANCE), first=2)
    confirm = RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(stage.state, 2))
    assert (True, [rewritten(1)]) == (confirm in stage.effects(), tables(stage))


def test_a_hold_changes_what_the_table_offers() -> None:
    """Not where there is none."""
    stage = Stage(m.watching()).to_verifying()
    stage.do(i.Hold(reason="the disk is slow"), p.ANA)
    assert [] == tables(stage)
    stage.do(i.Resume(), p.ANA)
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.Hold(reason="the disk is slow"), p.ANA)
    assert [rewritten(1)] == tables(stage)


def test_the_table_names_who_is_asked_now() -> None:
    """Whoever handed the role on is not asked there any more."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.HandOver(role="QA Lead", to=p.NED.id, reason="Quinn is ill"), p.ANA)
    assert [rewritten(1)] == tables(stage)
    assert (p.NED,) == who_tests(stage.state, stage.plan)
