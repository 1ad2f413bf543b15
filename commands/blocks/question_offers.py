"""What may be pressed under the rollback question: every button carries the question's round and severity."""

from slack_sdk.models.blocks import ButtonElement

from bot.domain.question_parts import RollbackQuestion
from bot.domain.questions import decision_question
from bot.domain.state import Deployment
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import DANGER, button, confirm
from commands.blocks.phrases import title


def question(state: Deployment, asked: RollbackQuestion) -> tuple[ButtonElement, ...]:
    """Roll back, which asks once more; Continue and Severity, whose forms ask why; what it would do.

    Where nothing speaks for a rollback any more, Continue asks nothing.
    """
    on = ButtonValue(deployment=state.id, question=decision_question(asked))
    text = f"{title(state)}. This is your vote; where it decides, the way back begins at once."
    again = confirm("Roll back?", text, "Roll back")
    return (
        button(ActionId.VOTE_ROLLBACK, "Roll back", on, style=DANGER, confirm=again),
        button(ActionId.GO_ON if asked.is_quiet else ActionId.VOTE_CONTINUE, "Continue", on),
        button(ActionId.SEVERITY, "Severity", on),
        button(ActionId.WAY_BACK, "What it would do", ButtonValue(deployment=state.id)),
    )
