"""The levels of 9.2: their names, when each is called, and who stands for one now."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.people import Person, unique
from bot.domain.plan import EscalationContact, Plan
from bot.domain.roles import telephone_in
from bot.domain.state import LEAD, Deployment
from bot.domain.when import When, number_in, of_level


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: several rows that bear its name count together."""

    name: str
    rows: tuple[EscalationContact, ...]
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who is called for a level: people, and those `absent` from Slack, with their telephone numbers."""

    level: str
    people: tuple[Person, ...] = ()
    absent: tuple[str, ...] = ()


def levels(plan: Plan) -> tuple[Level, ...]:
    """The levels by their numbers, or in the plan's order where one has none in its name.

    A row without a name goes by whom it names.
    """
    found: dict[str, list[EscalationContact]] = {}
    for row in plan.contacts:
        if name := row.level.strip() or row.contact.strip():
            found.setdefault(name, []).append(row)
    numbers = {name: number for name in found if (number := number_in(name)) is not None}
    names = sorted(found, key=lambda name: numbers[name]) if len(numbers) == len(found) else list(found)
    return tuple(
        Level(name=name, rows=tuple(found[name]), when=of_level(name, place, (r.when for r in found[name])))
        for place, name in enumerate(names, 1)
    )


def standing(state: Deployment, level: Level) -> Standing:
    """Who stands for a level: who is on call now, else its holders, else their deputies, else a telephone."""
    if on_call := _here(state, state.on_call.get(level.name, ())):
        return Standing(level=level.name, people=on_call)
    people = unique(person for row in level.rows for person in _acting(state, row))
    absent = dict.fromkeys(label for row in level.rows for label in _absent(state, row))
    return Standing(level=level.name, people=people, absent=tuple(absent))


def everybody(state: Deployment, level: Level) -> tuple[Person, ...]:
    """Whoever of Slack stands for a level, be it in somebody's place."""
    return unique((*standing(state, level).people, *_holders(state, level), *deputies(state, level)))


def _holders(state: Deployment, level: Level) -> tuple[Person, ...]:
    return tuple(person for row in level.rows for person in state.holders(row.contact).people)


def deputies(state: Deployment, level: Level) -> tuple[Person, ...]:
    """Those who stand in at a level."""
    return unique(person for row in level.rows for person in state.holders(row.contact).deputies)


def lead(state: Deployment) -> Standing:
    """Who is called where nobody of 9.2 can be: the lead and the lead's deputies, else who started it."""
    opened_by = (state.opened.by,) if state.opened.by else ()
    return Standing(level=LEAD, people=state.lead.all or _here(state, opened_by))


def standing_now(state: Deployment, plan: Plan, name: str) -> Standing:
    """The same of a level that was called, by its name."""
    if name == LEAD:
        return lead(state)
    level = next((level for level in levels(plan) if level.name == name), None)
    return standing(state, level) if level else Standing(level=name)


def _acting(state: Deployment, row: EscalationContact) -> tuple[Person, ...]:
    holders = state.holders(row.contact)
    return holders.people or holders.deputies


def _absent(state: Deployment, row: EscalationContact) -> tuple[str, ...]:
    """Names with their numbers; a role that nobody in Slack stands for, with the row's own number."""
    if _acting(state, row):
        return ()
    number = telephone_in(row.phone)
    return state.holders(row.contact).unknown or ((f"{row.contact} ({number})",) if number else ())


def _here(state: Deployment, people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.id not in state.left)
