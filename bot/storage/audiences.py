"""Whom the audiences of a plan mean, as roster, plan and directory have it now."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from sqlalchemy import Connection

from bot.domain.notices import Audience
from bot.domain.people import Person, role_text, unique
from bot.domain.plan import Plan
from bot.domain.roles import WrittenAs, is_everyone, people_in
from bot.domain.state import Deployment
from bot.domain.step_notices import audiences_of, notifies
from bot.storage import directory, rosters

_BETWEEN = re.compile(r"\s*[,;&+/]\s*|\s+and\s+")
_CHANNEL = re.compile(r"<#(?P<id>[CG][A-Z0-9]+)[^>]*>|#(?P<name>[\w-]+)")


def audiences(connection: Connection, plan: Plan, state: Deployment) -> Mapping[str, Audience]:
    """Those that the plan names, in 9.1 and in steps that notify, by `role_text` of their names.

    The roster knows a name first. What it does not know are addresses and channels written in the plan
    itself, or people of the plan: those are told by their own addresses, and in the deployment's channel.
    Each is looked up when it is asked for, within the transaction: most of what comes due tells no audience.
    """
    names = {role_text(name): name for name in _names(plan)}
    rostered = cache(lambda: rosters.load(connection).value.audiences)
    return _Asked(names, lambda name: _audience(connection, name, rostered(), plan, state))


class _Asked(Mapping[str, Audience]):
    """Audiences of which each is looked up once, when it is asked for."""

    def __init__(self, names: Mapping[str, str], look: Callable[[str], Audience]) -> None:
        self._names = names
        self._look = look
        self._found: dict[str, Audience] = {}

    def __getitem__(self, key: str) -> Audience:
        if key not in self._found:
            self._found[key] = self._look(self._names[key])
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _names(plan: Plan) -> Iterator[str]:
    yield from (row.audience for row in plan.notifications)
    for step in filter(notifies, plan.steps):
        yield from audiences_of(step)


def _audience(
    connection: Connection, name: str, rostered: Mapping[str, Audience], plan: Plan, state: Deployment
) -> Audience:
    if found := rostered.get(role_text(name)):
        return found
    parts = [_part(connection, part, rostered, plan, state) for part in _BETWEEN.split(name) if part]
    return Audience(
        name=name,
        addresses=_each_once(address for part in parts for address in part.addresses),
        channels=_each_once(channel for part in parts for channel in part.channels),
    )


def _part(
    connection: Connection, part: str, rostered: Mapping[str, Audience], plan: Plan, state: Deployment
) -> Audience:
    """One of several that a cell names."""
    if found := rostered.get(role_text(part)):
        return found
    if match := _CHANNEL.search(part):
        channel = match["id"] or directory.channel_named(connection, match["name"])
        return Audience(name=part, channels=(channel,) if channel else ())
    written = people_in(part)
    addresses = tuple(each.value for each in written if each.kind is WrittenAs.EMAIL)
    named = [each for each in written if each.kind in {WrittenAs.HANDLE, WrittenAs.MENTION}]
    people = (*directory.written(connection, named), *_of_the_plan(part, plan, state))
    known = directory.addresses(connection, [person.id for person in people])
    return Audience(
        name=part, addresses=_each_once((*addresses, *known)), channels=(state.channel,) if people else ()
    )


def _of_the_plan(part: str, plan: Plan, state: Deployment) -> tuple[Person, ...]:
    """The people of the plan whom a role's name, or a word for all of them, means."""
    if is_everyone(part):
        return unique(person for member in plan.team for person in state.holders(member.role).all)
    return state.holders(part).all


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
