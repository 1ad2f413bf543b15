import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from bot.domain.effects import CALLS_AHEAD, MessageKind, PostMessage, RewriteMessages
from bot.domain.state import Deployment
from bot.ports import Place
from bot.storage import dead_letters, lanes, outbox
from bot.storage.tables import lane_table, message_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

NOW = datetime(2026, 12, 1, 19, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
CHANNEL_LANE = lanes.conversation_lane(w.ID, w.CHANNEL)
ROOT = Place(channel=w.CHANNEL, ts="1.0")
STEP = PostMessage(kind=MessageKind.STEP, subject="step:5:1")
TO_DBA = PostMessage(kind=MessageKind.STEP, subject="step:5:1", to="U0DBA")
QUESTION = PostMessage(kind=MessageKind.QUESTION, subject="rollback:1")
NEXT_STEP = PostMessage(kind=MessageKind.STEP, subject="step:6:1")
REWRITE = RewriteMessages(kind=MessageKind.STATUS)


class Held:
    """A deployment whose status message waits to be posted, and what tests do to its outbox."""

    def __init__(self, database: Database, state: Deployment) -> None:
        self.database = database
        self.state = state

    async def says(self, *effects: PostMessage | RewriteMessages) -> None:
        """A decision leads to messages."""
        await self.database.write(lambda c: outbox.write_messages(c, self.state, effects, NOW))

    async def next(self, lane: str = CHANNEL_LANE) -> outbox.Parcel:
        """What is delivered next."""
        parcel = await self.database.read(lambda c: outbox.next_parcel(c, lane))
        assert parcel
        return parcel

    async def delivers(self, lane: str = CHANNEL_LANE, ts: str = "1.0") -> outbox.Copy:
        """The lane's next message is posted; its copy as it was before."""
        parcel = await self.next(lane)
        copy = parcel.copy
        assert copy

        def work(connection: Connection) -> None:
            outbox.note_shown(connection, copy, Place(channel=w.CHANNEL, ts=ts), "as shown")
            outbox.settle(connection, parcel)

        await self.database.write(work)
        return copy

    async def left(self, lane: str = CHANNEL_LANE) -> list[str]:
        """What still waits in a lane, dead or not, by what it is about."""
        query = (
            select(message_table.c.kind, message_table.c.subject)
            .join_from(outbox_table, message_table, outbox_table.c.message == message_table.c.id)
            .where(outbox_table.c.lane == lane)
            .order_by(outbox_table.c.id)
        )
        rows = await self.database.read(lambda c: c.execute(query).all())
        return [row.subject or row.kind for row in rows]


@pytest.fixture
async def held(database: Database) -> Held:
    play = w.Play(database)
    await play.people()
    outcome = await play.start()
    assert outcome.state
    return Held(database, outcome.state)


async def test_a_message_that_waits_is_one_row_however_often_it_changes(held: Held) -> None:
    """A change while it waits raises the generation and adds no row."""
    first = await held.next()
    await held.says(REWRITE)
    await held.says(REWRITE, REWRITE)
    assert ["status"] == await held.left()
    assert (first.id, first.generation + 2) == ((await held.next()).id, (await held.next()).generation)


async def test_what_was_delivered_as_it_is_now_goes(held: Held) -> None:
    """A delivery of the newest generation leaves nothing behind."""
    await held.delivers()
    assert [] == await held.left()


async def test_what_changed_during_its_delivery_stays(held: Held) -> None:
    """A delivery of an older generation settles only what it has seen, and the doubt about it."""
    sent = await held.next()
    await held.database.write(lambda c: outbox.doubt(c, sent, doubtful=True))
    await held.says(REWRITE)
    await held.database.write(lambda c: outbox.settle(c, sent))
    again = await held.next()
    assert (sent.id, sent.generation + 1, False) == (again.id, again.generation, again.doubtful)


async def test_a_doubt_is_kept_until_it_is_taken_away(held: Held) -> None:
    """What may have arrived says so to whoever takes it up next."""
    sent = await held.next()
    await held.database.write(lambda c: outbox.doubt(c, sent, doubtful=True))
    assert (await held.next()).doubtful
    await held.database.write(lambda c: outbox.doubt(c, sent, doubtful=False))
    assert not (await held.next()).doubtful


async def test_messages_of_a_lane_are_delivered_in_the_order_they_were_written(held: Held) -> None:
    """What was said first comes first, and each conversation has its own order."""
    await held.says(NEXT_STEP, TO_DBA, STEP)
    assert ["status", "step:6:1", "step:5:1"] == await held.left()
    assert ["step:5:1"] == await held.left(lanes.conversation_lane(w.ID, "U0DBA"))


async def test_what_calls_people_is_delivered_first(held: Held) -> None:
    """A new question overtakes what its lane holds; as an edit it waits for its turn."""
    await held.says(STEP, QUESTION)
    assert MessageKind.QUESTION.value == (await held.next()).kind
    await held.delivers(ts="2.0")
    await held.says(RewriteMessages(kind=MessageKind.QUESTION))
    assert MessageKind.STATUS.value == (await held.next()).kind


@pytest.mark.parametrize(
    ("post", "ahead"),
    [
        (QUESTION, 2 * CALLS_AHEAD),
        (replace(QUESTION, to="U0ANA"), CALLS_AHEAD),
        (TO_DBA, timedelta(0)),
    ],
)
async def test_a_lane_with_a_call_counts_as_waiting_for_longer(
    held: Held, post: PostMessage, ahead: timedelta
) -> None:
    """The thread's, in which all are mentioned, before those to people, and those before all else."""
    state = replace(held.state, channel="C0PAY")
    await held.database.write(
        lambda c: outbox.write_messages(c, state, (replace(NEXT_STEP, to=post.to), post), NOW)
    )
    lane = lanes.conversation_lane(w.ID, post.to or "C0PAY")
    table = lane_table.c
    due = await held.database.read(
        lambda c: c.execute(select(table.due_at).where(table.key == lane)).scalar()
    )
    assert NOW - ahead == due == (await held.next(lane)).due_at


async def test_a_call_that_stands_there_is_not_ahead(held: Held) -> None:
    """Said once more it is an edit, which waits like all others."""
    await held.says(STEP, QUESTION)
    await held.delivers(ts="2.0")
    await held.database.write(lambda c: c.execute(update(lane_table).values(due_at=None)))
    await held.says(QUESTION)
    table = lane_table.c
    due = await held.database.read(
        lambda c: c.execute(select(table.due_at).where(table.key == CHANNEL_LANE)).scalar()
    )
    assert NOW == due


async def test_what_one_decision_says_twice_is_said_once(held: Held) -> None:
    """However many of its events lead to the same message."""
    await held.says(STEP, STEP)
    assert ["status", STEP.subject] == await held.left()


async def test_the_same_is_said_once(held: Held) -> None:
    """A message that is known already is brought up to date instead of being said again."""
    await held.says(STEP)
    await held.says(STEP)
    assert ["status", "step:5:1"] == await held.left()
    assert await held.database.read(lambda c: outbox.is_known(c, w.ID, STEP))
    assert not await held.database.read(lambda c: outbox.is_known(c, w.ID, TO_DBA))


@pytest.mark.parametrize(
    ("subject", "rewritten"),
    [("", ["step:5:1", "step:6:1"]), ("step:6:1", ["step:6:1"]), ("step:7:1", [])],
)
async def test_a_rewrite_reaches_every_copy_that_it_names(
    held: Held, subject: str, rewritten: list[str]
) -> None:
    """Without a subject all copies of the kind are rewritten, with one those of that question."""
    await held.says(STEP, NEXT_STEP)
    for ts in ("1.0", "1.1", "1.2"):
        await held.delivers(ts=ts)
    await held.says(RewriteMessages(kind=MessageKind.STEP, subject=subject))
    assert rewritten == await held.left()


async def test_every_copy_of_a_settled_question_is_rewritten_in_its_own_lane(held: Held) -> None:
    """The copy in the thread and the one in direct messages are both brought up to date."""
    await held.says(STEP, TO_DBA)
    direct = lanes.conversation_lane(w.ID, "U0DBA")
    for lane, ts in ((CHANNEL_LANE, "1.0"), (CHANNEL_LANE, "1.1"), (direct, "2.0")):
        await held.delivers(lane, ts)
    await held.says(RewriteMessages(kind=MessageKind.STEP, subject="step:5:1"))
    assert (["step:5:1"], ["step:5:1"]) == (await held.left(), await held.left(direct))


async def test_a_dead_letter_keeps_nobody_waiting(held: Held) -> None:
    """What cannot be delivered is told with its reason, and the lane goes on with what comes after."""
    await held.says(STEP)
    dead = await held.next()
    await held.database.write(lambda c: outbox.bury(c, dead, "msg_too_long"))
    (letter,) = await held.database.read(lambda c: dead_letters.of_deployment(c, w.ID, NOW))
    following = (await held.next()).copy
    assert (CHANNEL_LANE, "status", "msg_too_long") == (letter.lane, letter.kind, letter.why)
    assert following
    assert "step:5:1" == following.subject


async def test_a_dead_letter_that_stands_there_is_tried_again_with_something_newer(held: Held) -> None:
    """An edit that could not be made is worth a new try once there is more to show."""
    await held.delivers()
    await held.says(REWRITE)
    dead = await held.next()
    await held.database.write(lambda c: outbox.bury(c, dead, "msg_too_long"))
    await held.says(REWRITE)
    assert dead.id == (await held.next()).id
    assert () == tuple(await held.database.read(lambda c: dead_letters.of_deployment(c, w.ID, NOW)))


async def test_what_was_never_posted_stays_dead(held: Held) -> None:
    """A post that Slack refused for good is not tried with every change; people send it again."""
    dead = await held.next()
    await held.database.write(lambda c: outbox.bury(c, dead, "msg_too_long"))
    await held.says(REWRITE)
    assert await held.database.read(lambda c: outbox.next_parcel(c, CHANNEL_LANE)) is None


async def test_a_channel_that_is_back_gets_all_that_waited_for_it(held: Held) -> None:
    """What was given up, and what waits a long time, is tried at once, in that channel alone."""
    await held.says(TO_DBA)
    dead, other = await held.next(), await held.next(lanes.conversation_lane(w.ID, "U0DBA"))
    for parcel in (dead, other):
        await held.database.write(partial(outbox.bury, parcel=parcel, why="not_in_channel"))
    await held.database.write(lambda c: outbox.channel_is_back(c, w.CHANNEL, LATER))
    assert dead.id == (await held.next()).id
    assert [lanes.conversation_lane(w.ID, "U0DBA")] == [
        letter.lane for letter in await held.database.read(lambda c: dead_letters.of_deployment(c, w.ID, NOW))
    ]


async def test_an_answer_is_kept_whole_until_it_expires(held: Held) -> None:
    """Whom it is for, where and what it says is as it was written, in a lane of its own."""
    place = Place(channel=w.CHANNEL, thread="1.0")
    answer = outbox.Answer(deployment=w.ID, user="U0NED", place=place, text="No: “why?”", body="[{}]")
    await held.database.write(lambda c: outbox.write_answer(c, answer, NOW, LATER))
    await held.database.write(lambda c: outbox.write_answer(c, answer, NOW, LATER))
    parcel = await held.next(lanes.answer_lane(w.ID, "U0NED"))
    assert (answer, "answer", None, NOW, LATER) == (
        parcel.told(),
        parcel.kind,
        parcel.copy,
        parcel.written_at,
        parcel.expires_at,
    )
    await held.database.write(lambda c: outbox.settle(c, parcel))
    assert parcel.id < (await held.next(parcel.lane)).id


async def test_a_message_that_somebody_deleted_is_posted_as_a_new_one(held: Held) -> None:
    """It gets another mark, so that the one that is gone is not taken for it, and counts how often."""
    before = await held.delivers()
    await held.database.write(lambda c: outbox.post_again(c, before, LATER))
    anew = (await held.next()).copy
    assert anew
    assert (before.id, "", "", 1) == (anew.id, anew.ts, anew.shown, anew.deleted)
    assert before.mark != anew.mark


async def test_a_message_that_nobody_misses_is_forgotten(held: Held) -> None:
    """Nothing of it waits any more, and nobody knows of it."""
    await held.delivers()
    await held.says(STEP)
    gone = (await held.next()).copy
    assert gone
    await held.database.write(lambda c: outbox.forget(c, gone))
    assert [] == await held.left()
    assert not await held.database.read(lambda c: outbox.is_known(c, w.ID, STEP))


async def test_only_what_was_never_posted_waits_to_be_posted(held: Held) -> None:
    """A message that is only to be edited is none of those that wait for their first post."""
    await held.delivers()
    await held.says(REWRITE, STEP, NEXT_STEP)
    await held.database.write(lambda c: outbox.bury(c, parcel_of(c, "step:5:1"), "no_text"))
    waiting = await held.database.read(lambda c: outbox.waiting_in(c, CHANNEL_LANE))
    assert ["step:6:1"] == [copy.subject for copy in waiting]


def parcel_of(connection: Connection, subject: str) -> outbox.Parcel:
    copies = outbox.waiting_in(connection, CHANNEL_LANE)
    parcel = outbox.parcel_of(connection, next(copy for copy in copies if copy.subject == subject))
    assert parcel
    return parcel


async def test_a_thread_belongs_to_the_deployment_whose_status_is_its_root(held: Held) -> None:
    """Only the root's own place finds the deployment, once it is posted."""
    await held.says(STEP)
    await held.delivers()
    await held.delivers(ts="1.1")

    def found(connection: Connection) -> list[str | None]:
        places = ((w.CHANNEL, "1.0"), (w.CHANNEL, "1.1"), ("C0OTHER", "1.0"))
        return [outbox.deployment_at(connection, channel, ts) for channel, ts in places]

    assert [w.ID, None, None] == await held.database.read(found)
    root = await held.database.read(lambda c: outbox.root_of(c, w.ID))
    assert root
    assert (ROOT.channel, ROOT.ts) == (root.channel, root.ts)
    assert await held.database.read(lambda c: outbox.root_of(c, "WEB-1")) is None


async def test_a_message_that_many_change_at_once_loses_no_change(held: Held) -> None:
    """However many transactions ask for it at one moment, each raises the generation by one."""
    before = (await held.next()).generation
    await asyncio.gather(*(held.says(REWRITE) for _ in range(8)))
    assert before + 8 == (await held.next()).generation
