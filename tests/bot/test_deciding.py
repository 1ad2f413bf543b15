from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, func, select, update

from bot.audit import audit
from bot.clock import Origin
from bot.deciding import Asked, Deciding, Outcome, Start
from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.presence import LEAD_TOLD
from bot.domain.agenda_events import Fate
from bot.domain.dnd_events import Quiet
from bot.domain.refusals import Because
from bot.domain.state import Deployment
from bot.drafts import read_draft
from bot.errors import Busy
from bot.metrics import Metrics
from bot.ports import DirectoryEntry, Place
from bot.storage import chain, deployments, outbox, timers
from bot.storage.codec import encode
from bot.storage.lanes import answer_lane
from bot.storage.revisions import Revisions
from bot.storage.tables import (
    ask_table,
    deployment_table,
    event_table,
    inbox_table,
    message_table,
    outbox_table,
    timer_table,
)
from bot.storage.unit_of_work import Database
from bot.timers import PUT_OFF
from tests.bot import web_shop as w

Again = Callable[[w.Play], Awaitable[Outcome]]
TABLES = (event_table, inbox_table, outbox_table, message_table, timer_table, ask_table)


@pytest.fixture
async def play(database: Database) -> AsyncIterator[w.Play]:
    """The web shop's people, and nothing started yet; in the end the record is whole."""
    play = w.Play(database)
    await play.people()
    yield play
    assert (await audit(database))[1] == ()


async def rows(database: Database) -> dict[str, int]:
    """How many rows there are of whatever a decision may leave behind."""

    def count(connection: Connection) -> dict[str, int]:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in TABLES
        }

    return await database.read(count)


def submits(key: str = "submit") -> Asked:
    return Asked(intent=i.Submit(), actor="U0TESS", key=key)


def deciding_by(play: w.Play) -> Deciding:
    """One that has read nothing yet."""
    return Deciding(play.clock, frozenset(), Metrics(), Revisions())


class LostError(Exception):
    """The power goes in the middle of a transaction."""


async def test_a_decision_and_all_it_leads_to_are_kept_together(play: w.Play) -> None:
    """Where the transaction ends in the middle nothing is there of it, and the same key decides anew."""
    await play.start()
    before = await rows(play.database)
    deciding = deciding_by(play)

    def interrupted(connection: Connection) -> None:
        deciding.handle(connection, w.ID, submits())
        raise LostError

    with pytest.raises(LostError):
        await play.database.write(interrupted)
    assert before == await rows(play.database)
    outcome = await play.database.write(lambda c: deciding.handle(c, w.ID, submits()))
    assert [e.Submitted] == [type(event) for event in outcome.events]
    after = await rows(play.database)
    assert all(after[table] > before[table] for table in ("event", "inbox", "outbox", "message", "ask"))


async def test_another_process_answers_as_the_first(play: w.Play) -> None:
    """What a key became is read from the database: it was handled elsewhere, and time has passed since."""
    await play.start()
    first = await play.database.write(lambda c: deciding_by(play).handle(c, w.ID, submits()))
    await play.do("pia", i.GiveSignOff())
    again = await play.database.write(lambda c: deciding_by(play).handle(c, w.ID, submits()))
    assert first.state
    assert again.state
    assert (first.events, first.refusal) == (again.events, again.refusal)
    assert (False, True) == (bool(first.state.signoffs), bool(again.state.signoffs))


async def test_a_start_is_the_same_run_for_the_same_key(play: w.Play) -> None:
    """A document is opened as its next run, and its second delivery opens nothing."""
    start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
    draft = await read_draft(start.text)

    deciding = deciding_by(play)
    outcomes = [
        await play.database.write(partial(deciding.open, start=start, draft=draft, actor=who, key=key))
        for who, key in (("U0TESS", "one"), ("U0TESS", "one"), ("U0ANA", "two"))
    ]
    assert [w.ID, w.ID, f"{w.ID}.2"] == [outcome.state.id for outcome in outcomes if outcome.state]
    assert outcomes[0] == outcomes[1]


