"""The roster's row: the roles, folded from their chain of events; and who stands for them by it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.domain.binding import RosterEntry, bind
from bot.domain.events import Event
from bot.domain.people import Holders, Person, everyone
from bot.domain.plan import Plan
from bot.domain.roles import role_key
from bot.domain.roster import Roster, RosterRoleSet
from bot.storage import chain, directory
from bot.storage.folded import Folded, FoldedRows
from bot.storage.tables import roster_table

STREAM = "roster"
_ROWS = FoldedRows(roster_table, Roster)


def load(connection: Connection) -> Folded[Roster]:
    """The roster as it is."""
    return _ROWS.load(connection, STREAM) or Folded(Roster(), chain.START)


def load_locked(connection: Connection) -> Folded[Roster]:
    """The roster, which nobody else changes until the transaction ends."""
    return _ROWS.lock(connection, STREAM, Roster())


def save(
    connection: Connection, after: Folded[Roster], events: Sequence[RosterRoleSet]
) -> tuple[tuple[int, Event], ...]:
    """Append events to the chain that ended at `after.end`, and keep the roles they lead to."""
    return _ROWS.save(connection, STREAM, after, events)


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
    roster = entries(connection, load(connection).value)
    return bind(plan, roster, directory.known(connection, plan), named, handed)


def starters(connection: Connection, plan: Plan) -> tuple[Person, ...]:
    """Everybody whom plan and roster name, without those who were chosen in the modal."""
    return everyone(bound_roles(connection, plan, {}, {}))
