"""The directory: people, user groups and channels of the workspace, as they were last read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Row, bindparam, or_, select, union

from bot.domain.binding import Known, lookup_key, lookup_key_of, written_people
from bot.domain.intents import AddStep, HandOver, Intent, OpenDeployment
from bot.domain.people import Group, Person, role_text
from bot.domain.plan import Plan
from bot.domain.roles import WrittenAs, WrittenPerson
from bot.ports import DirectoryEntry
from bot.storage.dialect import upserting
from bot.storage.tables import directory_table

PERSON, GROUP = "user", "group"
"""Kinds of entries that can hold a role."""
CHANNEL = "channel"


def keep(connection: Connection, entries: Sequence[DirectoryEntry], read_at: datetime) -> frozenset[str]:
    """Keep what is known now; returns by what a deployment that it concerns can be told.

    That is the id of whoever could hold a role and is not as they were in what counts for that, and how a
    plan may write them, now or before (`lookup_key`). A time zone or an admin's rights count for no role.
    """
    told = [_stored(entry) for entry in entries]
    before = _entries(connection, [entry.id for entry in told])
    fresh = _news(told, before)
    if fresh:
        _write(connection, fresh, read_at)
    changed = [(before.get(entry.id), entry) for entry in fresh if entry.kind in {PERSON, GROUP}]
    return frozenset(
        trace
        for was, entry in changed
        if was is None or _counts(was) != _counts(entry)
        for each in (was, entry)
        if each
        for trace in _traces(each)
    )


def news(connection: Connection, entries: Sequence[DirectoryEntry]) -> Sequence[DirectoryEntry]:
    """Those that are not known as they are now, as they are stored."""
    told = [_stored(entry) for entry in entries]
    return _news(told, _entries(connection, [entry.id for entry in told]))


def _news(told: Iterable[DirectoryEntry], before: Mapping[str, DirectoryEntry]) -> Sequence[DirectoryEntry]:
    """In one order: two processes that refresh at once wait for each other, but never in a circle."""
    return [entry for entry in sorted(told, key=lambda e: e.id) if before.get(entry.id) != entry]


def _stored(entry: DirectoryEntry) -> DirectoryEntry:
    return replace(entry, email=entry.email.casefold())


def _counts(entry: DirectoryEntry) -> DirectoryEntry:
    """The entry without what makes no difference to who holds a role."""
    return replace(entry, timezone="", admin=False)


def _traces(entry: DirectoryEntry) -> tuple[str, ...]:
    written = {
        WrittenAs.MENTION: entry.id,
        WrittenAs.HANDLE: entry.handle,
        WrittenAs.EMAIL: entry.email,
        WrittenAs.NAME: _name_key(entry.name),
    }
    return (entry.id, *(lookup_key_of(kind, value) for kind, value in written.items() if value))


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


_ACTOR = select(directory_table.c.name, directory_table.c.kind, directory_table.c.active).where(
    directory_table.c.id == bindparam("user")
)


def actor(connection: Connection, user: str) -> tuple[Person, bool]:
    """A Slack user as a person, and whether their account is deactivated.

    One whom the directory does not know yet goes by the id.
    """
    row = connection.execute(_ACTOR, {"user": user}).one_or_none()
    has_left = row is not None and row.kind == PERSON and not row.active
    return Person(id=user, name=row.name if row else user), has_left


def person(connection: Connection, user: str) -> Person:
    """A Slack user as a person; one whom the directory does not know yet goes by the id."""
    return actor(connection, user)[0]


def gone(connection: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Those users of the ids whose accounts were deactivated."""
    table = directory_table.c
    wanted = table.id.in_(sorted(set(ids)))
    rows = connection.execute(select(table.id).where(wanted, table.kind == PERSON, table.active.is_(False)))
    return frozenset(rows.scalars())


def handles(connection: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """How users and groups are called, by id; who is not known is left out."""
    return {entry.id: entry.handle for entry in _entries(connection, ids).values()}


def is_admin(connection: Connection, user: str) -> bool:
    """Whether the user is an admin of the workspace, as last read."""
    entry = _entries(connection, [user]).get(user)
    return entry is not None and entry.admin


def ids_of(connection: Connection, person: str) -> tuple[str, ...]:
    """The users whom an id, a handle, an address or a name means."""
    row, text = directory_table.c, person.casefold()
    is_meant = or_(
        row.id == person,
        row.handle_key == text.removeprefix("@"),
        row.email == text,
        row.name_key == _name_key(person),
    )
    found = connection.execute(select(row.id).where(row.kind == PERSON, is_meant).order_by(row.id))
    return tuple(found.scalars())


def zone(connection: Connection, user: str) -> str:
    """The user's time zone as Slack has it; "" where it is none that can be reckoned with."""
    entry = _entries(connection, [user]).get(user)
    try:
        return ZoneInfo(entry.timezone).key if entry and entry.timezone else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def people_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Person, ...]]:
    """Users and the members of user groups, by id, without who was deactivated or a disabled group."""
    entries = _entries(connection, ids)
    members = [id_ for entry in entries.values() for id_ in entry.members]
    users = {**_entries(connection, members), **entries}
    return {
        id_: tuple(
            Person(id=user, name=users[user].name)
            for user in (entry.members if entry.kind == GROUP else (id_,))
            if entry.active and user in users and users[user].active and users[user].kind == PERSON
        )
        for id_, entry in entries.items()
    }


