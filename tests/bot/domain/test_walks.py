"""What holds however people press: every reachable corner of small plans, and random walks through them."""

from collections import deque
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.checklist import open_for_go
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.evolve import fold
from bot.domain.facts import Precedent
from bot.domain.lifecycle import RULES, TABLE
from bot.domain.ordering import awaited
from bot.domain.people import Holders, Person
from bot.domain.plan import Phase, Plan, Severity, Step
from bot.domain.progress import is_over, unconfirmed
from bot.domain.questions import stale
from bot.domain.refusals import Refusal
from bot.domain.run import GO_TIMER, ROLES_TIMER, WINDOW_TIMER
from bot.domain.state import AUTHOR, Lifecycle, StepStatus
from bot.domain.waiting import Ask, Waiting, waiting
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

PRE, DEPLOY, POST = Phase.PRE_DEPLOYMENT, Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT
NO_CHECKPOINTS = replace(p.small(), checkpoints=())
ONLY_POST_MORTEM = p.phase_of(Phase.ROLLBACK, (("R1", "Post-mortem", "All", None),))
PLANS = {
    "small": p.small(),
    "with maintenance": p.maintenance(),
    "without 3.1": p.without_steps(p.small(), PRE),
    "without 3.2": p.without_steps(p.small(), DEPLOY),
    "without 3.3": p.without_steps(p.small(), POST),
    "without checkpoints": NO_CHECKPOINTS,
    "only 3.1": p.without_steps(NO_CHECKPOINTS, DEPLOY, POST),
    "only 3.2": p.without_steps(NO_CHECKPOINTS, PRE, POST),
    "only follow-ups back": replace(p.small(), rollback=ONLY_POST_MORTEM),
    "without 6.3": replace(p.small(), rollback=None),
    "without window": replace(p.small(), window=None),
}
EXPLORED = (
    "small",
    "with maintenance",
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
LOCAL = datetime(2026, 12, 2, 23, 0)  # noqa: DTZ001 - a local time of the plan's zone

SHAPES = {
    **PLANS,
    "emergency": p.of_type("Emergency", p.web_shop()),
    "web shop": p.web_shop(),
    "side by side": p.side_by_side(),
}


def presses(stage: Stage) -> Iterator[tuple[i.Intent, Person | None]]:
    """All that can be asked for in a small plan, each by somebody who may."""
    yield i.Submit(), p.PAUL
    yield i.GiveSignOff(), p.PIA
    yield i.RejectSignOff(reason="untested"), p.PIA
    yield i.TickItem(wanted="1"), p.DBA
    yield i.Begin(override="it is known"), p.ANA
    yield i.Go(), p.ANA
    yield i.Go(at_once=True), p.ANA
    yield i.Hold(reason="slow"), p.DBA
    yield i.Resume(), p.ANA
    yield i.Cancel(reason="supplier"), p.ANA
    yield i.AddNote(text="the replica lags"), p.DBA
    yield i.RequestRollback(severity=Severity.HIGH, reason="errors"), p.ANA
    yield i.Confirm(wanted="1"), p.QUINN
    for timer in (GO_TIMER, WINDOW_TIMER):
        yield i.TimerFired(timer=timer), None
    for step in (*stage.plan.steps, *stage.plan.rollback_steps):
        yield i.StartStep(step=step.number), p.ANA
        yield i.FinishStep(step=step.number), p.ANA
        yield i.FailStep(step=step.number, reason="disk"), p.ANA
        yield i.SkipStep(step=step.number, reason="by hand"), p.ANA
        yield i.RetryStep(step=step.number), p.ANA
        yield i.ReopenStep(step=step.number), p.ANA
        yield i.RestoreFromBackup(step=step.number), p.ANA
        yield i.AddStep(after=step.number, action="Flush the queue", owner="U03", minutes=5), p.ANA


def corner(stage: Stage) -> tuple[object, ...]:
    """A state without its times and counters: what may follow is the same, started or only called."""
    state = stage.state
    asked = {StepStatus.CALLED, StepStatus.RUNNING}
    return (
        stage.at,
        state.state,
        bool(state.hold),
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


Presses = Callable[[Stage], Iterator[tuple[i.Intent, Person | None]]]


def moves(plan: Plan, presses: Presses = presses) -> set[tuple[type[i.Intent], Lifecycle, Lifecycle]]:
    """Every change of state that can be reached with this plan, and by which intent."""
    seen, found = set(), set()
    first = waited(Stage(plan).open())
    if plan.release.change_type.startswith("Standard"):
        first.precedent = Precedent(
            deployment="WEB-DEPLOY-040", plan=plan, given_by=p.CARLA, given_at=first.at
        )
    queue = deque([first])
    while queue:
        stage = queue.popleft()
        here = stage.state.state
        ways, barred = [waited(stage)], set()
        for intent, by in presses(stage):
            rule = RULES[type(intent)]
            if rule.intent in barred or not (rule.leads_to or isinstance(intent, i.TickItem | i.Hold)):
                continue
            following = changed(copy(stage), intent)
            decision = following.ask(intent, by)
            if isinstance(decision, Refusal) and here not in rule.states:
                barred.add(rule.intent)  # What it is about makes no difference.
            if isinstance(decision, Refusal) or not decision:
                continue
            if following.state.state is not here:
                found.add((type(intent), here, following.state.state))
            if not isinstance(intent, i.ReopenStep | i.AddStep):
                # Those lead where the walk has been, or without end.
                ways.append(following)
        for way in ways:
            if corner(way) not in seen:
                seen.add(corner(way))
                queue.append(way)
    return found


def test_table_leads_where_it_says() -> None:
    """The changes of state that can be reached are exactly those that the table names."""
    reached = set().union(*(moves(PLANS[shape]) for shape in EXPLORED))
    reached |= set().union(*(moves(plan, revising) for plan in REVISED))
    declared = {
        (rule.intent, source, target)
        for rule in TABLE
        for source, targets in rule.leads_to.items()
        for target in targets
    }
    assert declared == reached


RELEASE, ROW = "another type of deployment", "a sign-off less"
"""What the walks change in a document, as the text of an amendment."""


def changed(stage: Stage, intent: i.Intent) -> Stage:
    """The stage with the revision that the intent asks for."""
    plan, window = stage.plan, stage.plan.window
    if isinstance(intent, i.Reschedule) and window:
        stage.moves(timedelta(days=1 if window.start == p.T0 else -1))
    elif isinstance(intent, i.Reschedule) or (isinstance(intent, i.Amend) and intent.text == RELEASE):
        other = "Canary" if plan.release.deployment_type == "Blue-Green" else "Blue-Green"
        stage.writes(replace(plan, release=replace(plan.release, deployment_type=other)))
    elif isinstance(intent, i.Amend):
        stage.writes(replace(plan, signoffs=plan.signoffs[:1]))
    return stage


def revising(stage: Stage) -> Iterator[tuple[i.Intent, Person | None]]:
    """All that changes a plan and its approvals before it is begun; one of one step is begun, too."""
    yield i.Submit(), p.PAUL
    yield i.GiveSignOff(), p.PIA
    yield i.GiveSignOff(), p.LEE
    yield i.GiveSignOff(), p.OMAR
    yield i.Reschedule(start=LOCAL), p.ANA
    if len(stage.plan.steps) == 1:
        yield i.Begin(override="it is known"), p.ANA
        for number in ("1", "R1"):
            yield i.FinishStep(step=number), p.ANA
            yield i.SkipStep(step=number, reason="by hand"), p.ANA
        return
    yield i.RejectSignOff(reason="untested"), p.PIA
    yield i.WithdrawSignOff(), p.PIA
    yield i.Amend(text=RELEASE), p.ANA
    yield i.Amend(text=ROW), p.ANA
    yield i.AcceptAmendment(), p.ANA
    yield i.TimerFired(timer=WINDOW_TIMER), None


Press = tuple[int, int, int, int]
"""Which press, by whom, about what, how many minutes later: numbers that are taken modulo what there is."""

WALKS = st.lists(st.tuples(*(st.integers(0, 999) for _ in range(4))), min_size=30, max_size=90)


def answer(asked: Waiting, stage: Stage, detail: int) -> i.Intent:
    """A good answer to an open question."""
    question = asked.question
    step = question.split(":")[1]
    if asked.ask is Ask.STEP:
        if detail % 5 == 0:
            return i.FailStep(step=step, reason="disk", question=question)
        return i.FinishStep(step=step, question=question)
    if asked.ask is Ask.FAILED_STEP:
        if stage.state.hold or detail % 2 == 0:
            return i.SkipStep(step=step, reason="by hand", question=question)
        return i.RetryStep(step=step, question=question)
    return {
        Ask.SUBMIT: i.Submit(question=question),
        Ask.SIGN_OFF: i.GiveSignOff(question=question),
        Ask.BEGIN: i.Begin(question=question, override="it is known"),
        Ask.GO: i.Go(question=question, at_once=detail % 2 == 0),
        Ask.RESUME: i.Resume(question=question),
        Ask.CONFIRM: i.Confirm(question=question, wanted=step.partition(".")[0]),
    }[asked.ask]


def press(stage: Stage, numbers: Press, questions: list[str]) -> tuple[i.Intent, Person | None]:
    """Half of the presses answer what waits; the others are anything by anybody, with any old button."""
    which, who, detail, _ = numbers
    asks = waiting(stage.state, stage.plan)
    if which % 2 and asks:
        asked = asks[detail % len(asks)]
        if asked.people:
            return answer(asked, stage, who), asked.people[who % len(asked.people)]
    wild = [
        *presses(stage),
        *revising(stage),
        (i.TimerFired(timer=ROLES_TIMER), None),
        (i.GiveSignOff(wanted="1 fine"), None),
    ]
    intent, by = wild[detail % len(wild)]
    people = (*p.CAST, p.STRANGER)
    question = questions[who % len(questions)] if questions and which % 4 == 0 else ""
    if isinstance(intent, i.TimerFired):
        return intent, None
    return replace(intent, question=question), by if who % 3 and by else people[who % len(people)]


def before(plan: Plan, number: str) -> list[Step]:
    """The steps that must be over when one of section 3 is called: earlier phases, and what it waits for."""
    called = plan.step(number)
    assert called
    phases = list(Phase)
    waits = awaited([step for step in plan.steps if step.phase is called.phase])[number]
    return [
        step
        for step in plan.steps
        if step.number in waits or phases.index(step.phase) < phases.index(called.phase)
    ]


class Watch:
    """Checks after each press what must always hold."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.open: set[str] = set()
        self.closed: set[str] = set()

    def after(self, intent: i.Intent, before: Lifecycle) -> None:
        """What holds after an accepted intent; `before` is the state it was accepted in."""
        stage, state = self.stage, self.stage.state
        now = state.state
        assert now is before or now in RULES[type(intent)].leads_to.get(before, ())
        assert fold(stage.events) == state
        for event in stage.last:
            self._event(event)
        self._effects()
        self._questions()

    def _event(self, event: e.Event) -> None:
        state, plan = self.stage.state, self.stage.plan
        if isinstance(event, e.SignedOff):
            assert event.by
            assert state.submitted
            assert not state.holders(AUTHOR).include(event.by)
            assert event.by != state.submitted.by
            assert state.holders(event.role).include(event.by)
        if isinstance(event, e.Completed):
            assert () == unconfirmed(state, plan)
            assert all(is_over(state, step) for step in plan.steps)
        if isinstance(event, e.StepCalled) and not state.way_back:
            assert all(is_over(state, step) for step in before(plan, event.step))
            assert state.hold is None

    def _effects(self) -> None:
        effects = self.stage.effects()
        assert len(set(effects)) == len(effects)
        assert bool(effects) is bool(self.stage.last)
        if self.stage.last:
            assert RewriteMessages(kind=MessageKind.STATUS) in effects

    def _questions(self) -> None:
        state = self.stage.state
        self.open |= {asked.question for asked in waiting(state, self.stage.plan)}
        for question in self.open:
            if stale(state, question, None):
                self.closed.add(question)
            else:
                assert question not in self.closed


def walk(stage: Stage, presses_made: list[Press]) -> None:
    """Press, and watch."""
    watch = Watch(stage)
    for numbers in presses_made:
        intent, by = press(stage, numbers, sorted(watch.open | watch.closed))
        stage.at += timedelta(minutes=numbers[3] % 9)
        if isinstance(intent, i.TimerFired) and intent.timer == ROLES_TIMER:
            stage.roles = dict(p.roles(DBA=Holders(people=(p.CAST[numbers[1] % len(p.CAST)],))))
        before, state = stage.state.state, stage.state
        decision = changed(stage, intent).ask(intent, by)
        if isinstance(decision, Refusal):
            assert decision.text
            assert "nobody in Slack" not in decision.text
            assert state is stage.state
        else:
            watch.after(intent, before)


@settings(deadline=None)
@given(shape=st.sampled_from(sorted(SHAPES)), made=WALKS)
def test_whatever_people_press(shape: str, made: list[Press]) -> None:
    """No press crashes, skips a step, signs for another, or opens a settled question again."""
    walk(Stage(SHAPES[shape]).open(), made)


def settle(stage: Stage) -> None:
    """Answers all that waits."""
    while asks := waiting(stage.state, stage.plan):
        stage.do(answer(asks[0], stage, 1), asks[0].people[0])


def finish_otherwise(stage: Stage, asked: Waiting) -> None:
    """The lead's way out where an answer alone does not do: tick what Go wants, wait, or give it up."""
    if asked.ask is Ask.GO and (left := open_for_go(stage.state, stage.plan)):
        for item in left:
            stage.do(i.TickItem(wanted=str(item.number)), p.ANA)
    elif asked.ask is Ask.GO and stage.at >= p.END:
        stage.do(i.Go(at_once=True), p.ANA)
    elif asked.ask in {Ask.SUBMIT, Ask.BEGIN}:
        stage.do(i.Cancel(reason="too late or nobody to sign"), p.ANA)
    else:
        raise AssertionError(asked)


def finish_last(stage: Stage) -> None:
    """What waits for the clock: an early Go, or a window that ended."""
    if stage.state.go and stage.state.state is Lifecycle.PRE_DEPLOYMENT:
        stage.wait_for_go()
        settle(stage)
    else:
        stage.do(i.Cancel(reason="missed"), p.ANA)


@settings(deadline=None)
@given(shape=st.sampled_from(sorted(SHAPES)), made=WALKS)
def test_nothing_is_ever_stuck(shape: str, made: list[Press]) -> None:
    """From wherever people got to, those who are waited for bring the deployment to an end."""
    stage = Stage(SHAPES[shape]).open()
    walk(stage, made)
    for _ in range(100):
        asks = waiting(stage.state, stage.plan)
        if not asks or (stage.state.state is Lifecycle.DRAFT and stage.at >= p.END):
            break
        decision = stage.ask(answer(asks[0], stage, 1), asks[0].people[0])
        if isinstance(decision, Refusal):
            finish_otherwise(stage, asks[0])
    if not stage.state.state.is_closed:
        finish_last(stage)
    assert stage.state.state.is_closed


@pytest.mark.parametrize("shape", sorted(PLANS))
def test_every_shape_of_plan_completes(shape: str) -> None:
    """A plan with a part missing is carried out to its end all the same."""
    stage = Stage(PLANS[shape])
    stage.to_deploying()
    settle(stage)
    assert Lifecycle.COMPLETED is stage.state.state
