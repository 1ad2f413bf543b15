"""Smoke tests as they are asked for, sent and reported; what speaks for a rollback."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evidence import EvidenceKind
from bot.domain.plan import Severity
from bot.domain.questions import smoke_question, smoke_run_question
from bot.domain.refusals import Because
from bot.domain.smoke_rows import LOST_AFTER
from bot.domain.smoke_tests import is_under_way
from bot.domain.state import Lifecycle
from bot.domain.watch import BUSY, SmokeOutcome, SmokeResult
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

TURNED_AWAY = SmokeResult(outcome=SmokeOutcome.FAILED, why="403 Forbidden", status=403)


def question(stage: Stage) -> list[tuple[str, Severity | None, bool]]:
    """What speaks for the open question: what, how severe, whether it is over."""
    return [(each.text, each.severity, each.is_over) for each in m.evidence(stage)]


def outcomes(stage: Stage) -> dict[int, SmokeOutcome]:
    """What is known of each row."""
    return {each.number: each.result.outcome for each in stage.state.watch.tests}


def verifying() -> Stage:
    """Step 10 is called."""
    return Stage(m.testing()).to_verifying()


def started() -> Stage:
    """Step 10 runs, and a machine is at the rows that read."""
    stage = verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    return stage


def pressed() -> Stage:
    """What reads has passed, and somebody pressed."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.PASSED}, asked=1), None)
    stage.do(i.RunWritingTests(question=smoke_run_question(stage.state)), p.DBA)
    return stage


def sends(stage: Stage, number: int = 2, asked: int = 0) -> list[str]:
    """What comes of asking whether a row may be sent."""
    stage.do(i.SendTest(number=number, asked=asked or stage.state.watch.asked), None)
    return m.names(stage)


def test_a_smoke_test_that_fails_asks() -> None:
    """As severe as 6.1 says of it, else high; with why."""
    stage = m.tested(m.passes(m.begun()), m.PASSED, m.FAILED)
    assert ["SmokeTestsRun", "RollbackAsked", "VotersAsked"] == m.names(stage)
    text = "smoke test 2, Checkout, failed: 500 Internal Server Error"
    assert [(text, Severity.HIGH, False)] == question(stage)
    assert [("2", EvidenceKind.SMOKE_TEST)] == [(each.subject, each.kind) for each in m.evidence(stage)]


def test_a_trigger_of_6_1_says_how_severe_a_failed_test_is() -> None:
    """By its words."""
    plan = m.watching(triggers=(m.trigger("Checkout failed, orders are lost"),))
    stage = m.tested(m.begun(plan), m.PASSED, replace(m.FAILED, why=""))
    assert [("smoke test 2, Checkout, failed", Severity.CRITICAL, False)] == question(stage)


def test_a_test_that_passes_the_next_time_is_over() -> None:
    """The question stays open; a third time that fails has the minute anew."""
    stage = m.tested(m.passes(m.begun()), m.FAILED, m.FAILED)
    first = stage.at
    m.tested(m.passes(stage), m.PASSED, m.FAILED)
    assert [True, False] == [each.is_over for each in m.evidence(stage)]
    assert [first, first] == [each.since for each in m.evidence(stage)]
    m.tested(m.passes(stage), m.FAILED, m.FAILED)
    assert [stage.at, first] == [each.since for each in m.evidence(stage)]


