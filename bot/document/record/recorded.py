"""What a record is made from: a deployment as it stands, its plan, and all that happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate

from bot.document.record.writing import clipped, moment, spoken
from bot.document.schedule import schedule
from bot.domain.adhoc import as_walked
from bot.domain.events import Event, PersonRenamed
from bot.domain.evolve import evolve, fold
from bot.domain.people import Person
from bot.domain.plan import Plan, Step
from bot.domain.quieting import shown, told
from bot.domain.state import Deployment

LONG = 300
"""Characters of what somebody said that have room in a table."""


Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One deployment. `document` is the plan as it was written, `plan` the same with what was added to it.

    `states` are what each of `events` led to, `head` is the last one's hash. `names` are those of people by
    id, as they were last; `planned` is by step when it was to begin and to end (aware UTC). `undelivered`
    says in words which messages reach nobody, `broken` what is wrong with the chain.
    """

    state: Deployment
    document: Plan
    plan: Plan
    events: tuple[Event, ...]
    states: tuple[Deployment, ...]
    head: str
    names: Mapping[str, str]
    planned: Mapping[str, Span]
    undelivered: tuple[str, ...] = ()
    broken: str = ""

    @property
    def at(self) -> datetime:
        """Until when it tells: when the last event happened."""
        return self.events[-1].at

    @property
    def is_over(self) -> bool:
        """Whether what was not done by now will not be done."""
        return self.state.state.is_closed

    @property
    def then(self) -> Iterator[tuple[Event, "Recorded"]]:
        """Each event with the deployment as it stood then: who stood for what, above all."""
        for event, state in zip(self.events, self.states, strict=True):
            yield event, replace(self, state=state)

    def when(self, at: datetime | None) -> str:
        """An instant, in the plan's zone and UTC."""
        return moment(at, self.state.zone)

    def words(self, text: str) -> str:
        """What somebody said, in quotes; what is long stands in full at the end. "" for nothing."""
        return f"“{spoken(clipped(text, LONG), self.names)}”" if text.strip() else ""

    def step(self, number: str) -> str:
        """`step 5, Run database migrations`: within a sentence."""
        found = self.plan.step(number)
        return f"step {spoken(number)}, {spoken(found.action)}" if found else f"step {spoken(number)}"

    def owner(self, step: Step) -> str:
        """Who carries a step out: the role as the plan writes it, and who stands for it."""
        holders = self.state.holders(step.owner)
        found = [spoken(person.name) for person in holders.people or holders.deputies]
        found = found or [spoken(label) for label in holders.unknown]
        named = ", ".join(each for each in found if each != spoken(step.owner))
        return f"{spoken(step.owner)} ({named})" if named else spoken(step.owner)

    def row(self, number: int) -> str:
        """A sign-off by its label."""
        labels = (each.label for each in self.plan.signoffs if each.number == number)
        return spoken(next(labels, f"sign-off {number}"))

    def rows(self, numbers: tuple[int, ...]) -> str:
        """Several of them."""
        return ", ".join(map(self.row, numbers))

    def item(self, number: int) -> str:
        """An item of the checklists, with its number."""
        texts = (each.text for each in self.plan.checklist if each.number == number)
        return spoken(f"{number} {next(texts, '')}".strip())

    def checkpoint(self, number: int) -> str:
        """A confirmation by its name."""
        names = (each.name for each in self.plan.checkpoints if each.number == number)
        return spoken(next(names, f"checkpoint {number}"))


def recorded(
    document: Plan,
    state: Deployment,
    events: Sequence[Event],
    head: str,
    *,
    undelivered: tuple[str, ...] = (),
    broken: str = "",
) -> Recorded:
    """All of it, from the plan as it was written and the whole chain; what it tells has no secret."""
    plan = as_walked(document, state)
    state, chain = told(state, plan), told(tuple(events), plan)
    first, *others = chain
    known = (*state.everyone, *state.on_duty, *_actors(chain))
    return Recorded(
        state=state,
        document=document,
        plan=shown(plan),
        events=chain,
        states=tuple(accumulate(others, evolve, initial=fold((first,)))),
        head=head,
        names={person.id: person.name for person in known},
        planned=_planned(document, state.window_start),
        undelivered=told(undelivered, plan),
        broken=broken,
    )


def _planned(document: Plan, start: datetime | None) -> Mapping[str, Span]:
    if start is None:
        return {}
    return {
        each.step.number: (start + timedelta(minutes=each.start), start + timedelta(minutes=each.end))
        for each in schedule(document)
    }


def _actors(events: Sequence[Event]) -> Iterator[Person]:
    for event in events:
        if event.by:
            yield event.by
        if isinstance(event, PersonRenamed):
            yield Person(id=event.user, name=event.now)
