from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.clock import real_now
from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.facts import Undelivered
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Deployment
from bot.ports import Place
from bot.storage import dead_letters, deployments, lanes, outbox
from bot.storage.tables import lane_table, message_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

LATER = timedelta(minutes=30)
CHANNEL_LANE = lanes.conversation_lane(w.ID, w.CHANNEL)


@pytest.fixture
async def play(database: Database) -> w.Play:
    """A plan in review, and everything about it could not be delivered."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    await dies(play)
    return play


async def dies(play: w.Play) -> None:
    await play.database.write(lambda c: c.execute(update(outbox_table).values(dead="no_permission")))
    await play.database.write(lambda c: c.execute(update(lane_table).values(due_at=None)))


async def state(play: w.Play) -> Deployment:
    stored = await play.database.read(lambda c: deployments.load(c, w.ID))
    assert stored
    return stored.state


async def letters(play: w.Play, now: datetime | None = None) -> Sequence[dead_letters.DeadLetter]:
    return await play.database.read(lambda c: dead_letters.of_deployment(c, w.ID, now or real_now()))


async def again(play: w.Play, now: datetime | None = None) -> Undelivered:
    """Send again what is dead; how much was found before."""
    there, when = await state(play), now or real_now()
    found = await play.database.read(lambda c: dead_letters.undelivered(c, there, when))
    await play.database.write(lambda c: dead_letters.send_again(c, there, when))
    return found


async def alive(play: w.Play) -> list[str]:
    """The kinds of messages that wait, in the order in which their rows were written."""
    query = (
        select(message_table.c.kind)
        .join_from(outbox_table, message_table, outbox_table.c.message == message_table.c.id)
        .where(outbox_table.c.dead.is_(None))
        .order_by(outbox_table.c.id)
    )
    return list(await play.database.read(lambda c: c.execute(query).scalars()))


async def test_a_dead_letter_says_what_where_why_and_since_when(play: w.Play) -> None:
    """The status message is the first; of another deployment there is none."""
    first, *others = await letters(play)
    assert (w.ID, CHANNEL_LANE, "status", "no_permission") == (
        first.deployment,
        first.lane,
        first.kind,
        first.why,
    )
    assert first.since <= real_now()
    assert "review" in {letter.kind for letter in others}
    assert [first, *others] == await play.database.read(lambda c: dead_letters.everywhere(c, real_now()))
    assert [] == await play.database.read(
        lambda c: dead_letters.of_deployment(c, "WEB-DEPLOY-04", real_now())
    )


async def test_what_is_sent_again_keeps_its_place_and_its_doubt(play: w.Play) -> None:
    """Rows wait in their old order, each to be looked for if it may have arrived, and their lanes are due."""
    await play.database.write(lambda c: c.execute(update(outbox_table).values(doubtful=True)))
    before = await letters(play)
    found = await again(play)
    assert (Undelivered(wanted=len(before)), []) == (found, await letters(play))
    assert [letter.kind for letter in before] == await alive(play)
    parcel = await play.database.read(lambda c: outbox.next_parcel(c, CHANNEL_LANE))
    assert parcel
    assert (True, "status") == (parcel.doubtful, parcel.kind)
    due = select(lane_table.c.due_at).where(lane_table.c.due_at.is_(None))
    assert [] == await play.database.read(lambda c: c.execute(due).all())


async def test_who_is_not_asked_any_more_is_not_written_to(play: w.Play) -> None:
    """Requests to approve a plan that was cancelled are let go; the thread hears all, in its order."""
    await play.do("ana", i.Cancel(reason="not tonight"))
    await dies(play)
    found = await again(play)
    assert found.outdated > 0
    assert found.wanted > 0
    assert "review" not in await alive(play)
    assert "status" == (await alive(play))[0]


async def test_who_left_slack_is_not_written_to(play: w.Play) -> None:
    """A message to somebody whose account is closed is let go."""
    await play.service.note_directory([w.user("pia", active=False)])
    noticed = i.TimerFired(timer=ROLES_TIMER)
    await play.service.handle(noticed, deployment=w.ID, actor="", key="noticed")
    await dies(play)
    lane = lanes.conversation_lane(w.ID, "U0PIA")
    assert lane in {letter.lane for letter in await letters(play)}
    await again(play)
    there = select(outbox_table.c.id).where(outbox_table.c.lane == lane)
    assert [] == await play.database.read(lambda c: c.execute(there).all())


async def test_an_answer_that_comes_too_late_stays_dead(play: w.Play) -> None:
    """Within its time it is sent again like all else, and afterwards it is no dead letter at all."""
    now = real_now()
    answer = outbox.Answer(deployment=w.ID, user="U0NED", place=Place(channel=""), text="No.")
    await play.database.write(lambda c: outbox.write_answer(c, answer, now, now + LATER))
    await dies(play)
    assert "answer" in {letter.kind for letter in await letters(play, now)}
    assert "answer" not in {letter.kind for letter in await letters(play, now + LATER)}
    await again(play, now + LATER)
    lane = lanes.answer_lane(w.ID, "U0NED")
    assert await play.database.read(lambda c: outbox.next_parcel(c, lane)) is None
    await again(play, now)
    assert await play.database.read(lambda c: outbox.next_parcel(c, lane)) is not None


@pytest.mark.parametrize("is_worth_it", [True, False])
async def test_an_answer_says_whether_it_is_sent_again(play: w.Play, *, is_worth_it: bool) -> None:
    """That nothing could be said is no news once all of it is said."""
    now = real_now()
    answer = outbox.Answer(
        deployment=w.ID, user="U0NED", place=Place(channel=""), text="I cannot.", again=is_worth_it
    )
    await play.database.write(lambda c: outbox.write_answer(c, answer, now, now + LATER))
    await dies(play)
    assert "answer" in {letter.kind for letter in await letters(play)}
    found = await again(play)
    assert (0 if is_worth_it else 1) == found.outdated
    lane = lanes.answer_lane(w.ID, "U0NED")
    parcel = await play.database.read(lambda c: outbox.next_parcel(c, lane))
    assert is_worth_it is (parcel is not None)
    assert not await letters(play)


async def test_what_was_never_lost_is_left_alone(play: w.Play) -> None:
    """A message that waits anyway is neither counted nor hurried."""
    await again(play)
    there = await state(play)
    note = PostMessage(kind=MessageKind.LOG, subject="1")
    await play.database.write(lambda c: outbox.write_messages(c, there, [note], real_now()))
    assert Undelivered() == await again(play)
