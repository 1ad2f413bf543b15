"""What may be pressed where rows of 8.1 are to be said, one row after the other."""

from slack_sdk.models.blocks import ButtonElement

from bot.domain.by_people import unsaid
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.questions import metric_question
from bot.domain.state import Deployment
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import PRIMARY, button


def say_row(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> tuple[ButtonElement, ...]:
    """Whether the first row left is normal, or all that are left; of one that is not it asks what is seen.

    None elsewhere than under Monitoring Normal, nor while a rollback is asked about.
    """
    left = () if state.question else unsaid(state, plan)
    if checkpoint.kind is not CheckpointKind.MONITORING or not left:
        return ()
    question = metric_question(state, left[0].number)
    on = ButtonValue(deployment=state.id, question=question, subject=f"{left[0].number}")
    every = ButtonValue(deployment=state.id, question=question)
    return (
        button(ActionId.METRIC_NORMAL, "Normal", on, style=PRIMARY),
        button(ActionId.METRIC_ODD, "Not normal", on),
        *([button(ActionId.METRICS_NORMAL, f"All {len(left)} normal", every)] if left[1:] else ()),
    )
