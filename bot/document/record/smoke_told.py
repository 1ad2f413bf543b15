"""What came of the smoke tests of 7: of the release, and of what was rolled back to, each by itself."""

from collections.abc import Iterator

from bot.document.record.recorded import Recorded
from bot.document.record.steps_told import because
from bot.document.record.writing import name, quoted, sentence, spoken, table
from bot.domain import events as e
from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun, Watch

DONE, FAILED, SKIPPED = "✅", "❌", "⏭️"
NOT_RUN = f"{SKIPPED} not run"
NOT_SENT = f"{SKIPPED} not sent"
UNHEARD = f"{SKIPPED} asked for, no answer"
BY_OUTCOME = {
    SmokeOutcome.PASSED: DONE,
    SmokeOutcome.FAILED: FAILED,
    SmokeOutcome.MAINTENANCE: f"{SKIPPED} maintenance page",
    SmokeOutcome.NOT_RUN: NOT_RUN,
    SmokeOutcome.UNANSWERED: f"{SKIPPED} sent, no answer",
    SmokeOutcome.LOCKED: f"{SKIPPED} turned away",
}

AMISS = frozenset({SmokeOutcome.FAILED, SmokeOutcome.UNANSWERED})
"""What a machine reports that the plan did not want."""


def of_test(test: SmokeTest, told: Recorded) -> str:
    """The mark of a row of 7.1: of the release, where that was tested; "" while it may still be run."""
    release, back = _tested(told)
    watch = release or back or told.state.watch
    run = watch.test(test.number)
    if run is None and not told.is_over:
        return ""
    found = _of_row(test.number, watch, told)
    if run and run.machine and run.machine.outcome is not run.result.outcome:
        found = f"{found}; the machine: {result_said(run.machine)}"
    return found if release or not back or found == NOT_RUN else f"{found} (after the rollback)"


def tests(told: Recorded) -> str:
    """Every row as it was run last, 7.2's suite among them; what a machine said otherwise."""
    release, back = _tested(told)
    was_back = bool(back or told.state.rollback)
    of_release = "Of the release, as they were run last" if was_back else "As they were run last"
    found = (
        _table(watch, title, told)
        for watch, title in ((release, of_release), (back, "Of what it was rolled back to"))
        if watch
    )
    return "\n\n".join(found)


def _tested(told: Recorded) -> tuple[Watch | None, Watch | None]:
    """What is known of the release, and of what was rolled back to; `None` where nobody had it tested."""
    release: Watch | None = None
    for state in told.states:
        if not state.watch.is_back:
            release = state.watch if _is_asked(state.watch) else None
    now = told.state.watch
    return (release, now) if now.is_back else (now if _is_asked(now) else None, None)


def _is_asked(watch: Watch) -> bool:
    return bool(watch.runs or watch.tests)


def _table(watch: Watch, title: str, told: Recorded) -> str:
    heads = ("Row of 7.1", "Test", "Result", "Why")
    return f"{title}, {told.when(watch.tested_at)}.\n\n{table(heads, [*_rows(watch, told)])}"


def _rows(watch: Watch, told: Recorded) -> Iterator[tuple[str, ...]]:
    for test in told.document.smoke_tests:
        run = watch.test(test.number)
        why = _why(run, told) if run else ""
        yield f"{test.number}", spoken(test.name), _of_row(test.number, watch, told), why
    if watch.suite:
        yield "7.2", spoken(watch.suite.name), run_said(watch.suite, told), _why(watch.suite, told)


def _of_row(number: int, watch: Watch, told: Recorded) -> str:
    if run := watch.test(number):
        return run_said(run, told)
    return UNHEARD if number in watch.left else NOT_RUN


def _why(run: SmokeRun, told: Recorded) -> str:
    """`“the cache was cold”; the machine: ❌ 502, 20 ms: Bad Gateway`, where somebody said otherwise."""
    machine, why = run.machine, run.result.why
    said = quoted(why, told.names) if run.by and why else spoken(why)
    if machine is None:
        return said
    because = f": {spoken(machine.why)}" if machine.why else ""
    return sentence(said, f"the machine: {result_said(machine)}{because}")


def run_said(run: SmokeRun, told: Recorded) -> str:
    """`✅ 200, 143 ms`, `✅ Quinn Adler, 00:41 CET`: what came of a row of 7.1, and who said so."""
    if run.by is None:
        return result_said(run.result)
    when = f", {told.when(run.at)}" if run.at else ""
    return f"{BY_OUTCOME[run.result.outcome]} {name(run.by)}{when}"


def result_said(result: SmokeResult) -> str:
    """`✅ 200, 143 ms`: what came of a smoke test; whoever was turned away was so by an answer."""
    if result.outcome is SmokeOutcome.LOCKED and result.status is None:
        return NOT_SENT
    took = "" if result.milliseconds is None else f"{result.milliseconds} ms"
    figures = ", ".join(filter(None, ("" if result.status is None else str(result.status), took)))
    return f"{BY_OUTCOME[result.outcome]} {figures}".rstrip()


def departed(event: e.Event, told: Recorded) -> str:
    """What an event tells of smoke tests that the plan did not want; "" for most."""
    match event:
        case e.SmokeTestsReported() | e.SmokeTestsRun():
            failed = (run for run in event.runs if run.by is None and run.result.outcome in AMISS)
            return sentence(*(_amiss(run) for run in failed if run.at in {None, event.at}))
        case e.SmokeTestsTicked():
            return _said_otherwise(event, told)
        case e.SmokeTestsLeft():
            rows = ", ".join(map(str, event.rows))
            done = f"{told.step(event.step)}, was done ({name(event.by)})"
            return f"{done} though rows {rows} of 7.1 had not passed"
    return ""


def _amiss(run: SmokeRun) -> str:
    how = (
        "failed"
        if run.result.outcome is SmokeOutcome.FAILED
        else "was sent, and nobody knows what came of it"
    )
    why = f": {spoken(run.result.why)}" if run.result.why else ""
    return f"smoke test {run.number}, {spoken(run.name)}, {how}{why}"


def _said_otherwise(event: e.SmokeTestsTicked, told: Recorded) -> str:
    """What somebody says failed, or says passed though a machine says that it failed."""
    first, runs = event.runs[0].result, event.runs
    how = "failed"
    if first.outcome is SmokeOutcome.PASSED:
        runs = tuple(run for run in runs if run.machine and run.machine.outcome in AMISS)
        how = "have passed that a machine did not see pass"
    named = ", ".join(f"{run.number} {spoken(run.name)}".removeprefix("0 ") for run in runs)
    said = f"{name(event.by)} said that smoke tests {how}: {named}{because(told, first.why)}"
    return said if runs else ""
