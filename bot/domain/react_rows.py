"""What is done outside because the rows of 4.3 and 5 are asked about, or answered."""

from collections.abc import Iterable, Iterator

from bot.domain import events as e
from bot.domain.answering import asked_now, over_since
from bot.domain.change_rows import step_of
from bot.domain.changes import Part
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import CheckpointKind, Plan
from bot.domain.progress import ASKING
from bot.domain.questions import confirm_question, step_question
from bot.domain.smoke_rows import is_testing
from bot.domain.state import Deployment

ANSWERS = (e.DataValidated, e.ConfigurationConfirmed)
PEOPLE = (e.RoleHanded, e.RolesBound, e.PersonLeft, e.PersonReturned)
"""After these somebody else may be asked."""
ENDS = (e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RollbackDecided, e.Completed, e.Confirmed)
"""After these nobody may answer any more."""


def rows_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Whoever owns a step is asked as it ends; who tests or confirms reads what is open."""
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
        effects += [*_of_completion(state, plan), *_of_tests(state, plan)]
    return effects


def _of_completion(state: Deployment, plan: Plan) -> Iterator[Effect]:
    """Whoever confirms that all is complete reads what is open."""
    for checkpoint in plan.checkpoints:
        if checkpoint.kind is CheckpointKind.DEPLOYMENT and checkpoint.number in state.confirmations_asked:
            question = confirm_question(state, checkpoint.number)
            yield RewriteMessages(kind=MessageKind.CONFIRM, subject=question)


def _of_tests(state: Deployment, plan: Plan) -> Iterator[Effect]:
    """So does whoever tests it."""
    for step in plan.steps:
        progress = state.steps.get(step.number)
        if progress and progress.status in ASKING and is_testing(step):
            question = step_question(step.number, progress.attempt)
            yield RewriteMessages(kind=MessageKind.STEP, subject=question)


def _is_settled_by(event: e.Event, before: Deployment | None, plan: Plan) -> bool:
    """Whether what was asked is answered, is asked anew or of others, or is not asked any more."""
    steps = [step for part in Part if (step := step_of(plan, part))]
    if before is None or not any(over_since(before, step) for step in steps):
        return False
    if isinstance(event, e.StepReopened | e.StepCalled):
        return event.step in {step.number for step in steps}
    return isinstance(event, (*ANSWERS, *PEOPLE, *ENDS))
