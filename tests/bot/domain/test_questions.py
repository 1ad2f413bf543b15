from bot.domain import questions as q
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from tests.bot.domain.stories import Stage, at_state


def test_questions_name_what_is_open() -> None:
    """The ids that buttons carry are those that are open in their state."""
    review = Stage().to_review().state
    pre = at_state(Lifecycle.PRE_DEPLOYMENT).state
    assert stale(at_state(Lifecycle.DRAFT).state, q.submit_question(Stage().open().state), None) is None
    assert stale(review, q.review_question(review), None) is None
    assert stale(pre, q.go_question(pre), None) is None
    assert stale(pre, q.hold_question(pre), None) is None
    assert stale(pre, q.cancel_question(pre), None) is None
    assert stale(pre, q.rollback_question(pre), None) is None
    assert stale(pre, q.step_question("1", 1), None) is None
    assert stale(pre, q.delay_question("1", 1, 0), None) is None


def test_a_steps_question_names_its_step() -> None:
    """Whatever its number looks like."""
    assert ["5", "R3", "a:b"] == [q.step_in(q.step_question(step, 2)) for step in ("5", "R3", "a:b")]


def test_what_audiences_are_told_has_names_of_its_own() -> None:
    """A row and a step of the same number are not mixed up, nor with the step's own question."""
    assert 3 == len({q.told_row(5), q.told_step("5"), q.step_question("5", 1).rpartition(":")[0]})
