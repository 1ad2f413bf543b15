from bot.domain import intents as i
from bot.domain.plan import Severity
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.question_offers import question
from tests.bot.domain import asking as a, plans as p
from tests.commands.blocks.gallery_question import LESS, asked

MORE = i.ChangeSeverity(severity=Severity.CRITICAL, reason="orders are lost")


def test_every_answer_carries_round_and_severity() -> None:
    """A button from before the severity changed is another question's; what it would do is no answer."""
    stage = asked(Severity.HIGH)
    for asked_as, then in (("decision:1:0", LESS), ("decision:1:1", MORE)):
        assert stage.state.question
        buttons = question(stage.state, stage.state.question)
        found = {ActionId(str(each.action_id)): ButtonValue.parse(str(each.value)) for each in buttons}
        answers = {ActionId.VOTE_ROLLBACK, ActionId.VOTE_CONTINUE, ActionId.SEVERITY}
        assert {asked_as} == {found[action].question for action in answers}
        assert {ActionId.WAY_BACK} == set(found) - answers
        stage.do(then, p.ANA)


def test_without_anything_that_speaks_for_it_continue_asks_nothing() -> None:
    """Once the failed step is done, one press lets it go on."""
    stage = a.begun()
    stage.do(i.FailStep(step="5", reason="a lock timed out"), p.DBA)
    for end, action in ((None, ActionId.VOTE_CONTINUE), (i.SkipStep(step="5", reason="x"), ActionId.GO_ON)):
        if end:
            stage.do(end, p.DBA)
        buttons = [each.to_dict() for each in question(stage.state, a.question(stage))]
        assert ["Continue"] == [each["text"]["text"] for each in buttons if each["action_id"] == action]


def test_a_vote_to_roll_back_asks_once_more() -> None:
    """It may begin the way back at once; whoever presses reads of which release."""
    stage = asked(Severity.CRITICAL)
    assert stage.state.question
    back, *others = question(stage.state, stage.state.question)
    assert "Web shop 4.12.0, production" in str(back.to_dict()["confirm"]["text"]["text"])
    assert not [each for each in others if "confirm" in each.to_dict()]
