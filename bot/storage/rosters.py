"""The roster's row: the folded roles and the end of their chain of events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from bot.domain.binding import RosterEntry, bind
from bot.domain.events import Event
from bot.domain.people import Holders, Person, everyone
from bot.domain.plan import Plan
from bot.domain.roles import role_key
from bot.domain.roster import Roster
from bot.storage import chain, directory
from bot.storage.codec import decode, encode
from bot.storage.dialect import upserting
from bot.storage.tables import roster_table

STREAM = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoster:
    """The roster as it was loaded."""

    roster: Roster
    end: chain.End


def load(connection: Connection) -> StoredRoster:
    """The roster as it is."""
    row = connection.execute(select(roster_table)).one_or_none()
    if row is None:
        return StoredRoster(roster=Roster(), end=chain.START)
    return StoredRoster(
        roster=decode(Roster, row.body), end=chain.End(head=row.event_head, count=row.event_count)
    )


def load_locked(connection: Connection) -> StoredRoster:
    """The roster, which nobody else changes until the transaction ends."""
    empty = {"id": STREAM, "body": encode(Roster()), "event_head": "", "event_count": 0}
    connection.execute(upserting(connection, roster_table).values(**empty).on_conflict_do_nothing())
    connection.execute(select(roster_table.c.id).with_for_update())
    return load(connection)


def save(
    connection: Connection, roster: Roster, end: chain.End, events: Sequence[Event]
) -> tuple[tuple[int, Event], ...]:
    """Append events to the roster's chain and keep the roles they lead to."""
    appended = chain.append(connection, STREAM, end, events)
    connection.execute(
        update(roster_table).values(
            body=encode(roster), event_head=appended.end.head, event_count=appended.end.count
        )
    )
    return appended.events


def entries(connection: Connection, roster: Roster) -> Mapping[str, RosterEntry]:
    """The roster with its users and groups' members as people, by `role_key`."""
    ids = {id_ for role in roster.roles.values() for id_ in (*role.people, *role.deputies)}
    people, groups = directory.people_of(connection, ids), directory.groups_of(connection, ids)
    return {
        role_key(role.role): RosterEntry(
            people=tuple(person for id_ in role.people for person in people.get(id_, ())),
            deputies=tuple(person for id_ in role.deputies for person in people.get(id_, ())),
            groups=tuple(groups[id_] for id_ in (*role.people, *role.deputies) if id_ in groups),
        )
        for role in roster.roles.values()
    }


def bound_roles(
    connection: Connection,
    plan: Plan,
    named: Mapping[str, tuple[Person, ...]],
    handed: Mapping[str, Person],
) -> dict[str, Holders]:
    """Who stands for each role of a plan now.

    Whoever took it over, else the document's people, those chosen at the start (`named`), the roster's.
    """
    roster = entries(connection, load(connection).roster)
    return bind(plan, roster, directory.known(connection, plan), named, handed)


def starters(connection: Connection, plan: Plan) -> tuple[Person, ...]:
    """Everybody whom plan and roster name, without those who were chosen in the modal."""
    return everyone(bound_roles(connection, plan, {}, {}))
