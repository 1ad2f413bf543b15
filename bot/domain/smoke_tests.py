"""The smoke tests of 7 as they go: asked for, sent, reported, ticked by people; what speaks for a rollback.

Rows that only read are run as their step starts, and on request; those that write on a press alone, in one
session with those between them. What writes is sent once for each press: that it is sent is a fact before it
is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce

from bot.domain import events as e
from bot.domain.already import said_by
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.evolve import evolve
from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.intents import ReportSmokeTests, RunTests, RunWritingTests, SendTest
from bot.domain.maintenance import is_named, why_down
from bot.domain.plan import Plan, SmokeTest
from bot.domain.raising import raise_question
from bot.domain.refusals import Because, Refusal
from bot.domain.smoke_rows import LOST_AFTER, is_testing, is_writing, left, on_a_press, reading
from bot.domain.state import Deployment
from bot.domain.state_parts import Given
from bot.domain.walk_back import has_something
from bot.domain.watch import BUSY, SmokeOutcome, SmokeResult, SmokeRun
from bot.domain.watching import known_of

TURNED_AWAY = frozenset({401, 403})
SUITE = "suite"
"""What 7.2's suite is called where a row of 7.1 would be."""


def run_anew(state: Deployment, _intent: RunTests, facts: Facts) -> Decision:
    """Run what only reads; the rest is offered. What people ticked of their own rows stands."""
    if refusal := _not_run_now(state, facts):
        return refusal
    return (_asked(state, facts, reading(facts.plan), is_new=True, keeps=not _is_of_another_walk(state)),)


def run_writing(state: Deployment, _intent: RunWritingTests, facts: Facts) -> Decision:
    """Run what writes, as somebody pressed."""
    if refusal := _not_run_now(state, facts):
        return refusal
    found = on_a_press(state, facts.plan)
    if not found:
        return incomplete(
            "No row of 7.1 is a request that writes and that I may send: "
            "`/deploy smoke` runs those that read, the others are ticked by hand."
        )
    if state.watch.runs == 0 or _is_of_another_walk(state):
        every = {*reading(facts.plan), *found}
        found = tuple(test.number for test in facts.plan.smoke_tests if test.number in every)
        return (_asked(state, facts, found, is_new=True),)
    return (_asked(state, facts, found, is_new=False),)


def _not_run_now(state: Deployment, facts: Facts) -> Refusal | None:
    """Why no smoke test is run now, whoever asks."""
    watch = state.watch
    if not facts.plan.smoke_tests:
        return incomplete(f"The plan of {state.id} has no row in 7.1: there is no smoke test to run.")
    if state.hold:
        held = said_by(state.hold, facts.actor, state)
        return Refusal(
            Because.NOT_NOW,
            f"The deployment is on hold, {held}: {state.hold.note}. Smoke tests are run once it is resumed.",
        )
    if watch.runs == 0 and not has_something(state, facts.plan) and state.rollback is None:
        return Refusal(
            Because.NOT_NOW,
            "No step of 3.2 was begun: what runs is what was there before, and the smoke tests would say "
            "nothing of the release.",
        )
    if is_under_way(state, facts.now):
        since = Given(by=watch.asked_by, at=watch.tested_at or facts.now)
        return settled(
            f"The smoke tests are being run already, asked for {said_by(since, facts.actor, state)}: "
            f"{len(watch.left)} of them are not answered yet."
        )
    return None


def is_under_way(state: Deployment, now: datetime) -> bool:
    """Whether a machine is at the tests."""
    watch = state.watch
    return bool(watch.left) and watch.heard_at is not None and now - watch.heard_at < LOST_AFTER


def _is_of_another_walk(state: Deployment) -> bool:
    """Whether what is known is of the release, and it is walked back since."""
    return state.watch.is_back is not (state.rollback is not None)


def _asked(
    state: Deployment,
    facts: Facts,
    numbers: tuple[int, ...],
    *,
    is_new: bool,
    keeps: bool = False,
    of: bool = True,
) -> e.SmokeTestsAsked:
    """`of` somebody: a step asks for nobody."""
    return e.SmokeTestsAsked(
        at=facts.now,
        by=facts.actor if of else None,
        asked=state.watch.asked + 1,
        runs=state.watch.runs + is_new,
        rows=numbers,
        keeps=keeps,
        is_back=state.rollback is not None,
    )


def with_tests_asked(state: Deployment, events: tuple[e.Event, ...], facts: Facts) -> tuple[e.Event, ...]:
    """The events of a decision, and the run of smoke tests that begins with them.

    As their step starts; after a rollback that has none. Of a step that is done what has not passed is named.
    """
    plan = facts.plan
    if not plan.smoke_tests:
        return events
    starts = any(_begins(state, each, plan) for each in events)
    ends = [
        each.step for each in events if isinstance(each, e.StepFinished) and _is_of_tests(each.step, plan)
    ]
    if not starts and not ends:
        return events
    after = reduce(evolve, events, state)
    found: list[e.Event] = [_asked(after, facts, reading(plan), is_new=True, of=False)] if starts else []
    after = reduce(evolve, found, after)
    if ends and (open_rows := left(after, plan)):
        numbers = tuple(row.test.number for row in open_rows)
        found.append(e.SmokeTestsLeft(at=facts.now, by=facts.actor, step=ends[0], rows=numbers))
    return (*events, *found)


def _begins(state: Deployment, event: e.Event, plan: Plan) -> bool:
    if isinstance(event, e.StepStarted):
        return _is_of_tests(event.step, plan)
    if not isinstance(event, e.RolledBack) or state.rollback is None:
        return False
    return not any(_is_of_tests(number, plan) for number in state.rollback.steps)


