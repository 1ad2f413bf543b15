"""What is done outside about Do Not Disturb: who takes over is looked up, what was said is kept true."""

from collections.abc import Iterable, Iterator
from itertools import chain

from bot.domain import events as e
from bot.domain.agenda.dnd import was_looked_up
from bot.domain.agenda.presence import NOBODY
from bot.domain.agenda_events import key
from bot.domain.dnd import is_run_expected, subject, unrung
from bot.domain.effects import Effect, LookUpDnd, MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Person, unique
from bot.domain.plan import Plan
from bot.domain.react_open import go_message
from bot.domain.state import Deployment

DND_LEAD, DND_OWN = "dnd-lead", "dnd-own"
"""The lead's message, by the number of those named together; and each one's own, by round and id."""
CHANGES_ALL = (
    e.DndRead,
    e.DndNamed,
    e.RolesBound,
    e.RoleHanded,
    e.Amended,
    e.Rescheduled,
    e.ReviewReopened,
    e.Approved,
    e.GoGiven,
    e.StepAdded,
    e.StepReopened,
    e.UndoingBegan,
    e.PreDeploymentLeft,
    e.Cancelled,
    e.WindowMissed,
    e.RollbackDecided,
    e.RolledBack,
    e.Completed,
)
"""Events after which somebody may be wanted at another minute, or not at all."""


def dnd_followed(state: Deployment, events: Iterable[e.Event], plan: Plan) -> list[Effect]:
    """Whoever takes a role over is looked up; who is named hears of it, and how it stands from then on."""
    every = tuple(events)
    effects: list[Effect] = [
        LookUpDnd(people=(event.to.id,))
        for event in every
        if isinstance(event, e.RoleHanded) and is_run_expected(state) and was_looked_up(state)
    ]
    batches = len(state.dnd_named)
    named = sum(isinstance(event, e.DndNamed) for event in every)
    for number in range(batches - named, batches):
        effects += _tell(state, number, plan)
    if any(isinstance(event, e.DndRead | e.DndNamed) for event in every):
        effects += go_message(state)
    changed = _changed(state, every, plan)
    told = [each for each in chain(*state.dnd_named) if each in changed]
    effects += [_rewrite(DND_OWN, each) for each in told]
    return [*effects, *(_rewrite(DND_LEAD, f"{number}") for number in range(batches) if told)]


def _changed(state: Deployment, events: Iterable[e.Event], plan: Plan) -> set[str]:
    """Whose own message may say something else now."""
    changed: set[str] = set()
    for event in events:
        if isinstance(event, CHANGES_ALL):
            return set(chain(*state.dnd_named))
        if isinstance(event, e.StepCalled) and (step := plan.step(event.step)):
            changed |= {subject(state, person.id) for person in state.holders(step.owner).all}
    return changed


def _tell(state: Deployment, number: int, plan: Plan) -> Iterator[Effect]:
    """The lead hears of those who were named together, and each of them does, if they are not too many."""
    named = state.dnd_named[number]
    found = [each for each in unrung(state, plan) if each.is_told_directly]
    yield from (_post(DND_LEAD, f"{number}", person) for person in _who_hears(state, named))
    for person in unique(person for each in found for person in each.people):
        if subject(state, person.id) in named:
            yield _post(DND_OWN, subject(state, person.id), person)


def _who_hears(state: Deployment, named: tuple[str, ...]) -> tuple[Person, ...]:
    """The lead; of the lead the lead's deputies, too; nobody hears of themself alone."""
    people = state.lead.people or state.lead.deputies or (NOBODY,)
    if any(subject(state, person.id) in named for person in people):
        people = unique((*people, *state.lead.deputies))
    return tuple(person for person in people if named != (subject(state, person.id),))


def _post(rule: str, about: str, to: Person) -> Effect:
    return PostMessage(kind=MessageKind.REMINDER, subject=key(rule, about), to=to.id)


def _rewrite(rule: str, about: str) -> Effect:
    return RewriteMessages(kind=MessageKind.REMINDER, subject=key(rule, about))
