from dataclasses import replace

from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.events import Event
from bot.domain.evolve import fold
from bot.domain.plan import Command
from bot.domain.react_values import values_followed
from bot.domain.state import StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_values import backed_up, plan


def needing_a_log() -> Stage:
    """A rollback is decided while the step runs that makes what the way back needs."""
    command = Command(comment="Rollback database", text="./down.sh {migrations_log}", line=0)
    stage = Stage(replace(p.web_shop(), rollback_commands=(command,))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    return stage


REWRITTEN = RewriteMessages(kind=MessageKind.VALUE)


def followed(stage: Stage, *events: Event) -> list[object]:
    """The effects of the last decision, or of these events."""
    before = fold(stage.events[: -len(stage.last)])
    return list(values_followed(stage.state, events or stage.last, stage.plan, before))


def test_the_owner_is_asked_as_the_step_ends() -> None:
    """In a message of its own, once; what the lead was asked at Begin is not asked again."""
    asked = PostMessage(kind=MessageKind.VALUE, subject="value:backup_id:1")
    stage = backed_up()
    assert [asked] == followed(stage)
    stage.do(i.FinishStep(step="2"), p.DEV)
    assert [] == followed(stage)


def test_the_lead_is_asked_at_begin_for_what_no_step_makes() -> None:
    """So that there is time to look it up."""
    stage = Stage(plan()).to_pre_deployment()
    assert [PostMessage(kind=MessageKind.VALUE, subject="value:previous_version:1")] == followed(stage)


def test_whoever_did_not_end_their_step_is_asked_as_the_rollback_is_decided() -> None:
    """What stands in the messages of the others is brought up to date: it is needed at once now."""
    stage = needing_a_log()
    asked = PostMessage(kind=MessageKind.VALUE, subject="value:migrations_log:1")
    assert [asked, REWRITTEN] == followed(stage)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    assert [REWRITTEN] == followed(stage)


def test_what_the_way_back_waits_for_is_asked_once_more() -> None:
    """The lead did not answer since Begin; what is a last resort alone is not asked for again."""
    stage = backed_up()
    stage.walk()
    stage.do(i.Go(at_once=True), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    again = PostMessage(kind=MessageKind.VALUE, subject="value:previous_version:1 back")
    assert [again, REWRITTEN] == followed(stage)


def test_after_completion_it_is_asked_anew() -> None:
    """Whoever was asked read that nobody needs it any more."""
    stage = Stage(plan()).to_completed()
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    asked = [effect.subject for effect in followed(stage) if isinstance(effect, PostMessage)]
    assert ["value:backup_id:1 back", "value:previous_version:1 back"] == asked


def test_what_is_said_with_done_is_not_asked() -> None:
    """Its message need not be: only what was asked before is brought up to date."""
    effects = followed(backed_up("backup_id=bk-7"))
    assert REWRITTEN == effects[0]
    assert not any(isinstance(effect, PostMessage) for effect in effects)


def test_a_value_reaches_the_steps_that_show_it() -> None:
    """The calls that stand open are rewritten with it."""
    stage = backed_up()
    stage.do(i.AddNote(text="backup_id=bk-7"), p.DBA)
    assert [REWRITTEN, RewriteMessages(kind=MessageKind.STEP, subject="step:2:1")] == followed(stage)
    assert StepStatus.CALLED is stage.state.steps["2"].status


def test_questions_fall_with_the_deployment() -> None:
    """Whoever is asked reads that it is not needed any more; plans without commands have no such message."""
    stage = backed_up()
    stage.do(i.Cancel(reason="not tonight"), p.ANA)
    assert REWRITTEN in followed(stage)
    without = Stage().to_pre_deployment()
    without.do(i.Cancel(reason="not tonight"), p.ANA)
    assert [] == followed(without)
