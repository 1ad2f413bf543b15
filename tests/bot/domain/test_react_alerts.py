"""What is done outside about alerts."""

from bot.domain import intents as i
from bot.domain.alerts import Loose
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, TieAlert
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import alert, fires, later, resolves
from tests.bot.domain.quiet import begun
from tests.bot.domain.stories import Stage

POST, REWRITE = PostMessage(kind=MessageKind.ALERTS), RewriteMessages(kind=MessageKind.ALERTS)
GO = RewriteMessages(kind=MessageKind.GO)


def about(stage: Stage) -> list[Effect]:
    """What the last decision leads to that is about alerts, or shows them."""
    kinds = {MessageKind.ALERTS, MessageKind.GO}
    return [
        each
        for each in stage.effects()
        if isinstance(each, TieAlert)
        or (isinstance(each, PostMessage | RewriteMessages) and each.kind in kinds)
    ]


def test_nobody_hears_of_alerts_before_begin() -> None:
    """Then the thread does, once; the outbox knows whether it has the message."""
    stage = fires(Stage().to_approved(), "Disk")
    assert [REWRITE] == about(stage)
    assert [POST] == about(begun(stage))


def test_the_thread_has_one_message() -> None:
    """It is posted with the first and kept true with all that follow, also when nothing fires any more."""
    stage = fires(Stage().to_deploying(), "HighErrorRate")
    assert [POST] == about(stage)
    assert [REWRITE] == about(resolves(later(stage), "HighErrorRate"))


def test_go_shows_what_fires() -> None:
    """While it is asked for."""
    assert [POST, GO] == about(fires(Stage().to_go(), "HighErrorRate"))


def test_what_a_step_may_make_news_is_shown() -> None:
    """As it begins or ends, if anything fires."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [] == about(stage)
    fires(stage, "HighErrorRate")
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [POST] == about(stage)
    stage.do(i.AddNote(text="looks odd"), p.DBA)
    assert [] == about(stage)


def test_what_is_tied_by_hand_stays_so() -> None:
    """Its later reports concern the deployment, too; the log says who did it."""
    stage = Stage().to_deploying()
    stage.loose = (Loose(number=7, alert=alert("Disk full", key="pd:Q1")),)
    stage.do(i.AttachAlert(wanted="7"), p.ANA)
    assert [TieAlert(key="pd:Q1", why="tied by hand"), POST] == about(stage)
    logs = [
        each for each in stage.effects() if isinstance(each, PostMessage) and each.kind is MessageKind.LOG
    ]
    assert 1 == len(logs)