async def test_a_start_typed_again_is_answered_as_the_first(play: w.Play) -> None:
    """Whoever had no answer and types the same once more has the draft that is there, not a second one."""
    first, again = await play.start(), await play.start()

    assert first.state == again.state
    assert (w.ID,) == await play.database.read(deployments.all_ids)


def _later(**span: float) -> Again:
    def again(play: w.Play) -> Awaitable[Outcome]:
        at = w.EVENING + timedelta(minutes=10, **span)
        play.clock.origin = Origin(plan=at, real=at, speed=0)
        return play.start()

    return again


async def _once_submitted(play: w.Play) -> Outcome:
    await play.do("tess", i.Submit())
    return await play.start()


def _with(channel: str = w.CHANNEL, cab: tuple[str, ...] = ()) -> Again:
    start = Start(text=w.text(), stem="web-shop", channel=channel, people={"CAB": cab})
    return lambda play: play.service.start(start, actor="U0TESS", key="again")


@pytest.mark.parametrize(
    ("again", "run"),
    [
        (_later(), w.ID),
        (_later(microseconds=1), f"{w.ID}.2"),
        (_once_submitted, f"{w.ID}.2"),
        (_with(channel="C9"), f"{w.ID}.2"),
        (_with(cab=("U0ANA",)), f"{w.ID}.2"),
        (lambda play: play.start("ana"), f"{w.ID}.2"),
        (lambda play: play.start(version="4.12.1"), f"{w.ID}.2"),
    ],
)
async def test_a_start_of_something_else_is_a_run_of_its_own(play: w.Play, again: Again, run: str) -> None:
    """Only the same plan, by the same person, in the same channel, with the same people, and soon, is one."""
    await play.start()

    outcome = await again(play)

    assert outcome.state
    assert run == outcome.state.id


async def test_a_draft_of_another_revision_is_not_decided_with(play: w.Play) -> None:
    """Whoever compared a changed document with a plan that is no longer the plan hears "press again"."""
    state = (await play.start()).state
    assert state
    text = w.text(version="4.12.1")
    asked = Asked(intent=i.Amend(text=text), actor="U0ANA", key="amend")
    draft = await read_draft(text, base=state.revision)
    deciding = deciding_by(play)
    stale = replace(draft, base="another")
    with pytest.raises(Busy):
        await play.database.write(lambda c: deciding.handle(c, w.ID, asked, stale))
    outcome = await play.database.write(lambda c: deciding.handle(c, w.ID, asked, draft))
    assert e.AmendmentProposed in {type(event) for event in outcome.events}


async def test_the_document_that_was_shown_is_the_one_that_is_taken(play: w.Play) -> None:
    """Accepting takes the proposal as it was kept; its plan is what the outcome shows."""
    state = (await play.start()).state
    assert state
    text = w.text().replace("Express Checkout", "Slow Checkout")
    await play.do("ana", i.Amend(text=text))
    shown = (await play.do("ana", i.AcceptAmendment())).plan
    assert shown
    assert "Web Shop Release: Slow Checkout" == shown.title


async def test_who_is_waited_for_is_kept_with_the_decision(play: w.Play) -> None:
    """After the submit each signer is asked, after their answer no more."""
    await play.start()
    await play.do("tess", i.Submit())
    query = select(ask_table.c.person).distinct()
    asked = set(await play.database.read(lambda c: c.execute(query).scalars().all()))
    await play.do("sec", i.GiveSignOff())
    left = set(await play.database.read(lambda c: c.execute(query).scalars().all()))
    assert {f"U0{signer.upper()}" for signer in w.SIGNERS} == asked
    assert {"U0SEC"} == asked - left


async def test_the_people_of_the_document_are_bound(play: w.Play) -> None:
    """Handles of the document become people of the directory."""
    outcome = await play.start()

    assert outcome.state is not None
    assert [p.name for p in outcome.state.holders("DBA").people] == ["Dora Nagy"]


async def test_people_chosen_at_start_hold_what_nobody_fills(play: w.Play) -> None:
    """A role that the document leaves empty is held by whoever the modal named."""
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    start = Start(
        text=text, stem="web-shop", channel=w.CHANNEL, people={"Security Lead": ("U0NED",), "CAB": ()}
    )
    outcome = await play.service.start(start, actor="U0TESS", key="modal")

    assert outcome.state is not None
    assert [p.name for p in outcome.state.holders("Security Lead").people] == ["Ned Holm"]


