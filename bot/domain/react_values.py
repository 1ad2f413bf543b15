"""What is done outside because a value is asked for or noted that commands of the plan lack."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Plan, Step
from bot.domain.progress import ASKING, is_over
from bot.domain.questions import step_question
from bot.domain.state import Deployment
from bot.domain.values import asked_now

ENDS = (
    *(e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RollbackDecided, e.RolledBack),
    *(e.Completed, e.StepReopened),
)
"""After these a value may not be asked for any more, or is needed at once."""


def values_followed(state: Deployment, events: Iterable[e.Event], plan: Plan) -> list[Effect]:
    """Who makes values is asked for them as their step ends, the lead at Begin for what no step makes.

    Whoever was not through with their step is asked as the rollback is decided.
    """
    every = tuple(events)
    over = {event.step for event in every if isinstance(event, e.StepFinished | e.StepSkipped)}
    begun = any(isinstance(event, e.Begun) for event in every)
    decided = any(isinstance(event, e.RollbackDecided) for event in every)
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.VALUE, subject=asked.question)
        for asked in asked_now(state, plan)
        if _is_news(asked.wanted[0].step, state, over, begun=begun, decided=decided)
    ]
    noted = any(isinstance(event, e.ValueNoted) for event in every)
    changed = any(isinstance(event, ENDS) for event in every) or (state.rollback and over)
    if noted or (plan.rollback_commands and changed):
        effects.append(RewriteMessages(kind=MessageKind.VALUE))
    if noted:
        effects += [
            RewriteMessages(kind=MessageKind.STEP, subject=step_question(step, progress.attempt))
            for step, progress in state.steps.items()
            if progress.status in ASKING
        ]
    return effects


def _is_news(maker: Step | None, state: Deployment, over: set[str], *, begun: bool, decided: bool) -> bool:
    """Whether what this step makes, or what none does, is asked for because of what just happened."""
    if maker is None:
        return begun
    return maker.number in over or (decided and not is_over(state, maker))