@pytest.mark.parametrize("neither", [m.MASKED, m.LEFT])
def test_what_says_nothing_of_the_release_is_no_failure_and_no_success(neither: SmokeResult) -> None:
    """The maintenance page, or a test that was not run: it asks nothing, and takes nothing back."""
    stage = m.tested(m.passes(m.begun()), neither, m.FAILED)
    assert ["2"] == [each.subject for each in m.evidence(stage)]
    m.tested(m.passes(stage), neither, neither)
    assert [False] == [each.is_over for each in m.evidence(stage)]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", "a maintenance page answered, but step 12 took it down"),
        (BUSY, "503, it asks to be tried again later, but step 12 took it down"),
    ],
)
def test_once_maintenance_is_over_its_page_is_a_failure(why: str, said: str) -> None:
    """Users meet it; while it is up it says nothing."""
    page = replace(m.MASKED, why=why)
    assert {1: SmokeOutcome.MAINTENANCE} == outcomes(m.reported(started(), page))
    stage = Stage(m.testing()).to_verifying().walk()
    stage.do(i.RunTests(), p.QUINN)
    m.reported(stage, page)
    assert [f"smoke test 1, Homepage loads, failed: {said}"] == [each.text for each in m.evidence(stage)]


def test_a_plan_without_maintenance_has_no_page_of_its_own() -> None:
    """One that says what it is may be somebody's; a 503 that only asks for patience is a failure."""
    plan = replace(p.small(), smoke_tests=m.watching().smoke_tests)
    stage = m.tested(Stage(plan).to_verifying(), m.MASKED, replace(m.MASKED, why=BUSY))
    said = "503, it asks to be tried again later, but the plan has no maintenance mode"
    text = f"smoke test 2, Checkout, failed: {said}"
    assert [text] == [each.text for each in m.evidence(stage)]


def test_each_row_is_kept_as_it_is_reported_and_the_last_ends_it() -> None:
    """What failed speaks at once; the same again is no news."""
    stage = m.reported(started(), m.FAILED)
    assert ["SmokeTestsReported", "RollbackAsked", "VotersAsked"] == m.names(stage)
    assert {1: SmokeOutcome.FAILED} == outcomes(stage)
    assert [] == m.names(m.reported(stage, m.FAILED))
    m.reported(stage, m.PASSED, first=3)
    (over,) = stage.last
    assert isinstance(over, e.SmokeTestsRun)
    assert [1, 3] == [run.number for run in over.runs]
    assert (1, stage.state.watch.tested_at) == (over.asked, over.asked_at)


def test_what_was_asked_for_before_is_no_news() -> None:
    """Neither of an earlier run, nor of an earlier start, nor what no row says, nor what nobody asked for."""
    stage = m.tested(m.passes(m.begun()), m.PASSED, m.PASSED)
    stage.do(i.RunTests(), p.QUINN)
    assert [] == m.names(m.reported(stage, m.FAILED, m.FAILED, asked=1))
    assert [] == m.names(m.reported(stage, m.FAILED, first=9))
    m.reported(stage, m.PASSED, m.PASSED)
    assert [] == m.names(m.reported(stage, m.FAILED))
    fresh = Stage(m.watching()).open()
    fresh.do(i.ReportSmokeTests(results={1: m.FAILED}, asked=0), None)
    assert [] == m.names(fresh)


def test_what_reads_is_run_as_the_step_starts_and_what_writes_on_a_press() -> None:
    """In the same run; the press runs it once, however often it is pressed."""
    stage = started()
    assert ((1, 3), 1, 1, None) == (
        stage.state.watch.left,
        stage.state.watch.runs,
        stage.state.watch.asked,
        stage.state.watch.asked_by,
    )
    stage = pressed()
    assert ((2,), 1, 2, p.DBA) == (
        stage.state.watch.left,
        stage.state.watch.runs,
        stage.state.watch.asked,
        stage.state.watch.asked_by,
    )
    again = stage.refused(i.RunWritingTests(question="smoke-run:1"), p.QUINN)
    assert (Because.SETTLED, True) == (again.because, "The smoke tests were run since" in again.text)
    typed = stage.refused(i.RunWritingTests(), p.QUINN)
    assert (Because.SETTLED, True) == (typed.because, "are being run already" in typed.text)


