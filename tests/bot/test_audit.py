from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.audit import _of_nobody, _plans, _problem, _streams, audit, where
from bot.document.text import revision_id
from bot.domain import intents as i
from bot.storage import chain
from bot.storage.deployments import fold_anew, load
from bot.storage.tables import (
    ask_table,
    deployment_table,
    event_table,
    message_table,
    outbox_table,
    plan_table,
    roster_table,
    timer_table,
)
from bot.storage.unit_of_work import Database, engine_for
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


ONE = event_table.c.stream == w.ID


def chained_anew(connection: Connection) -> None:
    """Somebody who can write writes hashes, head and count anew, to match what the rows are now."""
    head, count = "", 0
    for row in connection.execute(select(event_table).where(ONE).order_by(event_table.c.number)).all():
        covered = {name: getattr(row, name) for name in ("stream", "number", "name", "version", "body")}
        before, head, count = head, chain.digest(head, **covered), count + 1
        of_row = event_table.c.number == row.number
        connection.execute(update(event_table).where(ONE, of_row).values(previous=before, hash=head))
    connection.execute(update(deployment_table).values(event_head=head, event_count=count))


def forged(connection: Connection, **changed: object) -> None:
    """The last event is another one, with a hash that is right."""
    connection.execute(update(event_table).where(ONE, event_table.c.number == 3).values(**changed))
    chained_anew(connection)


def without(connection: Connection, *numbers: int, anew: bool = False) -> None:
    """Rows are gone; `anew`: and the chain is made to match."""
    connection.execute(delete(event_table).where(ONE, event_table.c.number.in_(numbers)))
    if anew:
        chained_anew(connection)


def swapped(connection: Connection) -> None:
    for before, after in ((2, 0), (3, 2), (0, 3)):
        number = event_table.c.number
        connection.execute(update(event_table).where(ONE, number == before).values(number=after))


def inserted(connection: Connection) -> None:
    """A row more at the end, with a hash that is right; head and count are as they were."""
    last = connection.execute(select(event_table).where(ONE, event_table.c.number == 3)).one()
    row = {**last._mapping, "number": 4, "previous": last.hash}
    covered = {name: row[name] for name in ("stream", "number", "name", "version", "body")}
    connection.execute(insert(event_table).values({**row, "hash": chain.digest(last.hash, **covered)}))


def deployment_gone(connection: Connection) -> None:
    for table in (timer_table, ask_table, outbox_table, message_table, deployment_table):
        connection.execute(delete(table))


def value(table: str, **changed: object) -> Callable[[Connection], object]:
    tables = {"deployment": deployment_table, "roster": roster_table, "plan": plan_table}
    return lambda connection: connection.execute(update(tables[table]).values(**changed))


ANEW = "the tail is cut or written anew"
NO_FOLD = "the stored state is not the fold of its"


BY_HAND: tuple[tuple[Callable[[Connection], object], str], ...] = (
    (lambda c: without(c, 1), f"{w.ID}: event 1 is missing"),
    (lambda c: without(c, 2), f"{w.ID}: event 2 is missing"),
    (lambda c: without(c, 3), f"{w.ID}: the tail is cut: 2 events, 3 were written"),
    (lambda c: without(c, 1, 2, 3), f"{w.ID}: the tail is cut: 0 events, 3 were written"),
    (lambda c: without(c, 3, anew=True), f"{w.ID}: {NO_FOLD} 2 events"),
    (lambda c: without(c, 1, 2, 3, anew=True), f"{w.ID}: {NO_FOLD} 0 events"),
    (swapped, f"{w.ID}: event 2 does not follow the one before it"),
    (inserted, f"{w.ID}: event 4 was added: 3 were written"),
    (value("deployment", event_head="0" * 64), f"{w.ID}: {ANEW}: event 3 has not the hash that is kept"),
    (
        lambda c: forged(c, name="Teleported"),
        f"{w.ID}: event 3 (Teleported) is of a kind that this version does not know",
    ),
    (lambda c: forged(c, body="{}"), f"{w.ID}: event 3 (Submitted) holds what such an event cannot"),
    (
        lambda c: forged(c, at=w.EVENING.replace(hour=3)),
        f"{w.ID}: event 3 (Submitted) was changed: it is kept under another time",
    ),
    (lambda c: forged(c, name="GoAsked"), f"{w.ID}: {NO_FOLD} 3 events"),
    (value("deployment", body="{"), f"{w.ID}: the stored state cannot be read"),
    (
        value("deployment", state="approved", channel="C0"),
        f"{w.ID}: the columns do not say what the state does: state, channel",
    ),
    (
        value("deployment", document_key="other"),
        f"{w.ID}: the columns do not say what the state does: document_key, run",
    ),
    (
        value("deployment", run=2),
        f"{w.ID}: the columns do not say what the state does: document_key, run",
    ),
    (value("roster", body="[]"), "roster: the stored state cannot be read"),
    (deployment_gone, f"{w.ID}: there are events, but nothing is stored that they belong to"),
    (value("plan", text="another"), f"plan {revision_id(w.text())}: its text was changed"),
)


class UndoneError(Exception):
    """Ends a transaction that nobody wants."""


def problems(connection: Connection) -> list[str]:
    streams = _streams(connection)
    found = [problem for stream in streams if (problem := _problem(stream, connection))]
    return [*found, *_of_nobody(frozenset(streams), connection), *_plans("", connection)]


