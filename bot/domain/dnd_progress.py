"""Do Not Disturb, folded into the state: the newest that Slack said of each, and who was named for it."""

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment


def with_read(state: Deployment, event: e.DndRead) -> Deployment:
    """What was said of the same people before does not hold any more."""
    others = {user: quiet for user, quiet in state.dnd.items() if user not in event.asked}
    return replace(state, dnd={**others, **event.quiet}, dnd_read_at=event.at)


def with_named(state: Deployment, event: e.DndNamed) -> Deployment:
    """Each is named once for a window, by its round."""
    subjects = tuple(f"{state.on_round}:{person.id}" for person in event.people)
    return replace(state, dnd_named=(*state.dnd_named, subjects))


FOLDS: Folds = {e.DndRead: with_read, e.DndNamed: with_named}
