import pytest

from bot.domain import intents as i
from commands.blocks.asked_step import AskedStep
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s


def test_a_question_names_its_attempt() -> None:
    """The newest attempt has its progress, an older one says that it was superseded."""
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    story.do(i.RetryStep(step="5"), p.DBA)
    older, newest = AskedStep.of(s.step(story, "5", 1)), AskedStep.of(s.step(story, "5", 2))
    assert older.progress is None
    assert story.state.steps["5"] == newest.progress
    expected = "🔁 *5 Run database migrations*: failed; attempt 2 was called 23:00 CET"
    assert expected == older.superseded


@pytest.mark.parametrize(("number", "attempt"), [("5", 2), ("6", 1), ("99", 1)])
def test_a_question_of_no_step_is_an_error(number: str, attempt: int) -> None:
    """An attempt that was never called, or a step that there is not, cannot be shown."""
    with pytest.raises(LookupError, match="no step of WEB-DEPLOY-041"):
        AskedStep.of(s.step(s.stage().to_deploying(), number, attempt))
