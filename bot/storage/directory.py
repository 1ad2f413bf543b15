"""The directory: people, user groups and channels of the workspace, as they were last read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Row, select, union

from bot.domain.binding import Known, lookup_key, written_people
from bot.domain.intents import AddStep, HandOver, Intent
from bot.domain.people import Group, Person, role_text
from bot.domain.plan import Plan
from bot.domain.roles import WrittenAs, WrittenPerson
from bot.ports import DirectoryEntry
from bot.storage.dialect import upserting
from bot.storage.tables import directory_table

PERSON, GROUP = "user", "group"
"""Kinds of entries that can hold a role."""


def keep(connection: Connection, entries: Sequence[DirectoryEntry], read_at: datetime) -> bool:
    """Keep what is known now; true when somebody who could hold a role is not as they were."""
    fresh = news(connection, entries)
    if fresh:
        _write(connection, fresh, read_at)
    return any(entry.kind in {PERSON, GROUP} for entry in fresh)


def news(connection: Connection, entries: Sequence[DirectoryEntry]) -> Sequence[DirectoryEntry]:
    """Those that are not known as they are now, as they are stored.

    In one order: two processes that refresh at once wait for each other, but never in a circle.
    """
    told = [replace(entry, email=entry.email.casefold()) for entry in sorted(entries, key=lambda e: e.id)]
    before = _entries(connection, [entry.id for entry in told])
    return [entry for entry in told if before.get(entry.id) != entry]


def _write(connection: Connection, entries: Sequence[DirectoryEntry], read_at: datetime) -> None:
    rows = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "handle": entry.handle,
            "handle_key": entry.handle.casefold(),
            "name": entry.name,
            "name_key": _name_key(entry.name),
            "email": entry.email,
            "timezone": entry.timezone,
            "active": entry.active,
            "admin": entry.admin,
            "members": json.dumps(entry.members),
            "read_at": read_at,
        }
        for entry in entries
    ]
    statement = upserting(connection, directory_table)
    replaced = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=replaced), rows)


def _name_key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _entries(connection: Connection, ids: Iterable[str]) -> dict[str, DirectoryEntry]:
    wanted = sorted(set(ids))
    rows = connection.execute(select(directory_table).where(directory_table.c.id.in_(wanted))).all()
    return {row.id: _entry(row) for row in rows}


def _entry(row: Row[tuple[object, ...]]) -> DirectoryEntry:
    return DirectoryEntry(
        id=row.id,
        kind=row.kind,
        handle=row.handle,
        name=row.name,
        email=row.email,
        timezone=row.timezone,
        active=row.active,
        admin=row.admin,
        members=tuple(json.loads(row.members)),
    )


def person(connection: Connection, user: str) -> Person:
    """A Slack user as a person; one whom the directory does not know yet goes by the id."""
    entry = _entries(connection, [user]).get(user)
    return Person(id=user, name=entry.name if entry else user)


def handles(connection: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """How users and groups are called, by id; who is not known is left out."""
    return {entry.id: entry.handle for entry in _entries(connection, ids).values()}


def is_admin(connection: Connection, user: str) -> bool:
    """Whether the user is an admin of the workspace, as last read."""
    entry = _entries(connection, [user]).get(user)
    return entry is not None and entry.admin


def zone(connection: Connection, user: str) -> str:
    """The user's time zone as Slack has it; "" where it is none that can be reckoned with."""
    entry = _entries(connection, [user]).get(user)
    try:
        return ZoneInfo(entry.timezone).key if entry and entry.timezone else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def people_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Person, ...]]:
    """Users and the members of user groups, by id; who was deactivated is left out."""
    entries = _entries(connection, ids)
    members = [id_ for entry in entries.values() for id_ in entry.members]
    users = {**_entries(connection, members), **entries}
    return {
        id_: tuple(
            Person(id=user, name=users[user].name)
            for user in (entry.members if entry.kind == GROUP else (id_,))
            if user in users and users[user].active and users[user].kind == PERSON
        )
        for id_, entry in entries.items()
    }


def groups_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, Group]:
    """Those of the ids that are user groups, with their members as last read."""
    return {
        id_: Group(id=id_, handle=entry.handle, members=entry.members)
        for id_, entry in _entries(connection, ids).items()
        if entry.kind == GROUP
    }


def known(connection: Connection, plan: Plan) -> Known:
    """Whom the workspace knows of the people that a plan names.

    A real name that several share is nobody's: the plan must say which of them it means.
    """
    written = written_people(plan)
    found = _looked_up(connection, written)
    meant = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
    people, groups = people_of(connection, meant.values()), groups_of(connection, meant.values())
    return Known(
        people={key: people.get(id_, ()) for key, id_ in meant.items()},
        groups={key: groups[id_] for key, id_ in meant.items() if id_ in groups},
    )


def _looked_up(connection: Connection, written: Sequence[WrittenPerson]) -> Mapping[str, set[str]]:
    """The ids that each written person may mean, by `lookup_key`."""
    table = directory_table.c
    values = {kind: sorted({w.value for w in written if w.kind is kind}) for kind in WrittenAs}
    matches = (
        table.id.in_(values[WrittenAs.MENTION]),
        table.kind.in_([PERSON, GROUP])
        & table.handle_key.in_([value.casefold() for value in values[WrittenAs.HANDLE]]),
        table.email.in_([value.casefold() for value in values[WrittenAs.EMAIL]]),
        table.name_key.in_([_name_key(value) for value in values[WrittenAs.NAME]]),
    )
    # A look-up for each index: asked for all at once, SQLite reads every person there is.
    ids = union(*(select(table.id).where(match) for match in matches))
    found = _entries(connection, connection.execute(ids).scalars())
    entries = [entry for entry in found.values() if entry.active and entry.kind in {PERSON, GROUP}]
    return {lookup_key(one): {entry.id for entry in entries if _is_meant(one, entry)} for one in written}


def _is_meant(written: WrittenPerson, entry: DirectoryEntry) -> bool:
    match written.kind:
        case WrittenAs.MENTION:
            return entry.id == written.value
        case WrittenAs.HANDLE:
            return entry.handle.casefold() == written.value.casefold()
        case WrittenAs.EMAIL:
            return entry.email == written.value.casefold()
        case WrittenAs.NAME:
            return entry.kind == PERSON and _name_key(entry.name) == _name_key(written.value)


def chosen(connection: Connection, people: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[Person, ...]]:
    """The users chosen in the modal as people, by the role's key."""
    return {
        role_text(role): tuple(person(connection, user) for user in users)
        for role, users in people.items()
        if users
    }


def named(connection: Connection, intent: Intent) -> tuple[Person, ...]:
    """The people whom an intent names by the id of a user or a group."""
    match intent:
        case AddStep(owner=whom) | HandOver(to=whom):
            return people_of(connection, [whom]).get(whom, ())
        case _:
            return ()
