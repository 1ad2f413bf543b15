"""Accepted facts about people: who stands for what, who took a role over, who left, came back, is renamed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.event import Event
from bot.domain.people import Holders, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesBound(Event):
    """Who stands for which role, from now on.

    `meant` says which user or group (an id) each person that the plan writes was found to be, "" where nobody
    is; by `binding.lookup_key`.
    """

    roles: Mapping[str, Holders]
    meant: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHanded(Event):
    """A role, as the plan writes it, is somebody else's from now on; approvals stay what they are.

    `leaves_groups`: the groups that held the role hold it no more; false where it was written before that.
    """

    role: str
    to: Person
    was: tuple[Person, ...]
    reason: str = ""
    leaves_groups: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Event):
    """Somebody who stands for roles of the plan, or is on call, left Slack: they act no more.

    What they gave stays given; what 9.2 called them for, or they had taken charge of, they pass on by that.
    `roles` and `deputy_for` are as the plan writes them; `waits` is what waited for them then, in words.
    `is_news` is false for who had left before the plan named them.
    """

    person: Person
    roles: tuple[str, ...]
    deputy_for: tuple[str, ...]
    waits: tuple[str, ...]
    is_news: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReturned(Event):
    """Somebody who had left Slack is back; `roles` are those that they stand for again."""

    person: Person
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRenamed(Event):
    """A user or group is called otherwise than the plan writes them, and keeps the roles all the same.

    `user` is the id; `was` and `now` are a handle with its `@` or a real name; `keys` are those of `meant`.
    """

    user: str
    was: str
    now: str
    keys: tuple[str, ...]
