from bot.domain import intents as i
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.questions import end_back_question
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    CONFIGURATION,
    DATA,
    RESTORED,
    REVERSED,
    back_until,
    changing,
    data,
    deployed,
    failed,
    migrated,
    ok,
    restored,
    reversed_,
)
from tests.bot.domain.stories import Stage, at_state

REWRITTEN = RewriteMessages(kind=MessageKind.ROWS)


def about_rows(stage: Stage) -> list[Effect]:
    """What the last decision does to the questions about rows."""
    kinds = (PostMessage, RewriteMessages)
    return [each for each in stage.effects() if isinstance(each, kinds) and each.kind is MessageKind.ROWS]


def test_each_part_is_asked_in_its_own_message() -> None:
    """Once, as its step ends."""
    assert [PostMessage(kind=MessageKind.ROWS, subject=DATA)] == about_rows(migrated())
    stage = deployed()
    assert [PostMessage(kind=MessageKind.ROWS, subject=CONFIGURATION)] == about_rows(stage)
    stage.do(i.FinishStep(step="7"), p.DEV)
    assert [] == about_rows(stage)


def test_an_answer_brings_every_copy_up_to_date() -> None:
    """So does what takes it back, and a decision after which nobody need answer."""
    stage = migrated()
    stage.do(data(ok(1)), p.DBA)
    assert [REWRITTEN] == about_rows(stage)
    stage.do(i.ReopenStep(step="5"), p.DBA)
    assert [REWRITTEN] == about_rows(stage)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [PostMessage(kind=MessageKind.ROWS, subject="data:5:2")] == about_rows(stage)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    assert [REWRITTEN] == about_rows(stage)


def test_whoever_confirms_that_it_is_complete_reads_it() -> None:
    """The question of that checkpoint is brought up to date once it is asked."""
    stage = Stage(changing()).to_verifying().walk()
    stage.do(data(failed(1)), p.DBA)
    confirm = [
        each.subject
        for each in stage.effects()
        if isinstance(each, RewriteMessages) and each.kind is MessageKind.CONFIRM
    ]
    assert "confirm:1" in confirm


def test_whoever_tests_reads_what_is_open() -> None:
    """The call of the smoke tests is brought up to date while it is open."""
    stage = Stage(changing()).to_verifying()
    step = RewriteMessages(kind=MessageKind.STEP, subject="step:10:1")
    stage.do(data(ok(1)), p.DBA)
    assert step in stage.effects()
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(data(ok(2)), p.DBA)
    assert step not in stage.effects()


def test_a_plan_without_rows_asks_nothing() -> None:
    """Nor is anything brought up to date."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [] == about_rows(stage)


def test_on_the_way_back_it_is_asked_as_the_step_begins() -> None:
    """Once, also where nobody said that it began."""
    stage = back_until("R3")
    stage.do(i.StartStep(step="R3"), p.DBA)
    assert [PostMessage(kind=MessageKind.ROWS, subject=REVERSED)] == about_rows(stage)
    stage.do(i.FinishStep(step="R3"), p.DBA)
    assert [] == about_rows(stage)
    stage.do(i.FinishStep(step="R4"), p.DEV)
    assert [PostMessage(kind=MessageKind.ROWS, subject=RESTORED)] == about_rows(stage)


def test_restored_from_the_backup_it_is_asked_elsewhere() -> None:
    """The message of the step that failed asks nobody any more, and the next one asks as its own begins."""
    stage = back_until("R3")
    stage.do(i.StartStep(step="R3"), p.DBA)
    stage.do(i.FailStep(step="R3", reason="it has no way down"), p.DBA)
    stage.do(i.RestoreFromBackup(step="R3", reason="orders are damaged"), p.ANA)
    assert [REWRITTEN] == about_rows(stage)
    stage.do(i.StartStep(step="R3a"), p.DBA)
    assert [PostMessage(kind=MessageKind.ROWS, subject="reversed:R3a:1")] == about_rows(stage)


def test_the_lead_is_told_that_the_end_waits() -> None:
    """In the thread and directly, at once; as it is rolled back every copy says so."""
    stage = back_until("R6")
    stage.do(reversed_(), p.DBA)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    told = [
        PostMessage(kind=MessageKind.ROWS, subject=end_back_question(stage.state), to=to)
        for to in ("", p.ANA.id, p.SAM.id)
    ]
    assert told == about_rows(stage)
    stage.do(i.HandOver(role="Deployment Lead", to=p.NED.id), p.ANA)
    own = PostMessage(kind=MessageKind.ROWS, subject=end_back_question(stage.state), to=p.NED.id)
    assert [own, REWRITTEN] == about_rows(stage)
    stage.do(i.HandOver(role="Deployment Lead", to=p.ANA.id), p.NED)
    stage.do(i.ReopenStep(step="R6"), p.DEV)
    assert [REWRITTEN] == about_rows(stage)
    stage.do(i.FinishStep(step="R6"), p.DEV)
    again = about_rows(stage)
    assert (len(told), set()) == (len(again), {*again} & {*told})
    stage.do(restored(ok(1)), p.DEV)
    assert [REWRITTEN] == about_rows(stage)
    stage.do(restored(), p.DEV)
    assert (Lifecycle.ROLLED_BACK, [REWRITTEN]) == (stage.state.state, about_rows(stage))
    stage = back_until("R6")
    stage.do(i.FinishStep(step="R6"), p.DEV)
    stage.do(i.EndWayBack(reason="the console is down"), p.ANA)
    assert [REWRITTEN] == about_rows(stage)
