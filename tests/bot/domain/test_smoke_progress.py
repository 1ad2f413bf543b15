"""What comes of smoke tests, folded into the state."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce

from bot.domain import events as e
from bot.domain.evolve import evolve
from bot.domain.smoke_progress import with_run
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun, Watch
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

LATER = p.T0 + timedelta(minutes=3)


def test_before_rows_were_reported_one_by_one_a_run_replaced_the_one_before() -> None:
    """With the minute at which it was asked for."""
    runs = (SmokeRun(number=1, name="Homepage loads", result=m.PASSED),)
    state = with_run(
        Stage().to_deploying().state, e.SmokeTestsRun(at=LATER, by=None, runs=runs, asked_at=p.T0)
    )
    assert Watch(tests=runs, tested_at=p.T0) == state.watch
    state = with_run(state, e.SmokeTestsRun(at=LATER, by=None, runs=(), asked_at=LATER))
    assert Watch(tests=(), tested_at=LATER) == state.watch


def ask(asked: int, runs: int, *rows: int, keeps: bool = False) -> e.SmokeTestsAsked:
    """A machine is asked for rows."""
    return e.SmokeTestsAsked(at=LATER, by=p.QUINN, asked=asked, runs=runs, rows=rows, keeps=keeps)


def run(number: int, result: SmokeResult = m.PASSED, *, ticked: bool = False) -> SmokeRun:
    """What came of a row."""
    return SmokeRun(number=number, name=f"{number}", result=result, by=p.QUINN if ticked else None)


def test_a_run_forgets_the_one_before_but_for_ticks_that_it_keeps() -> None:
    """Those of rows that no machine judged; a step's start keeps none."""
    state = fold_of(ask(1, 1, 1), e.SmokeTestsReported(at=LATER, by=None, runs=(run(1),)))
    judged = replace(run(2, ticked=True), machine=m.FAILED)
    ticks = (run(3, ticked=True), judged, replace(run(4, ticked=True), machine=m.LEFT))
    state = evolve(state, e.SmokeTestsTicked(at=LATER, by=p.QUINN, runs=ticks))
    state = evolve(
        state, e.SmokeTestsTicked(at=LATER, by=p.QUINN, runs=(run(0, ticked=True),), is_suite=True)
    )
    assert [1, 2, 3, 4] == [each.number for each in state.watch.tests]
    kept = evolve(state, ask(2, 2, 1, keeps=True)).watch
    assert ([3, 4], (1,), 0) == (
        [each.number for each in kept.tests],
        kept.left,
        kept.suite and kept.suite.number,
    )
    anew = evolve(state, ask(2, 2, 1)).watch
    assert ((), None, (1,)) == (anew.tests, anew.suite, anew.left)


def test_a_press_runs_its_rows_anew_and_leaves_the_others() -> None:
    """So it does what somebody ticked."""
    runs = (run(1), run(2), run(3, ticked=True))
    state = fold_of(ask(1, 1, 1, 2, 3), e.SmokeTestsReported(at=LATER, by=None, runs=runs))
    watch = evolve(state, ask(2, 1, 2, 3)).watch
    assert ([1, 3], (2, 3), 2, 1) == (
        [each.number for each in watch.tests],
        watch.left,
        watch.asked,
        watch.runs,
    )


def test_what_was_sent_is_unanswered_until_it_is_reported() -> None:
    """Then it is left no more; the last that is reported ends it."""
    state = fold_of(ask(1, 1, 2, 3), e.SmokeTestSent(at=LATER, by=None, number=2, name="Login"))
    assert ([SmokeOutcome.UNANSWERED], (2, 3)) == (
        [each.result.outcome for each in state.watch.tests],
        state.watch.left,
    )
    state = evolve(state, e.SmokeTestsReported(at=LATER, by=None, runs=(run(2),)))
    assert ([m.PASSED], (3,)) == ([each.result for each in state.watch.tests], state.watch.left)
    over = e.SmokeTestsRun(at=LATER, by=None, runs=(run(2), run(3)), asked_at=LATER, asked=1)
    state = evolve(state, over)
    assert ([2, 3], ()) == ([each.number for each in state.watch.tests], state.watch.left)
    left = e.SmokeTestsLeft(at=LATER, by=p.QUINN, step="10", rows=(4,))
    assert state.watch == evolve(state, left).watch


def fold_of(*events: e.Event) -> Deployment:
    """What they lead to."""
    return reduce(evolve, events, Stage().to_deploying().state)