def _is_of_tests(number: str, plan: Plan) -> bool:
    step = plan.step(number)
    return step is not None and is_testing(step)


def send(state: Deployment, intent: SendTest, facts: Facts) -> Decision:
    """That a row which writes is sent now, once for each press; nothing, where it may not be, or was.

    Nothing is sent on hold, nor once what was to be tested is walked back.
    """
    watch = state.watch
    test = next((each for each in facts.plan.smoke_tests if each.number == intent.number), None)
    is_wanted = intent.asked == watch.asked and intent.number in watch.left and not state.hold
    if test is None or not is_wanted or _is_of_another_walk(state) or is_sent(state, intent.number):
        return ()
    return (e.SmokeTestSent(at=facts.now, by=None, number=test.number, name=test.name),)


def is_sent(state: Deployment, number: int) -> bool:
    """Whether a row that writes was sent, and no answer to it is known."""
    known = state.watch.test(number)
    return known is not None and known.result.outcome is SmokeOutcome.UNANSWERED


def report(state: Deployment, intent: ReportSmokeTests, facts: Facts) -> Decision:
    """Take what came of tests that a machine was asked for, unless it was asked anew since.

    What failed speaks for a rollback, what passes is over.
    """
    watch = state.watch
    if state.begun is None or intent.asked != watch.asked:
        return ()
    runs = _runs(state, intent.results, facts)
    if not runs:
        return ()
    story = Story(state)
    if set(watch.left) - intent.results.keys():
        story.add(e.SmokeTestsReported(at=facts.now, by=None, runs=runs))
    else:
        every = {each.number: each for each in (*watch.tests, *runs)}
        in_order = tuple(every[number] for number in sorted(every))
        asked_at = watch.tested_at or facts.now
        story.add(e.SmokeTestsRun(at=facts.now, by=None, runs=in_order, asked_at=asked_at, asked=watch.asked))
    speak(story, facts, runs)
    return story.events


def _runs(state: Deployment, results: Mapping[int, SmokeResult], facts: Facts) -> tuple[SmokeRun, ...]:
    """What is news. Any row of which nothing is known may be people's; what somebody ticked stays."""
    found: list[SmokeRun] = []
    for test in facts.plan.smoke_tests:
        result, known = results.get(test.number), state.watch.test(test.number)
        is_left = test.number in state.watch.left
        if result is None or not (is_left or (known is None and result.outcome is SmokeOutcome.NOT_RUN)):
            continue
        result = _without_excuse(state, facts, result)
        if known and known.by:
            is_judged = result.outcome is not SmokeOutcome.NOT_RUN
            found.append(replace(known, machine=result) if is_judged else known)
            continue
        if _is_turned_away(state, facts.plan, test, result, found):
            result = replace(result, outcome=SmokeOutcome.LOCKED)
        found.append(SmokeRun(number=test.number, name=test.name, result=result, at=facts.now))
    return tuple(found)


def _without_excuse(state: Deployment, facts: Facts, result: SmokeResult) -> SmokeResult:
    """A maintenance page excuses a release while this deployment has its own up: else users meet it.

    Rows are run one after the other: this one was sent after what was heard last.
    """
    if result.outcome is not SmokeOutcome.MAINTENANCE:
        return result
    why = why_down(state, facts.plan, state.watch.heard_at or facts.now)
    what = f"{result.status}, {BUSY}" if result.why == BUSY else "a maintenance page answered"
    if not why and result.why == BUSY and not is_named(facts.plan):
        why = "the plan has no maintenance mode"
    return replace(result, outcome=SmokeOutcome.FAILED, why=f"{what}, but {why}") if why else result


def _is_turned_away(
    state: Deployment, plan: Plan, test: SmokeTest, result: SmokeResult, found: Sequence[SmokeRun]
) -> bool:
    """Whether a row that reads lacks what a row before it, which writes and has not passed, may get it."""
    if result.outcome is not SmokeOutcome.FAILED or result.status not in TURNED_AWAY or is_writing(test):
        return False
    known = {each.number: each.result.outcome for each in (*state.watch.tests, *found)}
    return any(
        is_writing(each) and known.get(each.number) is not SmokeOutcome.PASSED
        for each in plan.smoke_tests
        if each.number < test.number
    )


def speak(story: Story, facts: Facts, runs: Iterable[SmokeRun]) -> None:
    """Have what failed speak for a rollback; what passed, and spoke for one before, is over."""
    known = {each.subject: each for each in known_of(story.state, EvidenceKind.SMOKE_TEST)}
    found: list[Evidence] = []
    for run in runs:
        before = known.get(subject_of(run))
        if run.result.outcome is SmokeOutcome.FAILED:
            since = before.since if before else facts.now
            kind = EvidenceKind.SMOKE_TEST
            found.append(Evidence(kind=kind, subject=subject_of(run), text=_failed(run), since=since))
        elif run.result.outcome is SmokeOutcome.PASSED and before:
            found.append(replace(before, is_over=True))
    if found:
        raise_question(story, facts, found)


def subject_of(run: SmokeRun) -> str:
    """What a question knows the test by; 7.2's suite has no number."""
    return f"{run.number}" if run.number else SUITE


def _failed(run: SmokeRun) -> str:
    """`smoke test 4, Add to cart, failed: 500 Internal Server Error`."""
    what = f"smoke test {run.number}, {run.name}," if run.number else f"{run.name}"
    why = f": {run.result.why}" if run.result.why else ""
    by = f" ({run.by.name})" if run.by else ""
    return f"{what} failed{why}{by}"
