from bot.domain import intents as i
from bot.domain.form_questions import add_question, added_since, hand_question, handed_role
from bot.domain.people import Holders
from bot.domain.run import ROLES_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state

FLUSH = i.AddStep(after="5", action="Flush the queue", owner="U03", minutes=7)


def test_a_role_is_another_question_once_somebody_else_holds_it() -> None:
    """Who opened the form before reads who stands for it now; other roles are still open."""
    stage = at_state(Lifecycle.DEPLOYING)
    dba, cab = (hand_question(stage.state, role) for role in ("DBA", "CAB"))
    assert "DBA" == handed_role(dba)
    stage.do(i.HandOver(role="DBA", to=p.NED.id, question=dba), p.ANA)
    refusal = stale(stage.state, dba, p.SAM)
    assert refusal
    assert "Meanwhile Ned Holm stands for DBA: open the form anew to hand it on." == refusal.text
    assert stale(stage.state, cab, p.SAM) is None
    stage.roles["dba"] = Holders()
    stage.wake(ROLES_TIMER)
    nobody = stale(stage.state, dba, p.SAM)
    assert nobody
    assert "Meanwhile nobody stands for DBA" in nobody.text
    cancelled = stale(at_state(Lifecycle.CANCELLED).state, cab, p.SAM)
    assert cancelled
    assert "was cancelled" in cancelled.text


def test_a_colon_in_a_role_is_the_roles() -> None:
    """A role is read from its question as it was written."""
    state = at_state(Lifecycle.DEPLOYING).state
    assert "Ops: night" == handed_role(hand_question(state, "Ops: night"))


def test_the_steps_that_were_added_since() -> None:
    """A form knows which steps there were; what was typed knows of none."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(FLUSH, p.ANA)
    question = add_question(stage.state)
    assert () == added_since(stage.state, question)
    stage.do(FLUSH, p.ANA)
    assert ["5b"] == [added.step.number for added in added_since(stage.state, question)]
    assert () == added_since(stage.state, "")
    assert stale(stage.state, question, p.ANA) is None


def test_nothing_is_added_to_what_is_over() -> None:
    """A form that was open over the end says how it ended."""
    refusal = stale(at_state(Lifecycle.COMPLETED).state, "add:0", p.ANA)
    assert refusal
    assert "was completed" in refusal.text
