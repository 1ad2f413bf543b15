"""What is done outside because a value is asked for or noted that commands of the plan lack."""

from collections.abc import Iterable, Iterator

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Plan
from bot.domain.progress import ASKING, is_over
from bot.domain.questions import back_subject, step_question
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.values import asked_now, needed_back

ENDS = (
    *(e.Cancelled, e.UndoingBegan, e.PreDeploymentLeft, e.RollbackDecided, e.RolledBack),
    *(e.RestoreDecided, e.Completed, e.StepReopened),
)
"""After these a value may not be asked for any more, or is needed at once."""


def values_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Who makes values is asked for them as their step ends, the lead at Begin for what no step makes.

    As a rollback is decided whoever did not end their step is asked, and everybody once more for what its
    steps wait for: what could wait until then stands far above.
    """
    every = tuple(events)
    over = any(isinstance(event, e.StepFinished | e.StepSkipped) for event in every)
    decided = any(isinstance(event, e.RollbackDecided) for event in every)
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.VALUE, subject=subject)
        for subject in _asked(state, plan, before, decided=decided)
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


def _asked(state: Deployment, plan: Plan, before: Deployment | None, *, decided: bool) -> Iterator[str]:
    """The messages that ask for what was not asked for before, or is waited for now."""
    known = (
        {(asked.question, each) for asked in asked_now(before, plan) for each in asked.wanted}
        if before
        else set()
    )
    needed = needed_back(state, plan) if decided else {}
    for asked in asked_now(state, plan):
        is_news = any((asked.question, each) not in known for each in asked.wanted)
        maker = asked.wanted[0].step
        is_asked_again = decided and (maker is None or is_over(state, maker))
        if is_asked_again and (is_news or any(needed.get(key_of(each.name)) for each in asked.wanted)):
            yield back_subject(asked.question)
        elif is_news:
            yield asked.question
