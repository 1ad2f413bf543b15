from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.evolve import fold
from bot.domain.plan import Phase, Step
from bot.domain.question_parts import Choice
from bot.domain.questions import step_question
from bot.domain.state import Lifecycle, StepStatus
from bot.domain.watch import MetricRead, Sample
from bot.domain.watch_ending import WITHIN, is_watch, may_end_itself, over, why_not
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.watches import WATCH, later, measured, watching

MINUTES = timedelta(minutes=30)
SECOND = timedelta(seconds=1)


def status(stage: Stage) -> StepStatus:
    """How far the watch is."""
    return stage.state.steps[WATCH].status


def notes(stage: Stage) -> list[str]:
    """With which words it ended in the last decision."""
    return [each.note for each in stage.last if isinstance(each, e.StepFinished)]


def test_it_ends_itself_once_its_time_is_over() -> None:
    """Not a second before; nobody did it, and Monitoring Normal is asked for."""
    stage = watching()
    measured(later(stage, MINUTES - SECOND))
    assert StepStatus.RUNNING is status(stage)
    measured(later(stage, SECOND))
    assert ["StepFinished", "ConfirmationAsked", "ConfirmationAsked"] == m.names(stage)
    assert ["by itself: 2 of 2 metrics normal for 30 min"] == notes(stage)
    assert (StepStatus.DONE, None, stage.at) == (
        status(stage),
        stage.state.steps[WATCH].by,
        stage.state.steps[WATCH].ended_at,
    )
    assert stage.state == fold(stage.events)


def test_its_owner_is_told() -> None:
    """Directly, beside the message in the thread."""
    stage = measured(later(watching(), MINUTES))
    question = step_question(WATCH, 1)
    assert PostMessage(kind=MessageKind.STEP, subject=question, to=p.OMAR.id) in stage.effects()
    assert RewriteMessages(kind=MessageKind.STEP, subject=question) in stage.effects()


def test_what_was_not_normal_all_the_time_is_said() -> None:
    """It is normal by now, and since when."""
    stage = measured(later(watching(), timedelta(minutes=10)), 1.4)
    measured(later(stage, timedelta(minutes=5)))
    since = stage.at
    measured(later(stage, timedelta(minutes=15)))
    expected = (
        f"by itself: 2 of 2 metrics normal, Error Rate since {since + timedelta(hours=1):%H:%M} CET only"
    )
    assert [expected] == notes(stage)


@pytest.mark.parametrize(
    ("errors", "why"),
    [(1.01, "Error Rate is warning"), (5.01, "Error Rate is critical"), (None, "Error Rate is no data")],
)
def test_what_is_not_normal_is_for_its_owner(errors: float | None, why: str) -> None:
    """Until it is: then it ends, however late."""
    stage = measured(later(watching(), MINUTES), errors)
    assert (StepStatus.RUNNING, why) == (status(stage), why_not(stage.state, stage.plan))
    assert not may_end_itself(stage.state, stage.plan.step(WATCH) or stage.plan.steps[0])
    measured(later(stage, timedelta(minutes=1)))
    assert StepStatus.DONE is status(stage)


def test_what_cannot_be_read_or_was_not_read_now_ends_nothing() -> None:
    """What is known from before says nothing of now."""
    stage = later(watching(), MINUTES)
    m.answered(stage, MetricRead(metric=m.ERRORS, samples=(Sample(at=stage.at, value=0.4),)))
    assert StepStatus.RUNNING is status(stage)
    stage.wake(AGENDA_TIMER)
    assert StepStatus.RUNNING is status(stage)
    down = (MetricRead(metric=name, unavailable="no answer") for name in (m.ERRORS, m.ORDERS))
    m.answered(stage, *down)
    assert (StepStatus.RUNNING, "Error Rate is not readable") == (
        status(stage),
        why_not(stage.state, stage.plan),
    )


def test_a_row_without_a_query_is_for_its_owner() -> None:
    """Whatever is measured."""
    stage = measured(later(watching(m.watching(m.metric(), m.orders(), m.by_hand())), MINUTES))
    assert (StepStatus.RUNNING, "Disk Space has no query") == (
        status(stage),
        why_not(stage.state, stage.plan),
    )


