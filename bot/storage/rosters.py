"""The roster's row: the roles, folded from their chain of events; and who stands for them by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain.binding import Known, RosterEntry, bind, unfilled_roles
from bot.domain.events import Event
from bot.domain.facts import Whereabouts
from bot.domain.people import Holders, Person, everyone
from bot.domain.plan import Plan
from bot.domain.roles import role_key
from bot.domain.roster import Roster, RosterEvent
from bot.domain.state import Deployment
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
    connection: Connection, after: Folded[Roster], events: Sequence[RosterEvent]
) -> tuple[tuple[int, Event], ...]:
    """Append events to the chain that ended at `after.end`, and keep the roles they lead to."""
    return _ROWS.save(connection, STREAM, after, events)


def entries(connection: Connection, roster: Roster) -> Mapping[str, RosterEntry]:
    """The roster with its users and groups' members as people, by `role_key`; also users who left Slack."""
    ids = {id_ for role in roster.roles.values() for id_ in (*role.people, *role.deputies)}
    people, groups = directory.users_and_members_of(connection, ids), directory.groups_of(connection, ids)
    return {
        role_key(role.role): RosterEntry(
            people=tuple(person for id_ in role.people for person in people.get(id_, ())),
            deputies=tuple(person for id_ in role.deputies for person in people.get(id_, ())),
            groups=tuple(groups[id_] for id_ in (*role.people, *role.deputies) if id_ in groups),
        )
        for role in roster.roles.values()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Who stands for each role of a plan now, and what Slack says of those whom plan and deployment know."""

    roles: Mapping[str, Holders]
    whereabouts: Whereabouts


def bound(
    connection: Connection,
    plan: Plan,
    named: Mapping[str, tuple[Person, ...]],
    state: Deployment | None = None,
) -> Binding:
    """Who stands for each role of a plan now, in a deployment as it is.

    Whoever took it over, else the document's people, those chosen at the start (`named`), the roster's; of
    these nobody who left Slack.
    """
    roster = entries(connection, load(connection).value)
    known = directory.known(connection, plan, state.meant if state else {})
    handed = state.handed if state else {}
    before = (*state.everyone, *state.on_duty, *(each.person for each in state.departures)) if state else ()
    ids = _ids(roster, known, *named.values(), handed.values(), before)
    gone = directory.gone(connection, ids)
    unless_gone = bind(plan, roster, known, named, handed=handed)
    return Binding(
        roles=bind(plan, roster, known, named, handed=handed, gone=gone) if gone else unless_gone,
        whereabouts=Whereabouts(
            meant=known.meant, called=known.called, gone=gone, unless_gone=unless_gone if gone else {}
        ),
    )


def _ids(roster: Mapping[str, RosterEntry], known: Known, *others: Iterable[Person]) -> frozenset[str]:
    rostered = ((*entry.people, *entry.deputies) for entry in roster.values())
    people = (*rostered, *known.people.values(), *others)
    return frozenset(person.id for each in people for person in each)


def starters(connection: Connection, plan: Plan) -> tuple[Person, ...]:
    """Everybody whom plan and roster name, without those who were chosen in the modal."""
    return everyone(bound(connection, plan, {}).roles)


def unfilled(connection: Connection, plan: Plan) -> tuple[str, ...]:
    """The roles, as written, that neither the plan nor the roster fills."""
    roster = entries(connection, load(connection).value)
    known = directory.known(connection, plan)
    return unfilled_roles(plan, roster, known, gone=directory.gone(connection, _ids(roster, known)))
