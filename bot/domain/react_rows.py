"""What is done outside because the rows of 4.3 and 5 are asked about, or answered."""

from collections.abc import Iterable, Iterator

from bot.domain import events as e
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.rows import END_BACK
from bot.domain.answering import asked_now, asked_since
from bot.domain.back_rows import step_asked
from bot.domain.changes import Part
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.ending_back import waits_for_rows
from bot.domain.plan import CheckpointKind, Plan
from bot.domain.progress import ASKING
from bot.domain.questions import confirm_question, end_back_question, step_question
from bot.domain.smoke_rows import is_testing
from bot.domain.state import Deployment

ANSWERS = (e.DataValidated, e.ConfigurationConfirmed, e.MigrationsReversed, e.ConfigurationRestored)
PEOPLE = (e.RoleHanded, e.RolesBound, e.PersonLeft, e.PersonReturned)
"""After these somebody else may be asked."""
ENDS = (
    *(e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RollbackDecided, e.Completed, e.Confirmed),
    e.RolledBack,
)
"""After these nobody may answer any more."""


def rows_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Whoever owns a step is asked as it ends; who tests or confirms reads what is open."""
    if not (plan.validations or plan.variables or plan.flags or plan.migrations):
        return []
    every = tuple(events)
    asked = {each.question for each in asked_now(before, plan)} if before else set()
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.ROWS, subject=each.question)
        for each in asked_now(state, plan)
        if each.question not in asked
    ]
    if before and waits_for_rows(state, plan):
        effects += _end_asked(state, before, plan)
    is_open_again = before and waits_for_rows(before, plan) and not waits_for_rows(state, plan)
    if (
        is_open_again
        or _is_moved(state, before, plan)
        or any(_is_settled_by(event, before, plan) for event in every)
    ):
        effects += [RewriteMessages(kind=MessageKind.ROWS), *reminded(state, END_BACK)]
    if any(isinstance(event, ANSWERS) for event in every):
        effects += [*_of_completion(state, plan), *_of_tests(state, plan)]
    return effects


def _end_asked(state: Deployment, before: Deployment, plan: Plan) -> Iterator[Effect]:
    """Asked of the lead, in the thread and directly; of whoever leads from now on, directly as well."""
    question = end_back_question(state)
    is_new = not waits_for_rows(before, plan)
    known = () if is_new else before.lead.all
    if is_new:
        yield PostMessage(kind=MessageKind.ROWS, subject=question)
    for person in state.lead.all:
        if person not in known:
            yield PostMessage(kind=MessageKind.ROWS, subject=question, to=person.id)


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


def _is_moved(state: Deployment, before: Deployment | None, plan: Plan) -> bool:
    """Whether it is asked after another step on the way back: restored from the backup, or one was added."""
    if before is None or before.rollback is None:
        return False
    back = (part for part in Part if part.is_back)
    return any(step_asked(before, plan, part) != step_asked(state, plan, part) for part in back)


def _is_settled_by(event: e.Event, before: Deployment | None, plan: Plan) -> bool:
    """Whether what was asked is answered, is asked anew or of others, or is not asked any more."""
    if before is None:
        return False
    asked = ((part, step_asked(before, plan, part)) for part in Part)
    steps = [step for part, step in asked if step and asked_since(before, step, part)]
    if not steps:
        return False
    if isinstance(event, e.StepReopened | e.StepCalled):
        return event.step in {step.number for step in steps}
    return isinstance(event, (*ANSWERS, *PEOPLE, *ENDS))
