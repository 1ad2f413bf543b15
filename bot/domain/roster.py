"""The roster: who stands for a role where the document names nobody. It is a stream of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.events import Event
from bot.domain.facts import incomplete, not_yours
from bot.domain.people import Person, role_text
from bot.domain.refusals import Refusal

RELEASE_MANAGER = "Release manager"
"""Whoever the roster names so may change it, beside the workspace's admins (contract: Who may)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRole:
    """Who stands for a role: ids of Slack users ("U…") or user groups ("S…"); `role` is as it was typed."""

    role: str
    people: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All roles, by `role_text` of their names."""

    roles: Mapping[str, RosterRole] = field(default_factory=dict)

    def holds(self, user: str, role: str) -> bool:
        """Whether the roster names this very user for the role."""
        entry = self.roles.get(role_text(role))
        return entry is not None and user in (*entry.people, *entry.deputies)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRole:
    """Say who stands for a role from now on; nobody at all takes the role off the roster."""

    role: str
    people: tuple[str, ...]
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRoleSet(Event):
    """Who stands for a role, from now on."""

    role: str
    people: tuple[str, ...]
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFacts:
    """Who asks, and when by the plan's clock (aware UTC). `is_admin` is Slack's word; in a demo all are."""

    now: datetime
    actor: Person
    is_admin: bool


def is_keeper(roster: Roster, actor: Person, *, is_admin: bool) -> bool:
    """Whether somebody keeps what holds for all teams: the roster, the freezes."""
    return is_admin or roster.holds(actor.id, RELEASE_MANAGER)


def decide(roster: Roster, intent: SetRole, facts: RosterFacts) -> tuple[RosterRoleSet, ...] | Refusal:
    """The change, or why it may not be; no events where it is so already."""
    if not is_keeper(roster, facts.actor, is_admin=facts.is_admin):
        return not_yours(
            f"Only the workspace's admins and the roster's {RELEASE_MANAGER} may change the roster."
        )
    key = role_text(intent.role)
    if not key:
        return incomplete("Which role? `/deploy roster ROLE @who`.")
    entry = RosterRole(role=intent.role, people=intent.people, deputies=intent.deputies)
    if roster.roles.get(key, RosterRole(role=intent.role)) == entry:
        return ()
    return (
        RosterRoleSet(
            at=facts.now,
            by=facts.actor,
            role=intent.role,
            people=intent.people,
            deputies=intent.deputies,
        ),
    )


def evolve(roster: Roster, event: RosterRoleSet) -> Roster:
    """The roster after one more event; a role that nobody stands for leaves it."""
    key = role_text(event.role)
    entry = RosterRole(role=event.role, people=event.people, deputies=event.deputies)
    others = {known: role for known, role in roster.roles.items() if known != key}
    return replace(roster, roles={**others, key: entry} if event.people or event.deputies else others)