async def test_a_refusal_is_repeated_word_for_word(play: w.Play) -> None:
    """The second copy of a refused request is refused in the same words, and nothing changes."""
    await play.start()
    before = await rows(play.database)
    refused = [
        await play.service.handle(i.Begin(), deployment=w.ID, actor="U0NED", key="no") for _ in range(2)
    ]

    assert refused[0].refusal == refused[1].refusal
    assert refused[0].refusal is not None
    assert before | {"inbox": before["inbox"] + 1} == await rows(play.database)


async def test_an_unknown_deployment_is_a_refusal(play: w.Play) -> None:
    """A name that belongs to nothing is answered in words."""
    outcome = await play.do("ana", i.Submit(), "NOPE-1")

    assert outcome.refusal is not None
    assert outcome.refusal.because is Because.UNKNOWN
    assert "NOPE-1" in outcome.refusal.text


async def test_a_refused_press_is_answered_where_it_was_pressed(play: w.Play) -> None:
    """A button's refusal goes to the one who pressed, in a lane of their own, and only once."""
    await play.start()
    place = Place(channel=w.CHANNEL, thread="1.0")
    for _ in range(2):
        await play.service.handle(i.Begin(), deployment=w.ID, actor="U0NED", key="press", answer_in=place)
    lane = answer_lane(w.ID, "U0NED")
    parcel = await play.database.read(lambda c: outbox.next_parcel(c, lane))

    assert parcel is not None
    assert (place, "U0NED") == (parcel.told().place, parcel.told().user)


async def test_a_group_holds_a_role_through_its_members(play: w.Play) -> None:
    """The members of a user group that the roster names stand for the role; who left does not."""
    await play.service.note_directory(
        [
            DirectoryEntry(
                id="S0SEC", kind="group", handle="secteam", name="Security", members=("U0NED", "U0SAM")
            ),
            w.user("sam", active=False),
        ]
    )
    await play.service.set_role("Security Lead", ["S0SEC"], [], actor="U0TESS", key="roster")
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    start = Start(text=text, stem="web-shop", channel=w.CHANNEL)
    outcome = await play.service.start(start, actor="U0TESS", key="start")

    assert outcome.state is not None
    assert [p.name for p in outcome.state.holders("Security Lead").people] == ["Ned Holm"]


async def approved(play: w.Play) -> None:
    """Three hours before the window; the clock woke it for what was due then."""
    await play.start()
    await play.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    for due in await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10)):
        await play.service.fire(due)


async def happened(play: w.Play, since: int) -> list[e.Event]:
    """The deployment's events after its first ones."""
    return [row.event for row in await play.database.read(lambda c: tuple(chain.read(c, w.ID))[since:])]


@pytest.mark.parametrize(("now", "fate"), [("21:02", None), ("21:03", Fate.LATE), ("23:01", Fate.SKIPPED)])
async def test_what_was_missed_comes_before_what_is_new(play: w.Play, now: str, fate: Fate | None) -> None:
    """Nobody was awake at 21:00: whoever presses first does not make it look as if it were in time."""
    await approved(play)
    before = len(await happened(play, 0))
    w.move(play.clock, now)
    outcome = await play.do("ana", i.AddNote(text="I am back"))
    events = await happened(play, before)

    assert [e.NoteAdded] == [type(each) for each in outcome.events]
    assert isinstance(events[-1], e.NoteAdded)
    fates = {each.rule: each.fate for each in events if isinstance(each, e.CameDue)}
    assert fate == fates.get(LEAD_TOLD)
    assert (fate is not None) == any(isinstance(each, e.CameDue) for each in events)
    assert (now > "21:05") == any(isinstance(each, e.CaughtUp) for each in events)


