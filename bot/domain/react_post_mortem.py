"""What is done outside once it is rolled back: whoever owns the post-mortem is handed the timeline."""

from collections.abc import Sequence

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.post_mortem import owner, post_mortem
from bot.domain.state import Deployment, Lifecycle
from bot.domain.timeline import pages_to


def timeline_handed(
    state: Deployment, events: Sequence[tuple[int, e.Event]], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """To the thread and the owner as it is rolled back, to whoever owns the post-mortem next after that."""
    for number, event in events:
        if isinstance(event, e.RolledBack):
            return [*_pages(state, number, ""), *_to(_open_to(state, plan), state, number)]
    if not events or before is None or not before.state is state.state is Lifecycle.ROLLED_BACK:
        return []
    was, person = _open_to(before, plan), _open_to(state, plan)
    return [] if was and person and was.id == person.id else _to(person, state, events[-1][0])


def _open_to(state: Deployment, plan: Plan) -> Person | None:
    """Who owns it, however they came to; `None` once it is over."""
    step = post_mortem(state, plan)
    progress = state.steps.get(step.number) if step else None
    return None if progress and progress.status.is_over else owner(state, plan)


def _to(person: Person | None, state: Deployment, last: int) -> list[Effect]:
    return _pages(state, last, person.id) if person else []


def _pages(state: Deployment, last: int, to: str) -> list[Effect]:
    pages = pages_to(last, state.happened)
    return [PostMessage(kind=MessageKind.TIMELINE, subject=page.spell(), to=to) for page in pages]
