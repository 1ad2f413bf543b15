from dataclasses import replace

import pytest

from bot.document.parse import parse
from bot.domain.people import Person, role_text
from bot.domain.roster import Roster, RosterRole
from bot.ports import DirectoryEntry
from bot.queries import Queries
from bot.storage import rosters
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

GROUP = DirectoryEntry(id="S0CAB", kind="group", handle="cab", name="CAB", members=("U0CARLA", "U0OMAR"))


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's people and a user group."""
    play = w.Play(database)
    await play.people()
    await play.service.note_directory([GROUP])
    return play


async def test_an_empty_roster_is_one(play: w.Play) -> None:
    """Before anything was set there is a roster with nobody on it."""
    assert Roster() == (await play.database.read(rosters.load)).value
    assert Roster() == (await play.database.write(rosters.load_locked)).value


async def test_a_roster_becomes_people(play: w.Play) -> None:
    """Users and the members of groups stand for a role, under the key it is looked up by."""
    roster = Roster(
        roles={"the cab": RosterRole(role="The CAB", people=("S0CAB",), deputies=("U0SAM", "U0GONE"))}
    )
    entries = await play.database.read(lambda c: rosters.entries(c, roster))

    assert ["cab"] == list(entries)
    assert ["Carla Reyes", "Omar Haddad"] == [person.name for person in entries["cab"].people]
    assert ["Sam Whitfield"] == [person.name for person in entries["cab"].deputies]
    assert [("cab", ("U0CARLA", "U0OMAR"))] == [(one.handle, one.members) for one in entries["cab"].groups]


async def test_the_document_comes_before_the_roster(play: w.Play) -> None:
    """Whoever the plan names holds the role; the roster fills what it leaves empty."""
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    for role in ("DBA", "Security Lead"):
        await play.service.set_role(role, ["U0NED"], [], actor="U0TESS", key=role)
    bound = await play.database.read(lambda c: rosters.bound(c, parse(text).plan, {}).roles)

    assert ["Dora Nagy"] == [person.name for person in bound[role_text("DBA")].people]
    assert ["Ned Holm"] == [person.name for person in bound[role_text("Security Lead")].people]


async def test_who_left_holds_nothing_and_the_roster_fills_it(play: w.Play) -> None:
    """The plan's DBA is gone, and who took the role over: the roster's stands for it."""
    await play.start()
    await play.service.set_role("DBA", ["U0NED"], [], actor="U0TESS", key="roster")
    gone = [w.user("dba", active=False), w.user("omar", active=False)]
    await play.service.note_directory(gone)
    known = await Queries(play.database, play.clock).deployment(w.ID)
    assert known
    handed = replace(known.state, handed={"dba": Person(id="U0OMAR", name="Omar Haddad")})
    plan = parse(w.text()).plan
    bound = await play.database.read(lambda c: rosters.bound(c, plan, {}, handed))

    assert ["Ned Holm"] == [person.name for person in bound.roles["dba"].people]
    assert ["Omar Haddad"] == [person.name for person in bound.whereabouts.unless_gone["dba"].people]
    assert {"U0DBA", "U0OMAR"} == bound.whereabouts.gone
    assert () == bound.roles["ops manager"].people


async def test_who_is_on_call_may_leave_too(play: w.Play) -> None:
    """Though neither plan nor roster names them."""
    await play.start()
    await play.service.note_directory([w.user("lee", active=False)])
    known = await Queries(play.database, play.clock).deployment(w.ID)
    assert known
    on_call = replace(known.state, on_call={"L1": (Person(id="U0LEE", name="Lee Chen"),)})
    plan = parse(w.text()).plan
    bound = await play.database.read(lambda c: rosters.bound(c, plan, {}, on_call))

    assert {"U0LEE"} == bound.whereabouts.gone


async def test_who_left_leaves_roles_unfilled(play: w.Play) -> None:
    """The form at the start asks who stands for the role of somebody who is gone."""
    plan = parse(w.text()).plan
    assert () == await play.database.read(lambda c: rosters.unfilled(c, plan))
    await play.service.note_directory([w.user("dba", active=False)])
    assert ("DBA",) == await play.database.read(lambda c: rosters.unfilled(c, plan))
