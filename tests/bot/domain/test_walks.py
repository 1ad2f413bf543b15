"""What holds however people press: random walks through plans of every shape."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.checklist import open_for_go
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.evolve import fold
from bot.domain.lifecycle import RULES
from bot.domain.ordering import awaited
from bot.domain.people import Holders, Person
from bot.domain.plan import Phase, Plan, Step
from bot.domain.progress import current_steps, is_over, unconfirmed
from bot.domain.question_parts import Choice
from bot.domain.refusals import Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.staleness import stale
from bot.domain.state import AUTHOR, Lifecycle
from bot.domain.waiting import Ask, Waiting, waiting
from tests.bot.domain import plans as p
from tests.bot.domain.pressing import PLANS, changed, presses, revising
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import Stage

SHAPES = {
    **PLANS,
    "emergency": p.of_type("Emergency", p.web_shop()),
    "web shop": p.web_shop(),
    "side by side": p.side_by_side(),
}


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
    if asked.ask is Ask.DECISION:
        choice = Choice.ROLLBACK if detail % 5 == 0 else Choice.CONTINUE
        return i.CastVote(choice=choice, reason="it is the cache", question=question)
    return {
        Ask.SUBMIT: i.Submit(question=question),
        Ask.SIGN_OFF: i.GiveSignOff(question=question),
        Ask.BEGIN: i.Begin(question=question, override="it is known"),
        Ask.GO: i.Go(question=question, at_once=detail % 2 == 0),
        Ask.RESUME: i.Resume(question=question),
        Ask.METRIC: i.SayMetric(question=question, wanted=asked.subject, is_normal=True),
        Ask.CONFIRM: i.Confirm(question=question, wanted=step.partition(".")[0]),
        Ask.ESCALATION: i.PassOn(question=question) if detail % 3 == 0 else i.Acknowledge(question=question),
        Ask.IN_CHARGE: i.StandDown(question=question),
    }[asked.ask]


def by_the_clock(stage: Stage) -> Iterator[tuple[i.Intent, Person | None]]:
    """What comes by the minute, and what people say of it."""
    yield i.TimerFired(timer=AGENDA_TIMER), None
    yield i.NoteDnd(asked=(p.DBA.id, p.DEV.id), quiet=quiet_for(p.DBA, p.DEV)), None
    yield i.Escalate(reason="orders are lost"), p.OMAR
    for step in current_steps(stage.state, stage.plan):
        yield i.DelayStep(step=step.number, minutes=10), p.ANA
        yield i.Snooze(step=step.number, minutes=5), p.ANA
        yield i.StopReminding(step=step.number), p.SAM


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
        *by_the_clock(stage),
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
