from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, update

from bot.deciding import Start
from bot.domain import intents as i
from bot.storage import chain, deployments
from bot.storage.tables import deployment_table, event_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> w.Play:
    """Two runs of the web shop's plan; the second is cancelled."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.start("ana")
    await play.do("ana", i.Cancel(reason="twice"), f"{w.ID}.2")
    return play


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (w.ID, w.ID),
        (w.ID.lower(), w.ID),
        (f"{w.ID}.1", w.ID),
        (f"{w.ID}.2", f"{w.ID}.2"),
        (f"{w.ID}.3", None),
        ("WEB-DEPLOY-04", None),
    ],
)
async def test_a_typed_id_means_one_run(play: w.Play, typed: str, found: str | None) -> None:
    """Without a number the open run; with one just that; a part of an ID is none."""
    assert found == await play.database.read(lambda c: deployments.find(c, typed))


async def test_runs_are_numbered_by_document(play: w.Play) -> None:
    """The next run of this document is the third, of another the first."""
    assert 3 == await play.database.read(lambda c: deployments.next_run(c, w.ID.lower()))
    assert 1 == await play.database.read(lambda c: deployments.next_run(c, "OTHER-1"))


async def test_open_and_all_are_told_apart(play: w.Play) -> None:
    """A cancelled run is not open, but it is not gone."""
    assert (w.ID,) == await play.database.read(deployments.live_ids)
    assert {w.ID, f"{w.ID}.2"} == set(await play.database.read(deployments.all_ids))
    assert (w.ID,) == await play.database.read(lambda c: deployments.open_in_channel(c, w.CHANNEL))


@pytest.mark.parametrize(
    ("since", "until", "is_coming"),
    [
        ("2026-12-01 21:59", "2026-12-01 22:00", True),
        ("2026-12-01 21:59", "2026-12-01 21:59", False),
        ("2026-12-01 23:59", "2026-12-08 00:00", True),
        ("2026-12-02 00:00", "2026-12-08 00:00", False),
    ],
)
async def test_what_is_coming_is_so_until_its_window_ends(
    play: w.Play, since: str, until: str, *, is_coming: bool
) -> None:
    """A window that is open and nobody has begun in is the next of all; one that is over is not."""
    start, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (since, until))
    found = await play.database.read(lambda c: deployments.coming(c, start, end, 5))
    assert ([w.ID] if is_coming else []) == [state.id for state in found]


async def test_who_asks_is_found_though_nothing_is_open(play: w.Play) -> None:
    """A deployment counts in its channel as long as it waits for somebody."""
    await play.do("tess", i.Submit())

    assert (w.ID,) == await play.database.read(lambda c: deployments.asking_in_channel(c, w.CHANNEL))
    assert () == await play.database.read(lambda c: deployments.asking_in_channel(c, "C9"))


async def test_a_stored_state_comes_back_as_it_was(play: w.Play) -> None:
    """What is loaded equals what the last intent led to; an unknown ID is none."""
    outcome = await play.do("ana", i.TickItem(wanted="1"))
    stored = await play.database.read(lambda c: deployments.load(c, w.ID))

    assert stored is not None
    assert outcome.state == stored.state
    assert await play.database.read(lambda c: deployments.load(c, "NOPE-1")) is None


@pytest.mark.parametrize(
    ("trace", "found"),
    [
        ("U0DBA", [w.ID]),
        ("handle:dba", [w.ID]),
        ('name:jos\u00e9 "pepe" 100% _x', []),
        ("handle:db", []),
        ("U0NED", []),
    ],
)
async def test_a_change_of_somebody_concerns_whose_plan_knows_them(
    play: w.Play, trace: str, found: list[str]
) -> None:
    """By the id of whom it knows, or by how it writes them; a cancelled one is never concerned."""
    assert found == list(await play.database.read(lambda c: deployments.concerned(c, [trace])))


async def test_a_workspace_that_changes_whole_concerns_every_open_one(play: w.Play) -> None:
    """Too many changes to look for each: then all look for themselves."""
    many = [f"U{number}" for number in range(101)]
    assert [] == list(await play.database.read(lambda c: deployments.concerned(c, many[:100])))
    assert [w.ID] == list(await play.database.read(lambda c: deployments.concerned(c, many)))


async def test_whom_a_plan_writes_and_nobody_is_yet_is_looked_for(play: w.Play) -> None:
    """Whoever joins under a handle that a plan writes concerns it, whatever quotes or marks it has."""
    text = w.text().replace("Dora Nagy (@dba)", 'Zoë "Z" Lind')
    start = Start(text=text, stem="web-shop", channel=w.CHANNEL)
    await play.service.start(start, actor="U0TESS", key="zoe")
    concerned = await play.database.read(lambda c: deployments.concerned(c, ['name:zoë "z" lind']))
    assert [f"{w.ID}.3"] == list(concerned)


async def test_what_follows_from_another_versions_state_is_not_of_today(play: w.Play) -> None:
    """It says so with each save, until it is folded anew; then nothing is missing."""
    whole = (await play.do("ana", i.TickItem(wanted="1"))).state
    await play.database.write(w.stored_by_another_version)
    await play.do("ana", i.TickItem(wanted="3"))
    before = await play.database.read(lambda c: deployments.load(c, w.ID))
    assert (w.ID,) == await play.database.write(deployments.fold_anew)
    after = await play.database.read(lambda c: deployments.load(c, w.ID))

    assert whole
    assert before
    assert after
    assert (False, True) == (before.is_of_today, after.is_of_today)
    assert before.state.meant != after.state.meant == whole.meant
    assert before.end == after.end


def somebody_changes_an_event(connection: Connection) -> None:
    """The chain is broken."""
    one = (event_table.c.stream == w.ID, event_table.c.number == 1)
    connection.execute(update(event_table).where(*one).values(body="{}"))


def a_newer_version_writes(connection: Connection) -> None:
    """The newest event is of a kind that is not known here; the chain is whole."""
    *_, row = chain.read(connection, w.ID)
    head = chain.digest(
        row.previous, stream=w.ID, number=row.number, name="Teleported", version=row.version, body=row.body
    )
    one = (event_table.c.stream == w.ID, event_table.c.number == row.number)
    connection.execute(update(event_table).where(*one).values(name="Teleported", hash=head))
    connection.execute(update(deployment_table).where(deployment_table.c.id == w.ID).values(event_head=head))


@pytest.mark.parametrize("change", [somebody_changes_an_event, a_newer_version_writes])
async def test_what_cannot_be_folded_is_left_for_the_audit(
    play: w.Play, change: Callable[[Connection], None]
) -> None:
    """It is as it was, and the migration goes on."""
    await play.database.write(w.stored_by_another_version)
    await play.database.write(change)
    assert () == await play.database.write(deployments.fold_anew)


async def test_each_deployment_has_its_revision(play: w.Play) -> None:
    """All, or the one that is wanted; none of one that nobody knows."""
    found = await play.database.read(deployments.revisions)

    assert [w.ID, f"{w.ID}.2"] == [*found]
    assert {w.ID: found[w.ID]} == await play.database.read(lambda c: deployments.revisions(c, w.ID))
    assert {} == await play.database.read(lambda c: deployments.revisions(c, "NOPE-1"))
