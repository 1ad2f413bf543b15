from dataclasses import replace

import pytest

from bot.document.record import smoke_told as s
from bot.document.record.recorded import Recorded
from bot.domain import events as e, intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.state import Lifecycle
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun
from tests.bot.document.record.nights import MINUTE, Night, amid, called, deploying, healthy, rolled_back
from tests.bot.domain import plans as p

PASSED = SmokeResult(outcome=SmokeOutcome.PASSED, status=200, milliseconds=140)
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="502 Bad Gateway", status=502)
WHEN = "2026-12-01 23:00 CET (22:00 UTC)"


def ran(*results: SmokeResult) -> Night:
    """Rows 1 and 3 are run of the release, amid the steps, and this comes of them."""
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    night.do(i.RunTests(), p.QUINN)
    night.do(i.ReportSmokeTests(results=dict(zip((1, 3), results, strict=False)), asked=1), None)
    return night


def back(night: Night, *results: SmokeResult) -> Night:
    """It is rolled back; as R5 is done this comes of rows 1 and 3."""
    night.at += MINUTE
    night.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    if night.state.question:
        night.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="orders are lost"), p.ANA)
        night.do(i.CastVote(choice=Choice.ROLLBACK, reason="orders are lost"), p.ANA)
    while night.state.state is Lifecycle.ROLLING_BACK:
        step = next(each for each in night.plan.rollback_steps if each.number in called(night))
        night.at += MINUTE
        night.do(i.FinishStep(step=step.number), night.state.holders(step.owner).people[0])
        night.all_back()
        if step.number == "R5" and results:
            reported = dict(zip((1, 3), results, strict=True))
            asked = night.state.watch.asked
            night.do(i.ReportSmokeTests(results=reported, asked=asked), None)
    return night


def marks(told: Recorded) -> list[str]:
    """What each row's mark says."""
    return [s.of_test(test, told) for test in told.document.smoke_tests]


def test_all_that_was_run_is_told() -> None:
    """With when; before anybody asked there is nothing."""
    told = healthy().told()
    assert "| 2 | Login works | ✅ 200, 124 ms |" in s.tests(told)
    assert s.tests(told).startswith("As they were run last, 2026-12-01 23:54 CET (22:54 UTC).")
    assert "" == s.tests(Night().open().told())
    assert [""] * 5 == marks(amid())


def test_what_a_rollback_leaves_behind_is_told_apart_from_the_release() -> None:
    """The marks of 7.1 are the release's: what was live again passed where the release had failed."""
    told = back(ran(PASSED, FAILED), PASSED, PASSED).told()
    said = s.tests(told)
    release, _, old = said.partition("Of what it was rolled back to, 2026-12-01 23:0")
    assert release.startswith("Of the release, as they were run last, 2026-12-01 23:00 CET (22:00 UTC).")
    assert "| 3 | Product listing | ❌ 502 | 502 Bad Gateway |" in release
    assert "| 3 | Product listing | ✅ 200, 140 ms |" in old
    assert ["✅ 200, 140 ms", "⏭️ not run", "❌ 502", "⏭️ not run", "⏭️ not run"] == marks(told)


def test_where_only_the_way_back_was_tested_the_marks_say_so() -> None:
    """A release that nobody tested has not passed."""
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    told = back(night, PASSED, FAILED).told()
    assert ["✅ 200, 140 ms (after the rollback)", "⏭️ not run"] == marks(told)[:2]
    assert s.tests(told).startswith("Of what it was rolled back to, ")


def test_what_was_asked_for_and_never_answered_is_no_row_that_was_not_run() -> None:
    """A machine was at it; while it may still answer the mark stays open."""
    told = rolled_back().told()
    assert ["⏭️ asked for, no answer (after the rollback)", "⏭️ not run"] == marks(told)[:2]
    assert "| 1 | Homepage loads | ⏭️ asked for, no answer |" in s.tests(told)
    assert ["✅ 200, 140 ms", "", ""] == marks(ran(PASSED).told())[:3]
    gone = back(ran(PASSED)).told()
    assert ["✅ 200, 140 ms", "⏭️ not run", "⏭️ asked for, no answer"] == marks(gone)[:3]
    assert s.tests(gone).startswith("Of the release, ")


