from functools import partial

import pytest
from sqlalchemy import Connection, update

from bot.audit import audit
from bot.domain import intents as i
from bot.storage.deployments import fold_anew, load
from bot.storage.tables import deployment_table, event_table, roster_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> w.Play:
    """A deployment in review and a roster with one role."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    await play.service.set_role("CAB", ["U0CARLA"], [], actor="U0TESS", key="roster")
    return play


async def test_an_untouched_record_is_whole(play: w.Play) -> None:
    """Every stream is looked at, and none has a problem."""
    assert await audit(play.database) == (("roster", "freeze", w.ID), ())


async def test_one_deployment_can_be_audited_alone(play: w.Play) -> None:
    """Given an ID, only that stream is looked at; an unknown one is a problem."""
    assert await audit(play.database, w.ID) == ((w.ID,), ())
    assert (await audit(play.database, "NOPE-1"))[1] == ("NOPE-1: there is no such deployment",)


async def test_a_state_that_is_not_the_fold_is_found(play: w.Play) -> None:
    """A stored state that somebody changed by hand does not pass."""
    await play.database.write(
        lambda c: c.execute(
            update(deployment_table).values(
                body=c.execute(deployment_table.select()).one().body.replace("in review", "approved")
            )
        )
    )

    (problem,) = (await audit(play.database))[1]
    assert problem == f"{w.ID}: the stored state is not the fold of its 3 events"


async def test_a_changed_event_is_found(play: w.Play) -> None:
    """An event that somebody changed by hand breaks its chain."""
    one = (event_table.c.stream == w.ID, event_table.c.number == 2)
    await play.database.write(lambda c: c.execute(update(event_table).where(*one).values(body="{}")))

    assert (await audit(play.database))[1] == (f"{w.ID}: event 2 (RolesBound) was changed",)


async def test_a_changed_roster_is_found(play: w.Play) -> None:
    """The roster's own chain and its fold are verified, too."""
    await play.database.write(lambda c: c.execute(update(roster_table).values(body='{"roles":{}}')))
    changed_state = (await audit(play.database))[1]
    one = (event_table.c.stream == "roster", event_table.c.number == 1)
    await play.database.write(lambda c: c.execute(update(event_table).where(*one).values(body="{}")))

    assert changed_state == ("roster: the stored state is not the fold of its 1 events",)
    assert (await audit(play.database))[1] == ("roster: event 1 (RosterRoleSet) was changed",)


async def test_what_another_version_stored_is_told_apart_and_folded_anew(play: w.Play) -> None:
    """Nobody touched it: the remedy is named, and after it all is whole."""
    await play.database.write(w.stored_by_another_version)
    before = (await audit(play.database))[1]
    anew = [await play.database.write(fold_anew) for _ in range(2)]

    why = "the stored state is not the fold of its 3 events; another version stored it"
    assert before == (f"{w.ID}: {why}: `tminus migrate` folds it anew",)
    assert anew == [(w.ID,), ()]
    assert (await audit(play.database))[1] == ()


def approved_by_hand(claim: str, connection: Connection) -> None:
    """Somebody changes the state, and maybe what it begins with: whose fold it claims to be."""
    body = connection.execute(deployment_table.select()).one().body.replace("in review", "approved")
    body = body if claim == "today's" else claim + body.partition(",")[2]
    connection.execute(update(deployment_table).values(body=body))


@pytest.mark.parametrize("claim", ["today's", '{"fold":"0123456789abcdef",', "{"])
async def test_a_changed_state_is_found_whatever_it_claims(play: w.Play, claim: str) -> None:
    """Today's fold, another's or none: before the next press and after it; folded anew it is right."""
    await play.database.write(partial(approved_by_hand, claim))
    (before,) = (await audit(play.database))[1]
    await play.do("ana", i.TickItem(wanted="1"))
    (after,) = (await audit(play.database))[1]
    anew = await play.database.write(fold_anew)
    stored = await play.database.read(lambda c: load(c, w.ID))

    assert before.startswith(f"{w.ID}: the stored state is not the fold of its 3 events")
    assert after.startswith(f"{w.ID}: the stored state is not the fold of its 4 events")
    assert stored
    expected = ((), "approved") if claim == "today's" else ((w.ID,), "in review")
    assert (anew, stored.state.state.value) == expected
