import asyncio
from functools import partial

from sqlalchemy import Connection

from bot.domain.roster import Roster, RosterRole, RosterRoleSet
from bot.storage import chain
from bot.storage.folded import Folded, FoldedRows
from bot.storage.tables import roster_table
from bot.storage.unit_of_work import Database
from tests.bot.domain import plans as p

ROWS = FoldedRows(roster_table, Roster, "teams:")


def _set(role: str) -> RosterRoleSet:
    return RosterRoleSet(at=p.T0, by=p.ANA, role=role, people=("U0ANA",), deputies=())


def _add(connection: Connection, key: str, role: str) -> tuple[int, ...]:
    before = ROWS.lock(connection, key, Roster())
    roles = {**before.value.roles, role: RosterRole(role=role, people=("U0ANA",))}
    numbered = ROWS.save(connection, key, Folded(Roster(roles=roles), before.end), [_set(role)])
    return tuple(number for number, _ in numbered)


async def test_nothing_was_ever_kept(database: Database) -> None:
    """A key without a row has no fold; to lock it is to begin it, empty, with an empty chain."""
    assert await database.read(lambda c: ROWS.load(c, "blue")) is None
    assert Folded(Roster(), chain.START) == await database.write(lambda c: ROWS.lock(c, "blue", Roster()))
    assert Folded(Roster(), chain.START) == await database.read(lambda c: ROWS.load(c, "blue"))


async def test_each_key_has_its_own_chain(database: Database) -> None:
    """What is kept under one key is in its own stream, numbered from 1, and leaves the others alone."""
    assert (1,) == await database.write(partial(_add, key="blue", role="dba"))
    assert (1,) == await database.write(partial(_add, key="green", role="qa"))
    assert (2,) == await database.write(partial(_add, key="blue", role="ops"))
    blue = await database.read(lambda c: ROWS.load(c, "blue"))
    rows = await database.read(lambda c: tuple(chain.read(c, "teams:blue")))
    assert blue
    assert ["dba", "ops"] == list(blue.value.roles)
    assert [_set("dba"), _set("ops")] == [row.event for row in rows]
    assert "" == chain.broken_link("teams:blue", rows, blue.end)


async def test_two_at_once_follow_each_other(database: Database) -> None:
    """Whoever locks a row later sees what the one before made of it: nothing is lost."""
    roles = [f"role {number}" for number in range(8)]
    await asyncio.gather(*(database.write(partial(_add, key="blue", role=role)) for role in roles))
    blue = await database.read(lambda c: ROWS.load(c, "blue"))
    assert blue
    assert sorted(roles) == sorted(blue.value.roles)
