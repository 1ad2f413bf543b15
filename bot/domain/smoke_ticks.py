"""What people say of smoke tests: rows that no machine can run, those it could not judge, 7.2's suite.

Whoever says otherwise than a machine says why, and both are kept.
"""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.already import said_by
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.intents import TickTest
from bot.domain.picking import fold, pick
from bot.domain.plan import Plan, SmokeTest
from bot.domain.refusals import Because, Refusal
from bot.domain.smoke_rows import Standing, named, with_standing
from bot.domain.smoke_tests import SUITE, is_under_way, speak
from bot.domain.state import Deployment
from bot.domain.state_parts import Given
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun

ALL = "all"
SUITE_NAMED = "the smoke test suite of 7.2"


def tick(state: Deployment, intent: TickTest, facts: Facts) -> Decision:
    """Somebody says that a test passed or failed; what failed speaks for a rollback."""
    if state.watch.runs == 0:
        return Refusal(
            Because.NOT_NOW,
            "No smoke tests are asked for yet: their step asks for them as it starts, or `/deploy smoke`.",
        )
    found = _meant(state, intent, facts)
    if isinstance(found, Refusal):
        return found
    said: list[SmokeRun] = []
    for known in found:
        run = _said(state, known, intent, facts)
        if isinstance(run, Refusal):
            return run
        said.append(run)
    story = Story(state)
    is_suite = not found[0].number
    story.add(e.SmokeTestsTicked(at=facts.now, by=facts.actor, runs=tuple(said), is_suite=is_suite))
    speak(story, facts, said)
    return story.events


def _meant(state: Deployment, intent: TickTest, facts: Facts) -> tuple[SmokeRun, ...] | Refusal:
    """The tests that are meant, as they stand; one of which nothing is known was not run."""
    tests, wanted = facts.plan.smoke_tests, intent.wanted
    word = fold(wanted)
    if word == SUITE:
        return _suite(state, facts.plan)
    if word == ALL:
        return _all(state, intent, facts.plan)
    picked = pick(wanted, tests, lambda test: test.number, lambda test: (test.name,))
    if len(picked.rows) == 1 and not picked.rest:
        test = picked.rows[0]
        return (state.watch.test(test.number) or _unknown(test),)
    listed = "; ".join(named(test) for test in tests) or "none"
    return unknown(f"Which smoke test? {picked.problem or 'I need its number'}. There are: {listed}.")


def _all(state: Deployment, intent: TickTest, plan: Plan) -> tuple[SmokeRun, ...] | Refusal:
    """All that are left to people; of a press those that it named, since others may have become so since."""
    left = with_standing(state, plan, Standing.OF_PEOPLE)
    rows = [row for row in left if not intent.rows or row.test.number in intent.rows]
    if rows:
        return tuple(row.run or _unknown(row.test) for row in rows)
    others = ", ".join(named(row.test) for row in left)
    if others:
        return settled(f"Those are ticked already; left to tick by hand since then: {others}.")
    return settled("No smoke test is left to tick by hand.")


def _suite(state: Deployment, plan: Plan) -> tuple[SmokeRun, ...] | Refusal:
    if not plan.smoke_commands:
        return unknown("The plan has no suite of smoke tests: 7.2 has no command.")
    not_run = SmokeResult(outcome=SmokeOutcome.NOT_RUN)
    return (state.watch.suite or SmokeRun(number=0, name=SUITE_NAMED, result=not_run),)


def _unknown(test: SmokeTest) -> SmokeRun:
    return SmokeRun(number=test.number, name=test.name, result=SmokeResult(outcome=SmokeOutcome.NOT_RUN))


def _said(state: Deployment, known: SmokeRun, intent: TickTest, facts: Facts) -> SmokeRun | Refusal:
    """How a test stands with it. A note is asked for where it failed, or where a machine says otherwise."""
    what = f"smoke test {known.number}, {known.name}" if known.number else SUITE_NAMED
    outcome = SmokeOutcome.PASSED if intent.has_passed else SmokeOutcome.FAILED
    if known.number in state.watch.left and is_under_way(state, facts.now):
        return Refusal(Because.NOT_NOW, f"I am at {what} just now: wait for what comes of it.")
    if known.by and (known.result.outcome, known.result.why) == (outcome, intent.note):
        given = Given(by=known.by, at=known.at or facts.now)
        return settled(
            f"{_capital(what)}, is ticked already: {outcome}, {said_by(given, facts.actor, state)}."
        )
    machine = known.machine if known.by else known.result
    if machine and machine.outcome is outcome and not known.by:
        return settled(f"{_capital(what)}, has {outcome} already: I ran it.")
    is_overruled = machine is not None and machine.outcome is SmokeOutcome.FAILED
    if not intent.note and (not intent.has_passed or is_overruled):
        word = known.number or SUITE
        why = (
            "What went wrong?"
            if not intent.has_passed
            else f"It failed here: {_why(machine)}. Why has it passed?"
        )
        return incomplete(f"{why} `/deploy smoke {word} {outcome} WHY`; both are kept.")
    said = SmokeResult(outcome=outcome, why=intent.note)
    kept = machine if machine and machine.outcome is not SmokeOutcome.NOT_RUN else known.machine
    return replace(known, result=said, at=facts.now, by=facts.actor, machine=kept)


def _why(machine: SmokeResult | None) -> str:
    if machine is None:
        return ""
    return machine.why or (f"HTTP {machine.status}" if machine.status else machine.outcome)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
