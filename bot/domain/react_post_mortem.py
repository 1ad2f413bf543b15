"""What is done outside once it is rolled back: whoever owns the post-mortem is handed the timeline."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.post_mortem import owner, post_mortem
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.timeline import pages_to


def timeline_handed(state: Deployment, events: Iterable[tuple[int, e.Event]], plan: Plan) -> list[Effect]:
    """To the thread and the owner as it is rolled back, to whoever takes the post-mortem on after that."""
    effects: list[Effect] = []
    for number, event in events:
        if isinstance(event, e.RolledBack):
            effects += _pages(number, "")
            effects += _to_owner(state, number, plan)
        elif isinstance(event, e.StepStarted) and _is_taken_on(state, event, plan):
            effects += _to_owner(state, number, plan)
    return effects


def _is_taken_on(state: Deployment, event: e.StepStarted, plan: Plan) -> bool:
    """Whether somebody begins with the post-mortem, and is not through with it in the same breath."""
    step = post_mortem(state, plan) if state.state is Lifecycle.ROLLED_BACK else None
    is_it = step is not None and step.number == event.step
    return is_it and state.steps[event.step].status is StepStatus.RUNNING


def _to_owner(state: Deployment, last: int, plan: Plan) -> list[Effect]:
    person = owner(state, plan)
    return _pages(last, person.id) if person else []


def _pages(last: int, to: str) -> list[Effect]:
    return [PostMessage(kind=MessageKind.TIMELINE, subject=page.spell(), to=to) for page in pages_to(last)]
