from bot.domain import intents as i
from bot.domain.effects import (
    Effect,
    LookUpMetrics,
    MessageKind,
    RewriteMessages,
    SetTimer,
)
from bot.domain.looking import EVERY, METRICS_TIMER, is_watched, look_at
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.questions import confirm_question, step_question
from bot.domain.state import Lifecycle
from bot.domain.watch import MetricRead
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.watches import WATCH, measured, watching


def asked(stage: Stage) -> list[Effect]:
    """What machines are asked with the last decision."""
    return [each for each in stage.effects() if isinstance(each, LookUpMetrics)]


def all_asked(stage: Stage) -> list[Effect]:
    """What they were asked until now."""
    return [each for each in stage.history if isinstance(each, LookUpMetrics)]


def looks_set(stage: Stage) -> list[Effect]:
    """The looks that were set with the last decision."""
    return [each for each in stage.effects() if isinstance(each, SetTimer) and each.name == METRICS_TIMER]


def test_metrics_are_asked_for_as_it_begins() -> None:
    """That finds out whether anybody can be asked; not where no row has a query."""
    stage = Stage(m.watching()).to_pre_deployment()
    assert stage.state.begun
    assert [LookUpMetrics(since=stage.at, before=stage.state.begun.at)] == all_asked(stage)
    assert [] == all_asked(Stage(m.watching(m.metric(query=""))).to_pre_deployment())


def test_whoever_begins_to_watch_finds_it_out_once_more() -> None:
    """Unless they are read already."""
    stage = Stage(m.watching()).to_verifying()
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(i.StartStep(step="11"), p.OMAR)
    assert stage.state.begun
    assert [LookUpMetrics(since=stage.at, before=stage.state.begun.at)] == asked(stage)
    stage = m.reads(Stage(m.watching()).to_verifying(), 0.4)
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(i.StartStep(step="11"), p.OMAR)
    assert [] == asked(stage)


def test_from_the_first_answer_on_the_next_look_is_set() -> None:
    """A minute later, once: each look sets the one after it."""
    stage = m.reads(m.begun(), 0.4)
    assert [look_at(stage.at + EVERY)] == looks_set(stage)
    assert [] == looks_set(m.reads(m.passes(stage), 7))
    unset = m.answered(m.begun(), MetricRead(metric=m.ERRORS, is_unset=True))
    assert [] == looks_set(unset)


def test_whoever_decides_reads_how_the_metrics_stand() -> None:
    """Go's message while it waits, and the confirmations that are asked for."""
    stage = Stage(m.watching()).to_go()
    m.reads(stage, 0.4)
    assert RewriteMessages(kind=MessageKind.GO) in stage.effects()
    stage = Stage(m.watching()).to_confirming()
    m.reads(stage, 0.4)
    asked_about = [confirm_question(stage.state, number) for number in stage.state.confirmations_asked]
    rewritten = [RewriteMessages(kind=MessageKind.CONFIRM, subject=each) for each in asked_about]
    assert rewritten == [each for each in stage.effects() if each in rewritten]
    assert rewritten
    m.reads(m.passes(stage), 0.5)
    assert () == stage.effects()


def test_what_goes_on_again_is_read_again() -> None:
    """A rollback that begins after all was confirmed."""
    stage = m.reads(Stage(m.watching()).to_verifying(), 0.4).walk()
    for checkpoint, person in ((1, p.ANA), (2, p.QUINN), (3, p.OMAR), (4, p.PIA)):
        stage.do(i.Confirm(wanted=f"{checkpoint}"), person)
    assert not is_watched(stage.state)
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason="errors"), p.ANA)
    assert Lifecycle.ROLLING_BACK is stage.state.state
    assert [look_at(stage.at + EVERY)] == looks_set(stage)


def test_who_watches_reads_whether_it_ends_itself() -> None:
    """The call and what runs; not what failed."""
    stage = watching()
    watch = RewriteMessages(kind=MessageKind.STEP, subject=step_question(WATCH, 1))
    assert watch in measured(stage, 7.2).effects()
    stage.do(i.FailStep(step=WATCH, reason="nobody is here"), p.OMAR)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="they are"), p.ANA)
    assert watch not in measured(stage, 0.4).effects()