def test_what_writes_is_sent_once_for_each_press() -> None:
    """What was sent, and never answered, is sent no more until somebody presses again."""
    stage = pressed()
    assert ["SmokeTestSent"] == sends(stage)
    assert [] == sends(stage)
    m.reported(stage, SmokeResult(outcome=SmokeOutcome.UNANSWERED), first=2)
    assert ((), SmokeOutcome.UNANSWERED) == (stage.state.watch.left, outcomes(stage)[2])
    assert [] == sends(stage)
    stage.do(i.RunWritingTests(), p.QUINN)
    assert ["SmokeTestSent"] == sends(stage)


def test_nothing_is_sent_that_nobody_wants_any_more() -> None:
    """Of an earlier press, of no row, on hold, once it is walked back."""
    stage = pressed()
    assert ([], []) == (sends(stage, asked=1), sends(stage, number=9))
    held = pressed()
    held.do(i.Hold(reason="the disk is full"), p.ANA)
    assert [] == sends(held)
    held.do(i.Resume(), p.ANA)
    assert ["SmokeTestSent"] == sends(held)
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    assert (Lifecycle.ROLLING_BACK, []) == (stage.state.state, sends(stage))


def test_a_row_that_is_turned_away_before_the_login_waits_for_it() -> None:
    """It is no failure until the login has passed; what stands before the login fails at once."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={3: TURNED_AWAY}, asked=1), None)
    assert (SmokeOutcome.LOCKED, []) == (outcomes(stage)[3], m.evidence(stage))
    stage.do(i.ReportSmokeTests(results={1: TURNED_AWAY}, asked=1), None)
    assert (SmokeOutcome.FAILED, ["1"]) == (outcomes(stage)[1], [each.subject for each in m.evidence(stage)])
    stage.do(i.RunWritingTests(), p.QUINN)
    assert (2, 3) == stage.state.watch.left
    stage.do(i.ReportSmokeTests(results={2: m.FAILED}, asked=2), None)
    stage.do(i.ReportSmokeTests(results={3: TURNED_AWAY}, asked=2), None)
    assert SmokeOutcome.LOCKED is outcomes(stage)[3]
    stage.do(i.RunWritingTests(), p.QUINN)
    stage.do(i.ReportSmokeTests(results={2: m.PASSED}, asked=3), None)
    stage.do(i.ReportSmokeTests(results={3: TURNED_AWAY}, asked=3), None)
    assert SmokeOutcome.FAILED is outcomes(stage)[3]


def test_what_writes_and_is_turned_away_has_failed() -> None:
    """Whatever came of others."""
    stage = pressed()
    m.reported(stage, TURNED_AWAY, first=2)
    assert SmokeOutcome.FAILED is outcomes(stage)[2]


def test_that_a_row_is_peoples_may_be_said_of_what_nobody_asked_for() -> None:
    """As long as nothing is known of it."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.LEFT, 2: m.LEFT, 3: m.LEFT}, asked=1), None)
    assert dict.fromkeys((1, 2, 3), SmokeOutcome.NOT_RUN) == outcomes(stage)
    none = stage.refused(i.RunWritingTests(), p.QUINN)
    assert (Because.INCOMPLETE, True) == (none.because, "ticked by hand" in none.text)


def test_what_somebody_ticked_stays_beside_what_a_machine_says() -> None:
    """Nothing speaks against it."""
    stage = started()
    m.reported(stage, m.FAILED, first=3)
    stage.at += LOST_AFTER
    stage.do(i.TickTest(wanted="1", has_passed=True, note="I saw it"), p.QUINN)
    m.reported(stage, m.FAILED)
    run = stage.state.watch.test(1)
    assert run
    assert (SmokeOutcome.PASSED, p.QUINN, m.FAILED) == (run.result.outcome, run.by, run.machine)
    assert ["3"] == [each.subject for each in m.evidence(stage)]


