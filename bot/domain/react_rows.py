"""What is done outside because the rows of 4.3 and 5 are asked about, or answered."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.answering import asked_now, over_since
from bot.domain.change_rows import step_of
from bot.domain.changes import Part
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import CheckpointKind, Plan
from bot.domain.questions import confirm_question
from bot.domain.state import Deployment

ANSWERS = (e.DataValidated, e.ConfigurationConfirmed)
ENDS = (e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RollbackDecided, e.Completed, e.Confirmed)
"""After these nobody may answer any more."""


def rows_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Whoever owns a step is asked as it ends; whoever confirms that all is complete reads what is open."""
    if not (plan.validations or plan.variables or plan.flags):
        return []
    every = tuple(events)
    asked = {each.question for each in asked_now(before, plan)} if before else set()
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.ROWS, subject=each.question)
        for each in asked_now(state, plan)
        if each.question not in asked
    ]
    if any(_is_settled_by(event, before, plan) for event in every):
        effects.append(RewriteMessages(kind=MessageKind.ROWS))
    if any(isinstance(event, ANSWERS) for event in every):
        effects += [
            RewriteMessages(kind=MessageKind.CONFIRM, subject=confirm_question(state, checkpoint.number))
            for checkpoint in plan.checkpoints
            if checkpoint.kind is CheckpointKind.DEPLOYMENT and checkpoint.number in state.confirmations_asked
        ]
    return effects


def _is_settled_by(event: e.Event, before: Deployment | None, plan: Plan) -> bool:
    """Whether what was asked is answered, is asked anew, or is not asked any more."""
    steps = [step for part in Part if (step := step_of(plan, part))]
    if before is None or not any(over_since(before, step) for step in steps):
        return False
    if isinstance(event, e.StepReopened | e.StepCalled):
        return event.step in {step.number for step in steps}
    return isinstance(event, (*ANSWERS, *ENDS))
