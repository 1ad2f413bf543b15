"""What comes of smoke tests, folded into the state."""

from collections.abc import Iterable

from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.smoke_events import (
    SmokeTestsAsked,
    SmokeTestSent,
    SmokeTestsLeft,
    SmokeTestsReported,
    SmokeTestsRun,
    SmokeTestsTicked,
)
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun


def with_asked(state: Deployment, event: SmokeTestsAsked) -> Deployment:
    """A new run forgets the one before, but for ticks that it keeps; a press what it runs anew."""
    watch = state.watch
    if event.runs != watch.runs:
        kept = tuple(each for each in watch.tests if event.keeps and _is_peoples(each))
        watch = replace(watch, tests=kept, suite=watch.suite if event.keeps else None)
    else:
        stands = tuple(each for each in watch.tests if each.by or each.number not in event.rows)
        watch = replace(watch, tests=stands)
    watch = replace(
        watch,
        runs=event.runs,
        asked=event.asked,
        tested_at=event.at,
        asked_by=event.by,
        is_back=event.is_back,
        left=event.rows,
        heard_at=event.at,
    )
    return replace(state, watch=watch)


def _is_peoples(run: SmokeRun) -> bool:
    """Whether somebody ticked a row that no machine judged."""
    is_judged = run.machine is not None and run.machine.outcome is not SmokeOutcome.NOT_RUN
    return run.by is not None and not is_judged


def with_sent(state: Deployment, event: SmokeTestSent) -> Deployment:
    """Until it is answered nobody knows whether it was done."""
    unanswered = SmokeResult(outcome=SmokeOutcome.UNANSWERED)
    run = SmokeRun(number=event.number, name=event.name, result=unanswered, at=event.at)
    return _with_tests(state, (run,), event)


def with_reported(state: Deployment, event: SmokeTestsReported) -> Deployment:
    """The newest of each row holds; those are not waited for any more."""
    return _without_left(_with_tests(state, event.runs, event), event.runs)


def with_run(state: Deployment, event: SmokeTestsRun) -> Deployment:
    """Nobody is at a test any more. Before rows were reported one by one a run replaced the one before."""
    if event.asked:
        return _without_left(_with_tests(state, event.runs, event), event.runs)
    return replace(state, watch=replace(state.watch, tests=event.runs, tested_at=event.asked_at))


def with_ticked(state: Deployment, event: SmokeTestsTicked) -> Deployment:
    """As somebody said."""
    if event.is_suite:
        return replace(state, watch=replace(state.watch, suite=event.runs[0]))
    return _with_tests(state, event.runs)


def _with_tests(
    state: Deployment,
    runs: Iterable[SmokeRun],
    heard: SmokeTestSent | SmokeTestsReported | SmokeTestsRun | None = None,
) -> Deployment:
    tests = {each.number: each for each in (*state.watch.tests, *runs)}
    in_order = tuple(tests[number] for number in sorted(tests))
    heard_at = heard.at if heard else state.watch.heard_at
    return replace(state, watch=replace(state.watch, tests=in_order, heard_at=heard_at))


def _without_left(state: Deployment, runs: Iterable[SmokeRun]) -> Deployment:
    known = {each.number for each in runs}
    left = tuple(number for number in state.watch.left if number not in known)
    return replace(state, watch=replace(state.watch, left=left))


def _as_it_was(state: Deployment, _event: SmokeTestsLeft) -> Deployment:
    """It is told, and that is all."""
    return state


FOLDS: Folds = {
    SmokeTestsAsked: with_asked,
    SmokeTestSent: with_sent,
    SmokeTestsReported: with_reported,
    SmokeTestsRun: with_run,
    SmokeTestsTicked: with_ticked,
    SmokeTestsLeft: _as_it_was,
}
