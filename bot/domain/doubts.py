"""What speaks against a post-deployment confirmation: past it only the lead goes, with a reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.domain.answering import SECTIONS, asked_now, may_correct, not_holding, verdict
from bot.domain.authority import ask
from bot.domain.bands import measured
from bot.domain.by_people import said_of
from bot.domain.change_rows import answer_of, marks
from bot.domain.changes import Part
from bot.domain.comparing import before
from bot.domain.metric_rows import Row, unwatched, watched
from bot.domain.people import names
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.smoke_rows import Standing, left, named
from bot.domain.state import Deployment
from bot.domain.times import clock
from bot.domain.watch import Level, Reading, SmokeOutcome


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that speaks against it: in a sentence, and as the record calls it.

    `is_unsaid`: nobody knows, and somebody's word is enough.
    """

    text: str
    name: str
    is_unsaid: bool = False


Doubting = Callable[[Deployment, Plan], Iterator[Doubt]]


def doubts(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> tuple[Doubt, ...]:
    """All that speaks against the checkpoint now, the rows of its table in their order."""
    doubting = DOUBTING.get(checkpoint.kind)
    return tuple(doubting(state, plan)) if doubting else ()


def _metrics(state: Deployment, plan: Plan) -> Iterator[Doubt]:
    """What is critical or not normal, and what nobody knows; a warning is the confirmer's to weigh."""
    for row in watched(plan):
        reading = state.watch.readings.get(row.key)
        if reading and reading.level is Level.CRITICAL:
            yield _measured(state, row, reading)
        elif reading and not reading.level.is_measured:
            yield from _unless_said(state, plan, row, _unmeasured(state, row, reading))
    for row in unwatched(plan):
        unknown = Doubt(f"{row.shown}: nobody said how it stands", f"{row.shown} not said", is_unsaid=True)
        yield from _unless_said(state, plan, row, unknown)


def _measured(state: Deployment, row: Row, reading: Reading) -> Doubt:
    limit = row.metric.critical
    assert limit, "it is critical by its band"
    assert reading.value is not None, "it was measured"
    value = measured(limit, reading.value)
    beside = ", ".join(filter(None, (f"limit {limit.text}", before(state, row))))
    since = clock(reading.critical_since or reading.since, state.zone)
    return Doubt(
        f"{row.shown} is critical since {since}: {value} ({beside})", f"{row.shown} critical {value}"
    )


def _unmeasured(state: Deployment, row: Row, reading: Reading) -> Doubt:
    why = f" ({reading.why})" if reading.why else ""
    since = clock(reading.since, state.zone)
    text = f"{row.shown}: {reading.level} since {since}{why}"
    return Doubt(text, f"{row.shown} {reading.level}", is_unsaid=True)


def _unless_said(state: Deployment, plan: Plan, row: Row, unknown: Doubt) -> Iterator[Doubt]:
    """Somebody's word stands for what no machine measures; without one it says how to give it."""
    said = said_of(state, plan, row)
    if said is None:
        typed = f"`/deploy metric {state.id} {row.number} normal`"
        yield replace(unknown, text=f"{unknown.text}; {typed} says that it is well")
    elif not said.is_normal:
        by = said.by.name if said.by else "somebody"
        text = f"{row.shown} is not normal, {by} at {clock(said.at, state.zone)}: {said.note}"
        yield Doubt(text, f"{row.shown} not normal")


def _sections(state: Deployment, plan: Plan) -> Iterator[Doubt]:
    """What of sections 4.3 and 5 is not as the plan has it, and what nobody said anything of."""
    if not may_correct(state, plan, Part.CONFIGURATION):
        return
    for row in not_holding(state, plan):
        answer = answer_of(state, row)
        said = f"{row.mark}, {row.name}, {verdict(row.part, holds=False)}"
        yield Doubt(f"{said}: “{answer.result}”" if answer else said, f"{row.mark} {row.name} not as planned")
    for asked in asked_now(state, plan):
        found, owner = marks(asked.rows), asked.step.owner
        who = f"ask {names(asked.people)}" if asked.people else ask(owner, state.holders(owner))
        yield Doubt(
            f"{found} of section {SECTIONS[asked.part]} not answered yet: {who}",
            f"{found} not answered",
        )


def _smoke_tests(state: Deployment, plan: Plan) -> Iterator[Doubt]:
    """What has not passed, whatever the reason, and 7.2's suite where somebody said that it failed."""
    for row in left(state, plan):
        why = f": {row.run.result.why}" if row.run and row.run.result.why else ""
        how = f" (`/deploy smoke {row.test.number} passed`)" if row.standing is Standing.OF_PEOPLE else ""
        name = f"{named(row.test)} {row.standing}"
        yield Doubt(f"smoke test {name}{why}{how}", f"smoke test {name}")
    suite = state.watch.suite
    if suite and suite.result.outcome is SmokeOutcome.FAILED:
        yield Doubt(f"{suite.name} failed: {suite.result.why}", f"{suite.name} failed")


DOUBTING: Mapping[CheckpointKind, Doubting] = {
    CheckpointKind.MONITORING: _metrics,
    CheckpointKind.DEPLOYMENT: _sections,
    CheckpointKind.SMOKE_TESTS: _smoke_tests,
}
"""What speaks against a kind of checkpoint, one row each."""