def test_it_waits_while_a_rollback_is_asked_about() -> None:
    """Decided to go on, the next look ends it."""
    stage = later(watching(), MINUTES)
    stage.do(i.RequestRollback(reason="orders are lost"), p.DBA)
    measured(stage)
    assert (StepStatus.RUNNING, "it is asked whether to roll back") == (
        status(stage),
        why_not(stage.state, stage.plan),
    )
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="they are not"), p.ANA)
    assert stage.state.question is None
    measured(later(stage, timedelta(minutes=1)))
    assert StepStatus.DONE is status(stage)


def test_it_waits_while_the_deployment_is_on_hold() -> None:
    """Whoever holds it wants to look; resumed, the next look ends it."""
    stage = later(watching(), MINUTES)
    stage.do(i.Hold(reason="wait for the supplier"), p.ANA)
    measured(stage)
    assert (StepStatus.RUNNING, "the deployment is on hold") == (
        status(stage),
        why_not(stage.state, stage.plan),
    )
    stage.do(i.Resume(), p.ANA)
    measured(later(stage, timedelta(minutes=1)))
    assert StepStatus.DONE is status(stage)


def test_it_is_started_as_any_step_and_put_off_as_any() -> None:
    """What nobody started does not run, and more time is more watching."""
    called = watching()
    called.do(i.DelayStep(step=WATCH, minutes=10), p.OMAR)
    measured(later(called, MINUTES))
    assert StepStatus.RUNNING is status(called)
    measured(later(called, timedelta(minutes=10)))
    assert StepStatus.DONE is status(called)
    stage = Stage(m.watching()).to_verifying()
    while WATCH not in stage.state.steps:
        number = next(number for number, each in stage.state.steps.items() if not each.status.is_over)
        stage.do(i.FinishStep(step=number), p.ANA)
    measured(later(stage, 2 * MINUTES))
    assert StepStatus.CALLED is status(stage)


def test_after_a_pause_of_the_bot_it_ends_by_what_is_measured_now() -> None:
    """Its end is the minute in which somebody looked."""
    stage = measured(later(watching(), timedelta(hours=3)))
    assert ["by itself: 2 of 2 metrics normal for 3 h"] == notes(stage)


@given(after=st.timedeltas(timedelta(0), timedelta(hours=2)), errors=st.floats(0, 10), held=st.booleans())
def test_it_ends_itself_when_all_is_well_and_else_never(
    after: timedelta, errors: float, *, held: bool
) -> None:
    """Whenever it is looked, whatever is measured: by what stands in the state after it."""
    stage = watching()
    if held:
        stage.do(i.Hold(reason="wait"), p.ANA)
    measured(later(stage, after), errors)
    is_well = after >= MINUTES and errors < 1 and not held
    assert is_well == (status(stage) is StepStatus.DONE)
    assert over(stage.state, stage.plan, stage.at) is None


def test_only_who_looks_is_a_watch() -> None:
    """As the first word says, of 3.3; who verifies or sets monitoring up does something."""
    step = next(each for each in m.watching().steps if each.number == WATCH)

    def called(action: str, phase: Phase = Phase.POST_DEPLOYMENT) -> Step:
        return replace(step, action=action, phase=phase)

    watches = ("Monitor for 30 min", "monitoring, 30 min", "Watch the dashboards", "Observe")
    works = ("Verify monitoring and alerts", "Enable monitoring", "Update watch list", "", "Run smoke tests")
    assert [True] * 4 + [False] * 5 == [is_watch(called(action)) for action in (*watches, *works)]
    assert not is_watch(called("Monitor for 30 min", Phase.DEPLOYMENT))


def test_its_owner_is_not_asked_before_it_had_time_to_end_itself() -> None:
    """Two minutes; at once where it will not."""
    for errors, after in ((0.4, WITHIN), (1.4, timedelta(0))):
        stage = measured(later(watching(), MINUTES - SECOND), errors)
        later(stage, SECOND + after - SECOND).wake(AGENDA_TIMER)
        assert [] == _asked(stage)
        later(stage, SECOND).wake(AGENDA_TIMER)
        assert [p.OMAR.id] == _asked(stage)


def _asked(stage: Stage) -> list[str]:
    return [
        each.to
        for each in stage.effects()
        if isinstance(each, PostMessage) and each.kind is MessageKind.REMINDER and "due" in each.subject
    ]


def test_the_last_one_may_complete_it() -> None:
    """Where the plan asks for no confirmations."""
    stage = measured(later(watching(replace(m.watching(), checkpoints=())), MINUTES))
    assert Lifecycle.COMPLETED is stage.state.state
