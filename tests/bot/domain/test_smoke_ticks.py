"""What people say of smoke tests."""

from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.refusals import Because
from bot.domain.watch import SmokeOutcome, SmokeRun
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def run_once(*, suite: bool = False) -> Stage:
    """Of the rows that read one has passed and one failed; one writes, one is people's."""
    plan = m.testing()
    stage = Stage(
        replace(plan, smoke_commands=m.with_suite().smoke_commands) if suite else plan
    ).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.FAILED}, asked=1), None)
    return stage


def known(stage: Stage, number: int) -> SmokeRun:
    """What is known of a row."""
    run = stage.state.watch.test(number)
    assert run
    return run


def subjects(stage: Stage) -> list[tuple[str, bool]]:
    """What speaks for the open question, and whether it is over."""
    return [(each.subject, each.is_over) for each in m.evidence(stage)]


def test_whoever_is_named_in_the_plan_ticks_what_is_peoples() -> None:
    """By its number or its name; with who and when."""
    stage = m.passes(run_once())
    stage.do(i.TickTest(wanted="invoice", has_passed=True), p.DBA)
    run = known(stage, 4)
    assert (SmokeOutcome.PASSED, p.DBA, stage.at, None) == (run.result.outcome, run.by, run.at, run.machine)
    stage.do(i.TickTest(wanted="2", has_passed=True, note="by hand, in the browser"), p.QUINN)
    assert "by hand, in the browser" == known(stage, 2).result.why


def test_all_that_are_left_to_people_are_ticked_at_once() -> None:
    """Once; what runs on a press is not among them."""
    stage = run_once()
    stage.do(i.TickTest(wanted="all", has_passed=True), p.QUINN)
    assert [4] == [run.number for run in stage.state.watch.tests if run.by]
    again = stage.refused(i.TickTest(wanted="all", has_passed=True), p.QUINN)
    assert (Because.SETTLED, True) == (again.because, "No smoke test is left to tick" in again.text)


def test_a_press_ticks_the_rows_that_it_named() -> None:
    """What became people's since then nobody has looked at."""
    stage = run_once()
    stage.do(i.RunTests(), p.QUINN)
    m.reported(stage, m.LEFT)
    press = i.TickTest(wanted="all", has_passed=True, rows=(4,))
    stage.do(press, p.QUINN)
    assert [4] == [run.number for run in stage.state.watch.tests if run.by]
    again = stage.refused(press, p.QUINN)
    assert (Because.SETTLED, True) == (
        again.because,
        "left to tick by hand since then: 1 Homepage" in again.text,
    )


def test_what_somebody_says_has_failed_asks_and_needs_why() -> None:
    """With their name; that it has passed after all is over."""
    stage = run_once()
    refusal = stage.refused(i.TickTest(wanted="4", has_passed=False), p.QUINN)
    assert (Because.INCOMPLETE, True) == (refusal.because, "What went wrong?" in refusal.text)
    stage.do(i.TickTest(wanted="4", has_passed=False, note="the total is 0"), p.QUINN)
    assert [("3", False), ("4", False)] == subjects(stage)
    text = f"smoke test 4, Invoice looks right, failed: the total is 0 ({p.QUINN.name})"
    assert text == m.evidence(stage)[1].text
    stage.do(i.TickTest(wanted="4", has_passed=True, note="it was yesterday's"), p.DBA)
    assert ([("3", False), ("4", True)], p.DBA) == (subjects(stage), known(stage, 4).by)


def test_what_a_machine_says_otherwise_is_kept_beside_it() -> None:
    """Whoever overrules it says why; a failure is over with it."""
    stage = run_once()
    refusal = stage.refused(i.TickTest(wanted="3", has_passed=True), p.QUINN)
    assert (Because.INCOMPLETE, True) == (refusal.because, "500 Internal Server Error" in refusal.text)
    stage.do(i.TickTest(wanted="3", has_passed=True, note="the cache was cold"), p.QUINN)
    assert (SmokeOutcome.PASSED, m.FAILED) == (known(stage, 3).result.outcome, known(stage, 3).machine)
    assert [("3", True)] == subjects(stage)
    stage.do(i.TickTest(wanted="1", has_passed=False, note="no picture loads"), p.QUINN)
    assert (SmokeOutcome.FAILED, m.PASSED) == (known(stage, 1).result.outcome, known(stage, 1).machine)
    stage.do(i.TickTest(wanted="1", has_passed=True, note="now they do"), p.DBA)
    assert m.PASSED == known(stage, 1).machine


def test_what_is_said_already_is_no_news() -> None:
    """By a machine, or by somebody in the same words; who and when is said."""
    stage = run_once()
    ran = stage.refused(i.TickTest(wanted="1", has_passed=True), p.QUINN)
    assert (Because.SETTLED, True) == (ran.because, "I ran it" in ran.text)
    stage.do(i.TickTest(wanted="4", has_passed=True), p.DBA)
    said = stage.refused(i.TickTest(wanted="4", has_passed=True), p.QUINN)
    assert (Because.SETTLED, True) == (said.because, f"by {p.DBA.name}" in said.text)


def test_what_is_said_without_figures_is_overruled_likewise() -> None:
    """The refusal names what is known."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    m.reported(stage, replace(m.FAILED, why=""))
    stage.do(i.ReportSmokeTests(results={3: replace(m.FAILED, why="", status=None)}, asked=1), None)
    assert "HTTP 500" in stage.refused(i.TickTest(wanted="1", has_passed=True), p.QUINN).text
    assert "here: failed" in stage.refused(i.TickTest(wanted="3", has_passed=True), p.QUINN).text


def test_what_a_machine_is_at_is_not_ticked() -> None:
    """It is about to say."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    refusal = stage.refused(i.TickTest(wanted="1", has_passed=True), p.QUINN)
    assert (Because.NOT_NOW, True) == (refusal.because, "just now" in refusal.text)


def test_before_any_run_nothing_is_ticked() -> None:
    """It says what asks for them."""
    stage = Stage(m.testing()).to_verifying()
    refusal = stage.refused(i.TickTest(wanted="4", has_passed=True), p.QUINN)
    assert (Because.NOT_NOW, True) == (refusal.because, "`/deploy smoke`" in refusal.text)


@pytest.mark.parametrize("wanted", ["9", "the weather", "", "4 and more"])
def test_what_no_row_says_is_not_ticked(wanted: str) -> None:
    """It says which there are."""
    refusal = run_once().refused(i.TickTest(wanted=wanted, has_passed=True), p.QUINN)
    assert (Because.UNKNOWN, True) == (refusal.because, "4 Invoice looks right" in refusal.text)


def test_the_suite_of_7_2_is_noted_too() -> None:
    """What failed asks; where the plan has no command there is none."""
    stage = run_once(suite=True)
    stage.do(i.TickTest(wanted="Suite", has_passed=False, note="3 of 118 failed"), p.QUINN)
    assert ("suite", "the smoke test suite of 7.2 failed: 3 of 118 failed") == (
        m.evidence(stage)[-1].subject,
        m.evidence(stage)[-1].text.removesuffix(f" ({p.QUINN.name})"),
    )
    stage.do(i.TickTest(wanted="suite", has_passed=True, note="118 of 118"), p.QUINN)
    assert [("3", False), ("suite", True)] == subjects(stage)
    assert stage.state.watch.suite
    assert "118 of 118" == stage.state.watch.suite.result.why
    assert Because.UNKNOWN is run_once().refused(i.TickTest(wanted="suite", has_passed=True), p.QUINN).because