async def test_what_changed_nothing_writes_nothing(play: w.Play) -> None:
    """A clock that finds everything as it was leaves no event and no message behind."""
    await play.start()
    await play.database.write(lambda c: timers.set_timer(c, w.ID, "roles", play.clock.now()))
    before = await rows(play.database)
    (due,) = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10))
    outcome = await play.service.fire(due)

    assert outcome is not None
    assert outcome.events == ()
    assert before | {"timer": before["timer"] - 1} == await rows(play.database)


async def changed(play: w.Play, change: Callable[[Deployment], Deployment]) -> Deployment:
    """Somebody wrote into the stored state what no rule expects there; the state as it was."""
    stored = await play.database.read(lambda c: deployments.load(c, w.ID))
    assert stored
    body = encode(change(stored.state))
    its = deployment_table.c.id == w.ID
    await play.database.write(lambda c: c.execute(update(deployment_table).where(its).values(body=body)))
    return stored.state


def _set_to(connection: Connection) -> datetime | None:
    return timers.set_to(connection, w.ID, AGENDA_TIMER)


def _went_wrong(play: w.Play) -> float | None:
    return play.metrics.registry.get_sample_value("tminus_unexpected_errors_total", {"where": "timers"})


async def test_a_rule_that_breaks_keeps_nobody_from_acting(play: w.Play) -> None:
    """It goes on without the agenda, and is counted; the sweeper has its timer, and once mended all comes."""
    await approved(play)
    due = await play.database.read(_set_to)
    before = len(await happened(play, 0))
    whole = await changed(play, lambda state: replace(state, zone="Nowhere/Nothing"))
    w.move(play.clock, "22:05")
    for text in ("I am back", "Still here"):
        await play.do("ana", i.AddNote(text=text))
    assert [e.NoteAdded] * 2 == [type(each) for each in await happened(play, before)]
    assert (due, 2) == (await play.database.read(_set_to), _went_wrong(play))

    (timer,) = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10))
    with pytest.raises(KeyError):
        await play.service.fire(timer)
    await play.database.write(lambda c: timers.put_off(c, timer, play.clock.now() + PUT_OFF))
    await play.do("ana", i.AddNote(text="Put off"))
    assert 2 == _went_wrong(play)

    await changed(play, lambda state: replace(state, zone=whole.zone))
    w.move(play.clock, "22:09")
    await play.do("ana", i.AddNote(text="Mended"))
    events = await happened(play, before)
    assert Fate.LATE in {each.fate for each in events if isinstance(each, e.CameDue)}
    assert isinstance(events[-1], e.NoteAdded)


async def test_what_a_rule_wrote_before_it_broke_is_gone(play: w.Play) -> None:
    """The press is kept alone, though the database itself refused what came of the rules."""
    await approved(play)
    before, counted = len(await happened(play, 0)), await rows(play.database)
    once = f"CREATE UNIQUE INDEX once ON event (stream) WHERE name = 'CameDue' AND number > {before}"
    await play.database.write(lambda c: c.exec_driver_sql(once))
    w.move(play.clock, "22:05")
    outcome = await play.do("ana", i.AddNote(text="I am back"))
    assert [e.NoteAdded] == [type(each) for each in outcome.events]
    assert [e.NoteAdded] == [type(each) for each in await happened(play, before)]
    after = await rows(play.database)
    assert (1, counted["timer"]) == (_went_wrong(play), after["timer"])
    await play.database.write(lambda c: c.exec_driver_sql("DROP INDEX once"))


async def test_where_nobody_knows_what_is_due_it_is_tried_at_once(play: w.Play) -> None:
    """A rule that cannot even say what it waits for keeps nobody from acting either."""
    await approved(play)
    at = datetime(2026, 12, 1, 22)  # noqa: DTZ001 - just that is wrong
    quiet = {f"U0{handle.upper()}": Quiet(start=at, end=at) for handle in w.NAMES}
    whole = await changed(play, lambda state: replace(state, dnd=quiet, dnd_read_at=play.clock.now()))
    outcome = await play.do("ana", i.AddNote(text="I am back"))
    assert [e.NoteAdded] == [type(each) for each in outcome.events]
    assert (play.clock.now(), 1) == (await play.database.read(_set_to), _went_wrong(play))
    await changed(play, lambda state: replace(state, dnd=whole.dnd, dnd_read_at=whole.dnd_read_at))
