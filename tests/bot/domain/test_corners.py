"""Every corner of small plans that can be reached, and that the lifecycle's table names the ways there."""

from collections import deque
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.facts import Precedent
from bot.domain.lifecycle import RULES, TABLE
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import machines, plans as p
from tests.bot.domain.pressing import PLANS, Presses, changed, presses, revising
from tests.bot.domain.sections import restored, reversed_, walked_back
from tests.bot.domain.stories import Stage
from tests.bot.domain.watches import later, measured, watching

EXPLORED = (
    "only what notifies",
    "small",
    "with maintenance",
    "all with maintenance",
    "without 3.2",
    "without checkpoints",
    "only 3.1",
    "only 3.2",
    "only follow-ups back",
)
"""Those that together reach every change of state."""

UAT, DEV_LEAD = p.row(1, "UAT Sign-off", "Product Owner"), p.row(2, "Dev Lead")
OPERATIONS = p.row(2, "Operations Sign-off", "Ops Manager")
REVISED = (
    *(replace(plan, signoffs=(UAT, DEV_LEAD)) for plan in (p.small(), p.maintenance())),
    *(replace(plan, signoffs=(UAT, OPERATIONS)) for plan in (p.small(), p.maintenance())),
    p.of_type("Standard until 2026-12-01", replace(p.small(), signoffs=(p.row(1, "CAB"),))),
)
"""Plans of two sign-offs, of which one at most stands for the window; and one whose only one is carried."""
SHORTLY_BEFORE = p.T0 - timedelta(minutes=5)


def corner(stage: Stage) -> tuple[object, ...]:
    """A state without its times and counters: what may follow is the same, started or only called."""
    state = stage.state
    asked = {StepStatus.CALLED, StepStatus.RUNNING}
    return (
        stage.at,
        state.state,
        bool(state.hold),
        state.question and tuple(vote.choice for vote in state.question.votes.values()),
        state.window_start,
        (stage.plan.release.deployment_type, len(stage.plan.signoffs)),
        state.proposal and (state.proposal.revision, state.proposal.falls),
        state.go and state.go.effective_at <= stage.at,
        frozenset(state.checks),
        frozenset(state.signoffs),
        frozenset(state.confirmations),
        frozenset((step, each.status not in asked and each.status) for step, each in state.steps.items()),
    )


def waited(stage: Stage) -> Stage:
    """The same a while later: shortly before T-0, at T-0, when the window ends, and for ever after."""
    later = copy(stage)
    later.at = next((at for at in (SHORTLY_BEFORE, p.T0, p.END) if at > stage.at), stage.at)
    return later


Move = tuple[type[i.Intent], Lifecycle, Lifecycle]


def following(stage: Stage, presses: Presses) -> Iterator[tuple[i.Intent, Stage]]:
    """What each press that may lead somewhere is answered with, where it is accepted."""
    barred: set[type[i.Intent]] = set()
    for intent, by in presses(stage):
        rule = RULES[type(intent)]
        if rule.intent in barred or not (rule.leads_to or isinstance(intent, i.TickItem | i.Hold)):
            continue
        pressed = changed(copy(stage), intent)
        decision = pressed.ask(intent, by)
        if isinstance(decision, Refusal):
            if stage.state.state not in rule.states:
                barred.add(rule.intent)  # Asked for another step it is refused alike.
        elif decision:
            yield intent, pressed


def moves(plan: Plan, presses: Presses = presses) -> set[Move]:
    """Every change of state that can be reached with this plan, and by which intent."""
    found: set[Move] = set()
    first = waited(Stage(plan).open())
    if plan.release.change_type.startswith("Standard"):
        first.precedent = Precedent(
            deployment="WEB-DEPLOY-040", plan=plan, given_by=p.CARLA, given_at=first.at
        )
    seen, queue = {corner(first)}, deque([first])
    while queue:
        stage = queue.popleft()
        here, ways = stage.state.state, [waited(stage)]
        for intent, pressed in following(stage, presses):
            if pressed.state.state is not here:
                found.add((type(intent), here, pressed.state.state))
            if not isinstance(intent, i.ReopenStep | i.AddStep):
                ways.append(pressed)  # Those two lead where the walk has been, or without end.
        for way in ways:
            if corner(way) not in seen:
                seen.add(corner(way))
                queue.append(way)
    return found


def ends_itself() -> Move:
    """Where nobody confirms anything a watch that ends itself completes it: no press leads there."""
    stage = watching(replace(machines.watching(), checkpoints=()))
    before = stage.state.state
    measured(later(stage, timedelta(minutes=30)))
    return i.ReportMetrics, before, stage.state.state


def is_back() -> set[Move]:
    """The last answer to whether all is back ends the way back, or the lead does, past what is not."""
    found: set[Move] = set()
    for intent in (reversed_(), i.EndWayBack(reason="the console is down")):
        stage = walked_back()
        stage.do(restored(), p.DEV)
        before = stage.state.state
        stage.do(intent, p.ANA)
        found.add((type(intent), before, stage.state.state))
    return found


@pytest.mark.uncounted
def test_table_leads_where_it_says() -> None:
    """The changes of state that can be reached are exactly those that the table names."""
    reached = set().union(*(moves(PLANS[shape]) for shape in EXPLORED))
    reached |= set().union(*(moves(plan, revising) for plan in REVISED))
    reached |= {ends_itself(), *is_back()}
    declared = {
        (rule.intent, source, target)
        for rule in TABLE
        for source, targets in rule.leads_to.items()
        for target in targets
    }
    assert declared == reached