async def test_what_somebody_did_by_hand_is_named(play: w.Play) -> None:
    """Rows removed, swapped, added or forged with right hashes, states, columns and plans: each is named."""
    found: list[list[str]] = []

    def work(tampered: Callable[[Connection], object], connection: Connection) -> None:
        tampered(connection)
        found.append(problems(connection))
        raise UndoneError

    for tampered, _ in BY_HAND:
        with pytest.raises(UndoneError):
            await play.database.write(partial(work, tampered))

    assert [[problem] for _, problem in BY_HAND] == found
    assert ((), []) == ((await audit(play.database))[1], await play.database.read(problems))


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE plan_revision SET text = 'another'", "plan {plan}: its text was changed"),
        ("UPDATE plan_revision SET text = x'ff'", "plan {plan}: its text was changed"),
        ("UPDATE plan_revision SET text = CAST(x'ff' AS TEXT)", "there is a plan whose text is no text"),
        ("DELETE FROM plan_revision", "{id}: its plan {plan} is gone"),
    ],
)
@pytest.mark.parametrize("wanted", ["", w.ID])
async def test_a_plan_that_is_not_what_was_approved_is_named(
    kept: Engine, sql: str, expected: str, wanted: str
) -> None:
    """Also where one deployment is audited: its record is made of that text."""
    with kept.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(sql)
        connection.commit()
    database = Database(kept.url)
    found = (await audit(database, wanted))[1]
    await database.close()
    assert (expected.format(plan=revision_id(w.text()), id=w.ID),) == found


async def test_what_was_written_anew_is_seen_by_a_head_from_outside(play: w.Play) -> None:
    """A head that somebody kept stands at its event, also when more follow; not in a chain made anew."""
    head = await play.database.read(lambda c: tuple(chain.read(c, w.ID))[2].hash)
    await play.do("ana", i.TickItem(wanted="1"))
    whole = await where(play.database, w.ID, head[:12])
    await play.database.write(lambda c: without(c, 3, anew=True))
    cut = await where(play.database, w.ID, head)

    assert ((3, 4), (0, 3)) == (whole, cut)


@pytest.fixture
def shelf(sqlite_file: object) -> Engine:
    """SQLite alone: PostgreSQL takes no byte that is no text, and its own checksums see to the rest."""
    return engine_for(f"sqlite:///{sqlite_file}")


COLUMNS = ("stream", "number", "name", "version", "at", "body", "previous", "hash")


@pytest.fixture
async def kept(shelf: Engine) -> Engine:
    """What `play` wrote, in a file whose connections we hold ourselves."""
    play = w.Play(Database(shelf.url))
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    await play.do("pia", i.GiveSignOff(comment="“fine”, Zoë ✅"))
    await play.service.set_role("CAB", ["U0CARLA"], [], actor="U0TESS", key="roster")
    await play.database.close()
    return shelf


def test_any_byte_changed_in_any_event_is_found(kept: Engine) -> None:
    """Whichever row, column and byte it is, and whatever it becomes: the audit has something to say."""
    with kept.connect() as connection:
        found = connection.exec_driver_sql("SELECT rowid FROM event").scalars().all()
        assert not problems(connection)

        @given(data=st.data())
        def changed(data: st.DataObject) -> None:
            row, name = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(COLUMNS))
            stored = f"SELECT CAST({name} AS BLOB) FROM event WHERE rowid = {row}"  # noqa: S608
            text = connection.exec_driver_sql(stored).scalar_one()
            if not text:
                return
            place, byte = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 255))
            other = text[:place] + bytes([byte]) + text[place + 1 :]
            connection.exec_driver_sql("BEGIN")
            try:
                changed_to = f"UPDATE event SET {name} = CAST(? AS TEXT) WHERE rowid = {row}"  # noqa: S608
                connection.exec_driver_sql(changed_to, (other,))
                after = connection.exec_driver_sql(stored).scalar_one()
                assert (after != text) == bool(problems(connection))
            except IntegrityError:
                return
            finally:
                connection.exec_driver_sql("ROLLBACK")

        changed()


def test_any_rows_gone_or_in_another_order_are_found(kept: Engine) -> None:
    """Whichever rows of whichever chain, and however many of them."""
    with kept.connect() as connection:
        streams = dict.fromkeys(connection.exec_driver_sql("SELECT stream FROM event").scalars(), 0)
        for stream in streams:
            of_stream = "SELECT count(*) FROM event WHERE stream = ?"
            streams[stream] = connection.exec_driver_sql(of_stream, (stream,)).scalar_one()

        @given(data=st.data())
        def changed(data: st.DataObject) -> None:
            stream = data.draw(st.sampled_from(sorted(streams)))
            order = data.draw(st.permutations(range(1, streams[stream] + 1)))
            left = order[: data.draw(st.integers(0, len(order)))]
            connection.exec_driver_sql("BEGIN")
            away = "UPDATE event SET number = -number WHERE stream = ?"
            connection.exec_driver_sql(away, (stream,))
            for place, number in enumerate(left, start=1):
                back = "UPDATE event SET number = ? WHERE stream = ? AND number = ?"
                connection.exec_driver_sql(back, (place, stream, -number))
            connection.exec_driver_sql("DELETE FROM event WHERE number < 0")
            is_whole = left == sorted(order)
            assert is_whole is not bool(problems(connection))
            connection.exec_driver_sql("ROLLBACK")

        changed()
