"""What is done outside because a value is asked for or noted that commands of the plan lack."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Plan
from bot.domain.progress import ASKING
from bot.domain.questions import step_question
from bot.domain.state import Deployment
from bot.domain.values import asked_now

ENDS = (e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RolledBack, e.Completed, e.StepReopened)
"""After these a value may not be asked for any more."""


def values_followed(state: Deployment, events: Iterable[e.Event], plan: Plan) -> list[Effect]:
    """Who makes a value is asked for it as their step ends, the lead at Begin for what no step makes."""
    every = tuple(events)
    over = {event.step for event in every if isinstance(event, e.StepFinished | e.StepSkipped)}
    begun = any(isinstance(event, e.Begun) for event in every)
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.VALUE, subject=asked.question)
        for asked in asked_now(state, plan)
        if (asked.wanted.step.number in over if asked.wanted.step else begun)
    ]
    noted = any(isinstance(event, e.ValueNoted) for event in every)
    if noted or (plan.rollback_commands and any(isinstance(event, ENDS) for event in every)):
        effects.append(RewriteMessages(kind=MessageKind.VALUE))
    if noted:
        effects += [
            RewriteMessages(kind=MessageKind.STEP, subject=step_question(step, progress.attempt))
            for step, progress in state.steps.items()
            if progress.status in ASKING
        ]
    return effects
