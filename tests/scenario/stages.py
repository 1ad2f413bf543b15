"""Stages that many stories begin with: played once, over signed HTTP, then taken up where they stood."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from bot.storage.clock import load_origin
from bot.storage.tables import metadata
from bot.storage.unit_of_work import PATIENT
from sandbox.workspace import World
from tests.scenario.night import Night
from tminus.ways import ways_of

STAYS = frozenset({"now", "_listeners"})
"""What a workspace keeps: its clock, and who looks on."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A night as it stood: every row, the whole workspace, and what was told so far."""

    rows: Mapping[str, list[dict[str, Any]]]
    world: Mapping[str, Any]
    lines: tuple[str, ...]
    edits: Counter[tuple[str, str]]


def played_once(way: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Keeps where a way leads, for the next night with the same people, plans and deeds behind it.

    What a story does to a night otherwise than by its deeds, it does afterwards.
    """
    kept: dict[str, Kept] = {}

    @wraps(way)
    async def played(night: Night, *details: str) -> None:
        so_far = _digest(night, details)
        if so_far in kept:
            await _take_up(night, kept[so_far])
        else:
            await way(night, *details)
            kept[so_far] = await _keep(night)

    return played


def _digest(night: Night, details: tuple[str, ...]) -> str:
    """What decides where a way leads: where it begins."""
    return sha256("\n".join(_beginning(night, details)).encode()).hexdigest()


def _beginning(night: Night, details: tuple[str, ...]) -> Iterator[str]:
    settings, world = night.house.settings, night.world
    # What machines say is part of a way; of those that say it over HTTP nobody knows what it will be.
    yield repr((sorted(ways_of(settings)), night.machines))
    yield from (settings.database_url.get_backend_name(), night.day, str(night.zone), night.channel, *details)
    yield from (plan.read_text("utf-8") for plan in sorted(settings.plans_dir.glob("*.md")))
    yield from map(repr, (*world.users.values(), *world.groups.values()))
    yield from (repr((place.id, place.members, place.is_archived)) for place in world.conversations.values())
    yield from night.story.lines


async def _keep(night: Night) -> Kept:
    def rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }

    return Kept(
        rows=await night.house.database.read(rows, patience=PATIENT),
        world=deepcopy(_moving(night.world)),
        lines=tuple(night.story.lines),
        edits=Counter(night.story.edits),
    )


def _moving(world: World) -> dict[str, Any]:
    return {name: value for name, value in vars(world).items() if name not in STAYS}


async def _take_up(night: Night, kept: Kept) -> None:
    def work(connection: Connection) -> None:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table in metadata.sorted_tables:
            if rows := kept.rows[table.name]:
                connection.execute(insert(table), rows)
            if connection.dialect.name == "postgresql" and (column := table.autoincrement_column) is not None:
                _count_on(connection, table.name, column.name)

    await night.house.database.write(work, patience=PATIENT)
    origin = await night.house.database.read(load_origin, patience=PATIENT)
    assert origin
    night.house.clock.origin = origin
    vars(night.world).update(deepcopy(kept.world))
    night.story.lines[:] = kept.lines
    night.story.edits = Counter(kept.edits)
    await night.skip_calls()


def _count_on(connection: Connection, table: str, column: str) -> None:
    """Have the next row numbered after those that are there: PostgreSQL counts apart from the rows."""
    sequence = func.pg_get_serial_sequence(table, column)
    newest = select(func.coalesce(func.max(text(column)), 0) + 1).select_from(text(table)).scalar_subquery()
    connection.execute(select(func.setval(sequence, newest, False)))
