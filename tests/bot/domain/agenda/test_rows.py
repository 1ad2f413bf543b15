from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.rows import END_AFTER, END_BACK, LEAD_AFTER, OWNER_AFTER, RULES
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    DATA,
    REVERSED,
    back_until,
    changing,
    data,
    migrated,
    restored,
    reversed_,
    walked_back,
)
from tests.bot.domain.stories import Stage

A_MINUTE = timedelta(minutes=1)


def told(stage: Stage, question: str = DATA) -> list[str]:
    """Who is asked about the data directly now."""
    stage.wake(AGENDA_TIMER)
    return [
        each.to
        for each in stage.effects()
        if isinstance(each, PostMessage) and (each.kind, each.subject) == (MessageKind.ROWS, question)
    ]


def test_the_owner_is_reminded_and_then_the_lead() -> None:
    """With the question itself, once each."""
    stage = migrated()
    asked = stage.at
    stage.at = asked + OWNER_AFTER - A_MINUTE
    assert [] == told(stage)
    stage.at = asked + OWNER_AFTER
    assert [p.DBA.id] == told(stage)
    assert [] == told(stage)
    stage.at = asked + LEAD_AFTER
    assert [p.ANA.id] == told(stage)


def test_nobody_is_reminded_of_what_is_answered() -> None:
    """Nor of what is not asked any more."""
    stage = migrated()
    stage.do(data(), p.DBA)
    assert [] == [item for rule in RULES for item in rule.items(stage.state, stage.plan)]


def test_the_lead_who_was_asked_alone_is_reminded_once() -> None:
    """There is nobody else to tell."""
    stage = Stage(changing(), roles=dict(p.roles(DBA=Holders(unknown=("Dora, +49 1",))))).to_deploying()
    stage.do(i.FinishStep(step="5"), p.ANA)
    stage.at += OWNER_AFTER
    assert [p.ANA.id] == told(stage)
    stage.at += LEAD_AFTER
    assert [] == told(stage)


def test_whoever_takes_over_is_reminded_in_their_turn() -> None:
    """Ten minutes later, though the one before was reminded already; what stands in the thread names them."""
    stage = migrated()
    stage.at += OWNER_AFTER
    assert [p.DBA.id] == told(stage)
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert RewriteMessages(kind=MessageKind.ROWS) in stage.effects()
    stage.at += OWNER_AFTER
    assert [p.NED.id] == told(stage)


def test_on_the_way_back_nobody_is_reminded_of_what_they_are_at() -> None:
    """Ten minutes after the step is over they are."""
    stage = back_until("R3")
    stage.do(i.StartStep(step="R3"), p.DBA)
    stage.at += LEAD_AFTER
    assert [] == told(stage, REVERSED)
    stage.do(i.FinishStep(step="R3"), p.DBA)
    stage.at += OWNER_AFTER
    assert [p.DBA.id] == told(stage, REVERSED)
    stage.at += OWNER_AFTER
    assert [p.ANA.id] == told(stage, REVERSED)


def reminders(stage: Stage) -> list[str]:
    """Who is reminded now that it is not rolled back yet."""
    stage.wake(AGENDA_TIMER)
    return [
        each.to
        for each in stage.effects()
        if isinstance(each, PostMessage) and each.subject.startswith(END_BACK)
    ]


def test_the_lead_is_reminded_that_it_is_not_rolled_back() -> None:
    """Half an hour after every step is over, once, and after a step that is added then once more."""
    stage = walked_back()
    stage.at += END_AFTER - A_MINUTE
    assert [] == reminders(stage)
    stage.at += A_MINUTE
    assert [p.ANA.id, p.SAM.id] == reminders(stage)
    stage.at += END_AFTER
    assert [] == reminders(stage)
    stage.do(i.AddStep(after="R6", action="Look again", role="DBA", minutes=5, reason="to be sure"), p.ANA)
    stage.do(i.FinishStep(step="R6a"), p.DBA)
    stage.at += END_AFTER
    assert [p.ANA.id, p.SAM.id] == reminders(stage)
    stage.do(reversed_(), p.DBA)
    stage.do(restored(), p.DEV)
    assert any(
        isinstance(each, RewriteMessages) and each.subject.startswith(END_BACK) for each in stage.effects()
    )