def test_a_machine_that_does_not_run_what_somebody_ticked_says_nothing() -> None:
    """Nothing stands beside their words, and it is not waited for."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.LEFT}, asked=1), None)
    stage.do(i.TickTest(wanted="3", has_passed=True, note="I saw it"), p.QUINN)
    ticked = stage.state.watch.test(3)
    stage.do(i.RunTests(), p.QUINN)
    assert 3 in stage.state.watch.left
    stage.do(i.ReportSmokeTests(results={3: m.LEFT}, asked=2), None)
    assert (ticked, False) == (stage.state.watch.test(3), 3 in stage.state.watch.left)


def test_they_are_run_anew_on_request() -> None:
    """By anybody named in the plan; what writes is offered, what people ticked of their own rows stands."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.PASSED}, asked=1), None)
    stage.do(i.TickTest(wanted="4", has_passed=True), p.QUINN)
    stage.do(i.RunTests(), p.DBA)
    watch = stage.state.watch
    assert ((1, 3), 2, [4], p.DBA) == (
        watch.left,
        watch.runs,
        [run.number for run in watch.tests],
        watch.asked_by,
    )
    stale = stage.refused(i.RunTests(question="smoke-run:1"), p.QUINN)
    assert f"asked for by {p.DBA.name}" in stale.text
    old = stage.refused(i.TickTest(question=smoke_question(1), wanted="1", has_passed=True), p.QUINN)
    assert Because.SETTLED is old.because


def test_a_press_before_any_run_runs_all() -> None:
    """What reads, and what writes, in their order."""
    stage = m.begun(m.testing())
    stage.do(i.RunWritingTests(), p.QUINN)
    assert ((1, 2, 3), 1) == (stage.state.watch.left, stage.state.watch.runs)


def test_a_machine_that_says_nothing_is_not_waited_for_for_ever() -> None:
    """A minute before it is, and then not."""
    stage = started()
    stage.at += LOST_AFTER - timedelta(seconds=1)
    assert is_under_way(stage.state, stage.at)
    assert Because.SETTLED is stage.refused(i.RunTests(), p.QUINN).because
    stage.at += timedelta(seconds=1)
    stage.do(i.RunTests(), p.QUINN)
    assert 2 == stage.state.watch.runs


def test_they_are_not_run_where_it_would_say_nothing() -> None:
    """Before anything is deployed, on hold, where 7.1 has no row; each says why."""
    early = Stage(m.testing()).to_deploying()
    for intent in (i.RunTests(), i.RunWritingTests()):
        refusal = early.refused(intent, p.QUINN)
        assert (Because.NOT_NOW, True) == (refusal.because, "No step of 3.2 was begun" in refusal.text)
    held = started()
    held.do(i.Hold(reason="the disk is full"), p.ANA)
    refusal = held.refused(i.RunTests(), p.QUINN)
    assert (Because.NOT_NOW, True) == (refusal.because, "the disk is full" in refusal.text)
    none = m.begun(m.with_tests()).refused(i.RunTests(), p.QUINN)
    assert (Because.INCOMPLETE, True) == (none.because, "no row in 7.1" in none.text)


def test_what_is_rolled_back_to_is_tested_by_itself() -> None:
    """What is known of the release is not taken for it, and no tick is kept."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.FAILED}, asked=1), None)
    stage.do(i.TickTest(wanted="4", has_passed=True), p.QUINN)
    stage.do(i.RequestRollback(reason="the list is empty"), p.ANA)
    stage.do(i.RunWritingTests(), p.QUINN)
    watch = stage.state.watch
    assert (True, (1, 2, 3), (), 2) == (watch.is_back, watch.left, watch.tests, watch.runs)


def test_of_a_step_that_is_done_what_has_not_passed_is_named() -> None:
    """The owner decides; nothing, where all has passed."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.MASKED}, asked=1), None)
    events = stage.do(i.FinishStep(step="10"), p.QUINN)
    left = [each for each in events if isinstance(each, e.SmokeTestsLeft)]
    assert [("10", (2, 3, 4), p.QUINN)] == [(each.step, each.rows, each.by) for each in left]
    all_passed = started()
    all_passed.tests_pass()
    all_passed.do(i.FinishStep(step="10"), p.QUINN)
    assert "SmokeTestsLeft" not in m.names(all_passed)