def users_and_members_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[Person, ...]]:
    """As `people_of`, but with those users of the ids who were deactivated; never with such members."""
    entries = _entries(connection, ids)
    left = {
        id_: (Person(id=id_, name=entry.name),)
        for id_, entry in entries.items()
        if entry.kind == PERSON and not entry.active
    }
    return {**people_of(connection, entries), **left}


def groups_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, Group]:
    """Those of the ids that are user groups in use, with their members as last read."""
    return {
        id_: Group(id=id_, handle=entry.handle, members=entry.members)
        for id_, entry in _entries(connection, ids).items()
        if entry.kind == GROUP and entry.active
    }


def known(connection: Connection, plan: Plan, meant: Mapping[str, str] | None = None) -> Known:
    """Whom the workspace knows of the people that a plan names.

    A real name that several share is nobody's: the plan must say which of them it means. `meant` are the
    ids of those who were found before, by `lookup_key`: they stay it, whatever they are called now.
    """
    written = written_people(plan)
    before = {key: id_ for key, id_ in (meant or {}).items() if id_}
    found = _looked_up(connection, [one for one in written if lookup_key(one) not in before])
    new = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
    ids = {key: (before | new).get(key, "") for key in map(lookup_key, written)}
    found_now = _entries(connection, ids.values())
    entries = {id_: entry for id_, entry in found_now.items() if entry.active or entry.kind == PERSON}
    people, groups = users_and_members_of(connection, entries), groups_of(connection, entries)
    return Known(
        people={key: people.get(id_, ()) for key, id_ in ids.items() if id_},
        groups={key: groups[id_] for key, id_ in ids.items() if id_ in groups},
        meant=ids,
        called={
            lookup_key(one): _called(one, entries[id_])
            for one in written
            if (id_ := ids[lookup_key(one)]) in entries
        },
    )


def _called(written: WrittenPerson, entry: DirectoryEntry) -> str:
    """What somebody is called in the manner of the plan; "" where it writes no name of theirs."""
    match written.kind:
        case WrittenAs.HANDLE:
            return f"@{entry.handle}" if entry.handle else ""
        case WrittenAs.NAME:
            return entry.name
        case _:
            return ""


def _looked_up(connection: Connection, written: Sequence[WrittenPerson]) -> Mapping[str, set[str]]:
    """The ids that each written person may mean, by `lookup_key`; who left is meant where nobody else is."""
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
    entries = [entry for entry in found.values() if entry.kind in {PERSON, GROUP}]
    meant = {lookup_key(one): [entry for entry in entries if _is_meant(one, entry)] for one in written}
    return {
        key: {entry.id for entry in of_key if entry.active} or {entry.id for entry in of_key}
        for key, of_key in meant.items()
    }


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
    """The people whom an intent names by the id of a user or a group, of those who can hold a role."""
    match intent:
        case OpenDeployment(people=chosen_people):
            ids = {person.id for people in chosen_people.values() for person in people}
            return tuple(person for people in people_of(connection, ids).values() for person in people)
        case AddStep(owner=whom) | HandOver(to=whom):
            return people_of(connection, [whom]).get(whom, ())
        case _:
            return ()


def channel_named(connection: Connection, name: str) -> str:
    """The id of the channel that is called so now; "" where there is none."""
    table = directory_table.c
    is_meant = (table.kind == CHANNEL) & (table.name_key == _name_key(name)) & table.active
    return connection.execute(select(table.id).where(is_meant)).scalars().first() or ""


def written(connection: Connection, people: Sequence[WrittenPerson]) -> tuple[Person, ...]:
    """Those who are meant by handles and mentions; the members of groups."""
    ids = {id_ for found in _looked_up(connection, people).values() for id_ in found} if people else ()
    return tuple(person for each in people_of(connection, ids).values() for person in each)


def addresses(connection: Connection, ids: Sequence[str]) -> tuple[str, ...]:
    """The mail addresses of users, in their order; who has none that is known is left out."""
    entries = _entries(connection, ids) if ids else {}
    return tuple(entries[id_].email for id_ in ids if id_ in entries and entries[id_].email)
