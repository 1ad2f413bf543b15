"""People and who stands for what: the holders of a plan's roles, as Slack users.

A role's text ("DBA", "QA", "All") is looked up as the plan writes it; `Holders` says who that is now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack: the user's id and the real name that was theirs when they were noted."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group of Slack: its id, its handle without `@`, and its members' ids as last read."""

    id: str
    handle: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who stands for a role: people, their deputies, and names that Slack does not know (with telephone).

    `groups` are those whose members are among the people or the deputies.
    """

    people: tuple[Person, ...] = ()
    deputies: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def all(self) -> tuple[Person, ...]:
        """Everybody who may act for the role, holders first."""
        return unique((*self.people, *self.deputies))

    def include(self, person: Person) -> bool:
        """Whether the person holds the role or is a deputy for it."""
        return any(holder.id == person.id for holder in self.all)

    def membership(self, person: Person) -> str:
        """The handle of the group as whose member the person stands for the role; "" where there is none."""
        return next((group.handle for group in self.groups if person.id in group.members), "")

    @property
    def group(self) -> Group | None:
        """The one group that all the people are members of; `None` where there is none."""
        ids = {person.id for person in self.people}
        return next((group for group in self.groups if ids and ids <= set(group.members)), None)


NOBODY = Holders()


def handed_to(holders: Holders, person: Person) -> Holders:
    """The role after it was handed over: the deputies stay, but nobody is their own deputy.

    A group stays as far as deputies are there by it: it does not hold the role any more.
    """
    deputies = tuple(deputy for deputy in holders.deputies if deputy.id != person.id)
    groups = tuple(
        group for group in holders.groups if any(deputy.id in group.members for deputy in deputies)
    )
    return Holders(people=(person,), deputies=deputies, groups=groups)


def unique(people: Iterable[Person]) -> tuple[Person, ...]:
    """The people, each once, in order."""
    return tuple({person.id: person for person in people}.values())


def everyone(roles: Mapping[str, Holders]) -> tuple[Person, ...]:
    """Everybody who stands for a role, each once."""
    return unique(person for holders in roles.values() for person in holders.all)


@lru_cache(maxsize=1024)
def role_text(text: str) -> str:
    """The form under which a role's text is looked up: case and spacing do not matter."""
    return " ".join(text.split()).casefold()


def holders_of(roles: Mapping[str, Holders], text: str) -> Holders:
    """Who stands for the role or person that the plan writes as `text`."""
    return roles.get(role_text(text), NOBODY)


def planned_text(text: str) -> str:
    """The form under which is kept who would stand for a role had nobody taken it over.

    No role's own text has it: those are in small letters.
    """
    return f"AS PLANNED {role_text(text)}"


ONE_ROLE = "ONE ROLE "
"""Before a role's text, in a key that no role's own text has (`planned_text`)."""


def one_role_text(key: str) -> str:
    """The form under which is kept that "Ops & QA Lead" is one role, though no table of the plan says so."""
    return f"{ONE_ROLE}{key}"


def names(people: Iterable[Person]) -> str:
    """A list of names for a sentence: `Ana, Ben or Cara`; "" when it is empty."""
    *rest, last = [person.name for person in people] or [""]
    return f"{', '.join(rest)} or {last}" if rest else last


def have_left(people: Iterable[Person]) -> str:
    """`Ana and Ben have left Slack`; "" where nobody did."""
    *rest, last = [person.name for person in people] or [""]
    if not last:
        return ""
    return f"{', '.join(rest)} and {last} have left Slack" if rest else f"{last} has left Slack"
