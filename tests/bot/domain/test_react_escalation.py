from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, LookUpDnd, MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders, Person
from bot.domain.react_escalation import asked_once, ladder_followed, told_it_is_over
from tests.bot.domain import asking as a, ladders as la, plans as p
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import Stage

QUESTION = "escalation:1"
SHOWN = RewriteMessages(kind=MessageKind.LADDER, subject=QUESTION)
CALLS = RewriteMessages(kind=MessageKind.ESCALATION)


def team(count: int) -> tuple[Person, ...]:
    """So many people."""
    return tuple(Person(id=f"U4{number:02}", name=f"Engineer {number}") for number in range(count))


def followed(stage: Stage) -> list[Effect]:
    """What the last decision leads to."""
    return ladder_followed(stage.state, stage.last)


def call(number: int, *people: Person) -> list[Effect]:
    """A call to these."""
    subject = f"{QUESTION} {number}"
    return [PostMessage(kind=MessageKind.ESCALATION, subject=subject, to=person.id) for person in people]


def look_up(*people: Person) -> LookUpDnd:
    """Slack is asked whether it will ring for these."""
    return LookUpDnd(people=tuple(person.id for person in people))


def over(*people: Person) -> list[Effect]:
    """These hear that it is over."""
    subject = f"{QUESTION} over"
    return [PostMessage(kind=MessageKind.ESCALATION, subject=subject, to=person.id) for person in people]


def test_an_issue_has_its_message_and_whoever_is_called_theirs() -> None:
    """Slack is asked whether it will ring for them, and what is posted is not rewritten as well."""
    stage = la.escalated()
    posted = PostMessage(kind=MessageKind.LADDER, subject=QUESTION)
    assert [posted, look_up(la.ON_CALL), *call(1, la.ON_CALL), SHOWN, CALLS] == followed(stage)
    assert posted in stage.effects()
    assert SHOWN not in stage.effects()


def test_each_level_that_is_called_has_its_own_calls() -> None:
    """The ladder's message is brought up to date, and no other is posted."""
    stage = la.escalated()
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    assert [look_up(la.MANAGER), *call(2, la.MANAGER), SHOWN, CALLS] == followed(stage)
    stage.do(i.Escalate(reason="and worse"), p.DBA)
    la.passes(stage, 5)
    again = [(4, la.ON_CALL), (5, la.MANAGER), (6, la.CTO)]
    calls = [effect for number, who in again for effect in (look_up(who), *call(number, who))]
    assert [*calls, SHOWN, CALLS] == followed(stage)


def test_an_answer_is_shown_everywhere() -> None:
    """Nobody new hears of it."""
    stage = la.escalated()
    for intent in (i.Acknowledge(), i.PassOn()):
        stage.do(intent, la.ON_CALL)
        assert [SHOWN, CALLS] == followed(stage)[-2:]


def test_who_leaves_slack_is_on_it_nowhere() -> None:
    """Whoever is called in their place is asked, and all copies say so."""
    stage = la.escalated()
    stage.do(i.Acknowledge(), la.ON_CALL)
    stage.leaves(la.ON_CALL)
    assert [look_up(la.MANAGER), *call(2, la.MANAGER), SHOWN, CALLS] == followed(stage)


def test_a_large_group_is_called_in_the_thread() -> None:
    """Ten are still asked directly."""
    few = la.escalated(On_call=Holders(people=team(ASKED_DIRECTLY)))
    assert call(1, *team(ASKED_DIRECTLY)) == followed(few)[2:-2]
    many = la.escalated(On_call=Holders(people=team(ASKED_DIRECTLY + 1)))
    assert call(1, Person(id="", name="")) == followed(many)[2:-2]
    many.do(i.StandDown(), p.ANA)
    assert [] == over(*told_it_is_over(many.state, many.state.ladders[0]))


def test_the_lead_telephones_who_is_not_in_slack() -> None:
    """So do the lead's deputies; where nobody leads the thread is asked; they hear when it is over."""
    phone = Holders(unknown=("Bea (+49 1)",))
    stage = la.escalated(la.plan_with(la.row("L1", "Vendor", "")), Vendor=phone)
    assert call(1, p.ANA, p.SAM) == followed(stage)[1:-2]
    stage.do(i.Acknowledge(), p.SAM)
    stage.do(i.StandDown(), p.SAM)
    assert [SHOWN, CALLS, *over(p.ANA, p.SAM)] == followed(stage)
    nobody = la.stage_with(la.plan_with(la.row("L1", "Vendor", "")), Vendor=phone)
    nobody.leaves(p.ANA, p.SAM)
    nobody.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert call(1, Person(id="", name="")) == followed(nobody)[1:-2]


def test_who_was_called_hears_that_it_is_over() -> None:
    """But for who passed it on, and who says so."""
    stage = la.escalated()
    stage.do(i.PassOn(), la.ON_CALL)
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    stage.do(i.Acknowledge(), la.CTO)
    stage.do(i.StandDown(), la.CTO)
    assert [SHOWN, CALLS, *over(la.MANAGER)] == followed(stage)


def test_what_slack_says_of_them_is_shown() -> None:
    """Once it is known whether it rings; nothing without an issue."""
    stage = la.escalated()
    stage.do(i.NoteDnd(asked=(la.ON_CALL.id,), quiet={}), None)
    assert [] == followed(stage)
    stage.do(i.NoteDnd(asked=(la.ON_CALL.id,), quiet=quiet_for(la.ON_CALL)), None)
    assert [SHOWN, CALLS] == followed(stage)
    assert [] == ladder_followed(replace(stage.state, ladders=()), stage.last)


def test_what_happens_meanwhile_is_shown() -> None:
    """A call says which step it is at; alerts, which come in storms, change nothing, nor what comes later."""
    stage = la.escalated()
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [SHOWN, CALLS] == followed(stage)
    stage.takes((e.AlertsReported(at=stage.at, by=None, alerts=()),))
    assert [] == followed(stage)
    stage.do(i.StandDown(), p.ANA)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [] == followed(stage)


def asks(stage: Stage, to: Person) -> list[MessageKind]:
    """What somebody is sent by the last decision."""
    return [each.kind for each in stage.effects() if isinstance(each, PostMessage) and each.to == to.id]


def test_who_is_called_and_decides_is_asked_once() -> None:
    """By the call, which asks both, in place of the question and of its reminder; others by the question."""
    stage = a.asked(plan=a.with_levels())
    assert [MessageKind.QUESTION] == asks(stage, p.ANA)
    a.passes(stage, 15)
    assert MessageKind.QUESTION not in asks(stage, p.OMAR)
    assert MessageKind.ESCALATION in asks(stage, p.OMAR)
    a.passes(stage, 5)
    assert ([MessageKind.ESCALATION], [MessageKind.REMINDER]) == (asks(stage, p.OMAR), asks(stage, p.ANA))
    by_hand = la.escalated()
    assert asked_once(by_hand.state, by_hand.effects()) == list(by_hand.effects())