def test_what_somebody_said_of_a_test_stands_with_their_name() -> None:
    """And what a machine said beside it; 7.2's suite is among them."""
    night = ran(FAILED, FAILED)
    night.do(i.TickTest(wanted="1", has_passed=True, note="the cache was cold"), p.QUINN)
    night.do(i.TickTest(wanted="suite", has_passed=True, note="118 of 118"), p.QUINN)
    said = s.tests(night.told())
    why = "“the cache was cold”; the machine: ❌ 502: 502 Bad Gateway"
    assert f"| 1 | Homepage loads | ✅ Quinn Adler, {WHEN} | {why} |" in said
    assert "| 3 | Product listing | ❌ 502 | 502 Bad Gateway |" in said
    assert f"| 7.2 | the smoke test suite of 7.2 | ✅ Quinn Adler, {WHEN} | “118 of 118” |" in said
    assert f"✅ Quinn Adler, {WHEN}; the machine: ❌ 502" == marks(night.told())[0]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (SmokeResult(outcome=SmokeOutcome.PASSED, status=200, milliseconds=143), "✅ 200, 143 ms"),
        (SmokeResult(outcome=SmokeOutcome.FAILED, milliseconds=2000), "❌ 2000 ms"),
        (SmokeResult(outcome=SmokeOutcome.MAINTENANCE), "⏭️ maintenance page"),
        (SmokeResult(outcome=SmokeOutcome.NOT_RUN), "⏭️ not run"),
        (SmokeResult(outcome=SmokeOutcome.UNANSWERED), "⏭️ sent, no answer"),
        (SmokeResult(outcome=SmokeOutcome.LOCKED, status=401), "⏭️ turned away 401"),
        (SmokeResult(outcome=SmokeOutcome.LOCKED, why="not sent: the run was broken off"), "⏭️ not sent"),
    ],
)
def test_a_smoke_tests_result_is_a_mark_with_figures(result: SmokeResult, expected: str) -> None:
    """Its status and how long it took, where they are known."""
    assert expected == s.result_said(result)


def run(number: int, result: SmokeResult, machine: SmokeResult | None = None) -> SmokeRun:
    """What is known of a row, just now."""
    by = p.QUINN if machine else None
    return SmokeRun(number=number, name=f"Row | {number}", result=result, at=p.T0, by=by, machine=machine)


UNKNOWN = "was sent, and nobody knows what came of it"
UNSEEN = "a machine did not see pass"
UNANSWERED = SmokeResult(outcome=SmokeOutcome.UNANSWERED)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (e.SmokeTestsReported(at=p.T0, by=None, runs=(run(1, PASSED),)), ""),
        (
            e.SmokeTestsReported(at=p.T0, by=None, runs=(run(1, FAILED), run(2, UNANSWERED))),
            f"smoke test 1, Row \\| 1, failed: 502 Bad Gateway; smoke test 2, Row \\| 2, {UNKNOWN}",
        ),
        (e.SmokeTestsRun(at=p.T0 + MINUTE, by=None, runs=(run(1, FAILED),), asked_at=p.T0, asked=1), ""),
        (
            e.SmokeTestsTicked(at=p.T0, by=p.QUINN, runs=(run(3, replace(FAILED, why="empty")),)),
            "Quinn Adler said that smoke tests failed: 3 Row \\| 3: “empty”",
        ),
        (
            e.SmokeTestsTicked(
                at=p.T0, by=p.QUINN, runs=(run(3, replace(PASSED, why="cold"), FAILED), run(4, PASSED))
            ),
            f"Quinn Adler said that smoke tests have passed that {UNSEEN}: 3 Row \\| 3: “cold”",
        ),
        (e.SmokeTestsTicked(at=p.T0, by=p.QUINN, runs=(run(4, PASSED),)), ""),
        (
            e.SmokeTestsLeft(at=p.T0, by=p.QUINN, step="10", rows=(2, 4)),
            "step 10, Run smoke tests, was done (Quinn Adler) though rows 2, 4 of 7.1 had not passed",
        ),
        (e.Begun(at=p.T0, by=p.ANA), ""),
    ],
)
def test_what_the_plan_did_not_want_is_named_once(event: e.Event, expected: str) -> None:
    """What failed, as it did; what people say otherwise; a step that was done all the same."""
    assert expected == s.departed(event, amid())
