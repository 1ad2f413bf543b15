"""Smoke tests in a line: a part of the status message, and what is told of them. All are mrkdwn."""

from collections.abc import Iterable, Mapping

from bot.domain import events as e
from bot.domain.plan import Plan
from bot.domain.smoke_rows import Row, Standing, rows
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain, quoted
from commands.blocks.sentence_parts import Sentences, step_named

IN_SHORT: Mapping[Standing, str] = {
    Standing.FAILED: "{} failed",
    Standing.MAINTENANCE: "the maintenance page answered {}",
    Standing.UNANSWERED: "{} without an answer",
    Standing.SILENT: "{} not heard of any more",
    Standing.UNDER_WAY: "{} being run",
    Standing.ON_A_PRESS: "{} to run on a press",
    Standing.OF_PEOPLE: "{} to tick by hand",
    Standing.NOT_ASKED: "{} not run",
}
"""What is open, the most pressing first."""


def in_a_line(state: Deployment, plan: Plan) -> str:
    """`smoke tests 2/5, 3 to run on a press`; "" where nobody asked for them."""
    found = rows(state, plan)
    if not found or not (state.watch.runs or state.watch.tests):
        return ""
    return ", ".join((f"smoke tests {passed(found)}/{len(found)}", *in_short(found)))


def passed(found: Iterable[Row]) -> int:
    """How many of them have passed."""
    return sum(row.standing is Standing.PASSED for row in found)


def in_short(found: Iterable[Row]) -> list[str]:
    """`1 failed`, `3 to run on a press`."""
    standings = [row.standing for row in found]
    return [said.format(count) for each, said in IN_SHORT.items() if (count := standings.count(each))]


def figures(result: SmokeResult) -> str:
    """`HTTP 200, 140 ms`; "" where neither is known."""
    status = "" if result.status is None else f"HTTP {result.status}"
    took = "" if result.milliseconds is None else f"{result.milliseconds} ms"
    return ", ".join(filter(None, (status, took)))


def _odd(run: SmokeRun) -> str:
    """`Checkout failed (HTTP 500, 2310 ms): the answer holds no token`, `Checkout not run: …`.

    What was turned away was so by an answer; what was not sent says so itself.
    """
    result = run.result
    is_said = result.status is not None and f"{result.status}" in result.why
    known = figures(
        SmokeResult(outcome=result.outcome, milliseconds=result.milliseconds) if is_said else result
    )
    if result.outcome is SmokeOutcome.LOCKED and result.status is None:
        return f"{plain(run.name, NAME)} {plain(result.why, NAME)}"
    is_unknown = result.outcome is SmokeOutcome.UNANSWERED
    why = result.why or ("look whether it was done" if is_unknown else "")
    said = f"sent, {result.outcome}" if is_unknown else f"{result.outcome}"
    told = f"{plain(run.name, NAME)} {said}{f' ({known})' if known else ''}"
    return f"{told}: {plain(why, NAME)}" if why else told


def _asked(event: e.SmokeTestsAsked, _state: Deployment, plan: Plan) -> str:
    if not event.rows:
        return f"Smoke tests: {ph.counted(len(plan.smoke_tests), 'row')} to tick by hand, none that I can run"
    return f"Smoke tests: {len(event.rows)} of {len(plan.smoke_tests)} are run now"


def _sent(event: e.SmokeTestSent, _state: Deployment, _plan: Plan) -> str:
    return f"Smoke test {event.number}, {plain(event.name, NAME)}, is sent"


def _reported(event: e.SmokeTestsReported, _state: Deployment, _plan: Plan) -> str:
    return f"Smoke tests: {ph.listed([_odd(run) for run in event.runs], ph.ROWS_SHOWN)}"


def _run(event: e.SmokeTestsRun, _state: Deployment, plan: Plan) -> str:
    """How many passed, and what did not, with why; of those that nobody ran yet how many they are."""
    counts = {each: [run for run in event.runs if run.result.outcome is each] for each in SmokeOutcome}
    odd = [
        *(run for run in counts[SmokeOutcome.FAILED] if run.result.why),
        *counts[SmokeOutcome.UNANSWERED],
        *(run for run in counts[SmokeOutcome.NOT_RUN] if run.result.why),
    ]
    masked, not_run = len(counts[SmokeOutcome.MAINTENANCE]), len(counts[SmokeOutcome.NOT_RUN])
    on_a_press = len(counts[SmokeOutcome.LOCKED])
    total = max(len(plan.smoke_tests), len(event.runs))
    said = ", ".join(
        (
            f"Smoke tests: {len(counts[SmokeOutcome.PASSED])} of {total} passed",
            *([f"the maintenance page answered {masked}"] if masked else []),
            *([f"not run {not_run}"] if not_run else []),
            *([IN_SHORT[Standing.ON_A_PRESS].format(on_a_press)] if on_a_press else []),
        )
    )
    failed = [run for run in counts[SmokeOutcome.FAILED] if not run.result.why]
    return ph.sentence(said, ph.listed([_odd(run) for run in (*failed, *odd)], ph.ROWS_SHOWN))


def _ticked(event: e.SmokeTestsTicked, _state: Deployment, _plan: Plan) -> str:
    """Each by its number, and what was said; what a machine says otherwise stays with it."""
    outcome, why = event.runs[0].result.outcome, event.runs[0].result.why
    named = [f"{run.number} {plain(run.name, NAME)}".removeprefix("0 ") for run in event.runs]
    against = [run for run in event.runs if run.machine and run.machine.outcome is not outcome]
    machine = f"; the machine says {against[0].machine.outcome}" if against and against[0].machine else ""
    said = f"Smoke tests said to have {outcome}: {ph.listed(named, ph.ROWS_SHOWN)}{machine}"
    return f"{said}: {quoted(why)}" if why else said


def _left(event: e.SmokeTestsLeft, _state: Deployment, plan: Plan) -> str:
    names = {test.number: f"{test.number} {plain(test.name, NAME)}" for test in plan.smoke_tests}
    named = ph.listed([names.get(number, f"{number}") for number in event.rows], ph.ROWS_SHOWN)
    return f"{step_named(event.step, plan)}, is done with smoke tests that have not passed: {named}"


SENTENCES: Sentences = {
    e.SmokeTestsAsked: _asked,
    e.SmokeTestSent: _sent,
    e.SmokeTestsReported: _reported,
    e.SmokeTestsRun: _run,
    e.SmokeTestsTicked: _ticked,
    e.SmokeTestsLeft: _left,
}
