"""The roster: who stands for a role where the document names nobody, and whom an audience's name means.

It is a stream of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bot.domain.events import Event
from bot.domain.facts import incomplete, not_yours
from bot.domain.notices import Audience
from bot.domain.people import Person, role_text
from bot.domain.refusals import Refusal

Entry = TypeVar("Entry")

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
    """All roles and audiences, by `role_text` of their names."""

    roles: Mapping[str, RosterRole] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)

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
class SetAudience:
    """Say whom an audience's name means from now on; nothing at all takes it off the roster."""

    audience: Audience


RosterIntent = SetRole | SetAudience


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRoleSet(Event):
    """Who stands for a role, from now on."""

    role: str
    people: tuple[str, ...]
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterAudienceSet(Event):
    """Whom an audience's name means, from now on."""

    audience: Audience


RosterEvent = RosterRoleSet | RosterAudienceSet


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFacts:
    """Who asks, and when by the plan's clock (aware UTC). `is_admin` is Slack's word; in a demo all are."""

    now: datetime
    actor: Person
    is_admin: bool


def is_keeper(roster: Roster, actor: Person, *, is_admin: bool) -> bool:
    """Whether somebody keeps what holds for all teams: the roster, the freezes."""
    return is_admin or roster.holds(actor.id, RELEASE_MANAGER)


def decide(roster: Roster, intent: RosterIntent, facts: RosterFacts) -> tuple[RosterEvent, ...] | Refusal:
    """The change, or why it may not be; no events where it is so already."""
    if not is_keeper(roster, facts.actor, is_admin=facts.is_admin):
        return not_yours(
            f"Only the workspace's admins and the roster's {RELEASE_MANAGER} may change the roster."
        )
    return (
        _audience(roster, intent, facts) if isinstance(intent, SetAudience) else _role(roster, intent, facts)
    )


def _role(roster: Roster, intent: SetRole, facts: RosterFacts) -> tuple[RosterEvent, ...] | Refusal:
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


def _audience(roster: Roster, intent: SetAudience, facts: RosterFacts) -> tuple[RosterEvent, ...] | Refusal:
    audience = intent.audience
    key = role_text(audience.name)
    if not key:
        return incomplete('Which audience? `/deploy roster audience "NAME" #channel|address…`.')
    if roster.audiences.get(key, Audience(name=audience.name)) == audience:
        return ()
    return (RosterAudienceSet(at=facts.now, by=facts.actor, audience=audience),)


def evolve(roster: Roster, event: RosterEvent) -> Roster:
    """The roster after one more event; a role or audience for which nobody stands leaves it."""
    if isinstance(event, RosterAudienceSet):
        audience = event.audience
        audiences = _with(roster.audiences, audience.name, audience if audience.is_known else None)
        return replace(roster, audiences=audiences)
    entry = RosterRole(role=event.role, people=event.people, deputies=event.deputies)
    is_held = event.people or event.deputies
    return replace(roster, roles=_with(roster.roles, event.role, entry if is_held else None))


def _with(known: Mapping[str, Entry], name: str, entry: Entry | None) -> dict[str, Entry]:
    key = role_text(name)
    others = {each: value for each, value in known.items() if each != key}
    return others if entry is None else {**others, key: entry}
