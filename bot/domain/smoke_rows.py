"""How the rows of 7.1 stand: which a machine is at, what runs on a press or is people's, what is left."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.agenda_events import key
from bot.domain.people import Person
from bot.domain.plan import Phase, Plan, SmokeTest, Step
from bot.domain.smoke_requests import hindrance, request_of
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeRun
from bot.domain.words import stemmed, stems

_TESTING = stemmed("smoke")
LOST_AFTER = timedelta(minutes=3)
"""A machine that says nothing for so long is not waited for any more."""
SILENT = "smoke-tests-silent"
"""The rule of the agenda by which that is said."""


class Standing(StrEnum):
    """How a row stands; all but the first two are open."""

    PASSED = "passed"
    FAILED = "failed"
    MAINTENANCE = "the maintenance page answered"
    UNDER_WAY = "being run"
    SILENT = "not heard of"
    UNANSWERED = "sent, no answer"
    ON_A_PRESS = "runs on a press"
    OF_PEOPLE = "to tick by hand"
    NOT_ASKED = "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of 7.1, how it stands, and what is known of it."""

    test: SmokeTest
    standing: Standing
    run: SmokeRun | None


BY_OUTCOME = {
    SmokeOutcome.PASSED: Standing.PASSED,
    SmokeOutcome.FAILED: Standing.FAILED,
    SmokeOutcome.MAINTENANCE: Standing.MAINTENANCE,
    SmokeOutcome.NOT_RUN: Standing.OF_PEOPLE,
    SmokeOutcome.UNANSWERED: Standing.UNANSWERED,
    SmokeOutcome.LOCKED: Standing.ON_A_PRESS,
}


def is_testing(step: Step) -> bool:
    """Whether the step runs the smoke tests of 7; one of 3.1 readies them at most: nothing is deployed."""
    return step.phase is not Phase.PRE_DEPLOYMENT and bool(stems(step.action) & _TESTING)


def silence(state: Deployment) -> str:
    """What the agenda knows it by that nothing was heard since then; whatever is heard makes it another."""
    heard = state.watch.heard_at
    return f"{state.watch.asked}:{heard:%Y%m%dT%H%M%S.%f}" if heard else ""


def is_silent(state: Deployment) -> bool:
    """Whether it was said that nothing is heard of the tests that a machine was asked for."""
    return bool(state.watch.left) and key(SILENT, silence(state)) in state.came_due


def rows(state: Deployment, plan: Plan) -> tuple[Row, ...]:
    """Every row, in the order of the table."""
    return tuple(_row(state, test) for test in plan.smoke_tests)


def _row(state: Deployment, test: SmokeTest) -> Row:
    run = state.watch.test(test.number)
    is_left, lost = test.number in state.watch.left, is_silent(state)
    if is_left and not lost:
        standing = Standing.UNDER_WAY
    elif run:
        standing = BY_OUTCOME[run.result.outcome]
    elif is_left:
        standing = Standing.SILENT
    elif is_writing(test):
        standing = Standing.ON_A_PRESS
    else:
        standing = Standing.NOT_ASKED if is_reading(test) else Standing.OF_PEOPLE
    return Row(test=test, standing=standing, run=run)


def with_standing(state: Deployment, plan: Plan, *standings: Standing) -> tuple[Row, ...]:
    """The rows that stand so."""
    return tuple(row for row in rows(state, plan) if row.standing in standings)


def left(state: Deployment, plan: Plan) -> tuple[Row, ...]:
    """The rows that have not passed."""
    return tuple(row for row in rows(state, plan) if row.standing is not Standing.PASSED)


def reading(plan: Plan) -> tuple[int, ...]:
    """The rows that a machine may run whenever it likes."""
    return tuple(test.number for test in plan.smoke_tests if is_reading(test))


def writing(state: Deployment, plan: Plan) -> tuple[int, ...]:
    """The rows that write and that a machine can run, as far as is known; not those that somebody ticked."""
    return tuple(test.number for test in plan.smoke_tests if is_writing(test) and _is_a_machines(state, test))


def _is_a_machines(state: Deployment, test: SmokeTest) -> bool:
    run = state.watch.test(test.number)
    return run is None or (run.by is None and run.result.outcome is not SmokeOutcome.NOT_RUN)


def on_a_press(state: Deployment, plan: Plan) -> tuple[int, ...]:
    """What one press runs: the rows that write, those between them, and those that were turned away."""
    found = writing(state, plan)
    if not found:
        return ()
    locked = {run.number for run in state.watch.tests if run.result.outcome is SmokeOutcome.LOCKED}
    return tuple(
        test.number
        for test in plan.smoke_tests
        if test.number in found
        or (is_reading(test) and (test.number in locked or found[0] < test.number < found[-1]))
    )


def is_reading(test: SmokeTest) -> bool:
    """Whether the row is a request that changes nothing, and that a machine can judge."""
    request = request_of(test)
    return request is not None and not request.is_writing and not hindrance(test)


def is_writing(test: SmokeTest) -> bool:
    """Whether the row is a request that may change something, and that a machine can judge."""
    request = request_of(test)
    return request is not None and request.is_writing and not hindrance(test)


def step_of(state: Deployment, plan: Plan) -> Step | None:
    """The step in which they are run: of several the one that was called last."""
    called = [
        step
        for step in (*plan.steps, *plan.rollback_steps)
        if is_testing(step) and step.number in state.steps
    ]
    return max(called, key=lambda step: state.steps[step.number].called_at, default=None)


def who_tests(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Who is asked for what no machine does: the owner of their step, else the lead."""
    step = step_of(state, plan)
    holders = state.holders(step.owner) if step else state.lead
    return holders.people or holders.deputies or state.lead.all


def named(test: SmokeTest) -> str:
    """`4 Add to cart`."""
    return f"{test.number} {test.name}".rstrip()
