"""Rows taken in hand and settled, without anything being sent."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from bot.claims import LEASE, Claims
from bot.clock import real_now
from bot.deliveries import Blocked, Delivered, Failed, Undeliverable
from bot.domain.effects import ANSWERS_AHEAD
from bot.messages import Messages
from bot.metrics import Metrics
from bot.parcels import GIVE_UP_AFTER, Delivery, Parcels, Taken, patience
from bot.pauses import pause_after
from bot.ports import Place
from bot.rush import Rush
from bot.storage import lanes, outbox
from bot.storage.revisions import Revisions
from bot.storage.tables import lane_table, message_table, outbox_table
from tests.bot.posting import Posting, dead

MOMENT = timedelta(milliseconds=1)
FIRST, SECOND = "|answer:U0ANA", "|answer:U0SAM"


@pytest.fixture
async def claims(play: Posting) -> Claims:
    """The hands of one process."""
    return Claims(play.database, play.alarm)


@pytest.fixture
async def parcels(claims: Claims) -> Parcels:
    """As each process has them."""
    return Parcels(claims, Messages(revisions=Revisions()), Metrics())


async def answer(play: Posting, *people: str) -> None:
    """Something waits to be said to each of them, in this order."""
    for person in people:
        now = real_now()
        told = outbox.Answer(deployment="", user=person, place=Place(channel="C1"), text="No.")
        written = partial(outbox.write_answer, answer=told, now=now, expires_at=now + LEASE)
        await play.database.write(written)


async def taken(claims: Claims, parcels: Parcels) -> Taken:
    """The lane that is due first, by a process that has one hand."""
    ((claim, delivery),) = await claims.take(1, parcels.first)
    assert delivery
    return claim, delivery


async def settled(
    play: Posting, parcels: Parcels, claim: lanes.Claim, delivery: Delivery, *, goes_on: bool = True
) -> Taken | None:
    """What comes after a row that was delivered."""
    return await play.database.write(
        lambda c: parcels.settle(c, claim, delivery, Delivered(), goes_on=goes_on)
    )


async def in_hand(play: Posting) -> list[str]:
    """The lanes that somebody has."""
    leased = select(lane_table.c.key).where(lane_table.c.lease_until.is_not(None))
    return list(await play.database.read(lambda c: c.execute(leased).scalars().all()))


async def test_whoever_ends_a_lane_goes_on_with_the_next(
    play: Posting, claims: Claims, parcels: Parcels
) -> None:
    """In the transaction in which the first one's row is settled; the lane is theirs."""
    await answer(play, "U0ANA", "U0SAM")
    claim, delivery = await taken(claims, parcels)
    following = await settled(play, parcels, claim, delivery)

    assert following is not None
    assert (FIRST, SECOND) == (claim.lane, following[0].lane)
    assert "U0SAM" == following[1].parcel.told().user
    assert [SECOND] == await in_hand(play)


async def test_the_rows_of_the_lane_come_first(play: Posting, claims: Claims, parcels: Parcels) -> None:
    """As long as it has any, whatever else is due."""
    await answer(play, "U0ANA", "U0SAM", "U0ANA")
    claim, delivery = await taken(claims, parcels)
    following = await settled(play, parcels, claim, delivery)

    assert following is not None
    assert claim is following[0]


@pytest.mark.parametrize("why", ["nobody goes on", "it ends", "there are more hands", "nothing is due"])
async def test_nothing_more_is_begun(play: Posting, claims: Claims, parcels: Parcels, why: str) -> None:
    """Where nobody goes on, the process ends, another hand is free for it, or nothing is due."""
    await answer(play, "U0ANA", *([] if why == "nothing is due" else ["U0SAM"]))
    claim, delivery = await taken(claims, parcels)
    if why == "it ends":
        parcels.is_ending = True
    if why == "there are more hands":
        claims.is_more_than_hands = False
    goes_on = why != "nobody goes on"

    assert None is await settled(play, parcels, claim, delivery, goes_on=goes_on)
    assert [] == await in_hand(play)


async def test_a_lane_that_cannot_be_begun_keeps_nobody_from_settling(
    play: Posting, claims: Claims, parcels: Parcels
) -> None:
    """What was delivered is noted, and the lane is free for whoever begins it by itself."""
    await answer(play, "U0ANA")
    claim, delivery = await taken(claims, parcels)
    await play.start()
    await play.database.write(lambda c: c.execute(update(message_table).values(kind="from the future")))
    following = await settled(play, parcels, claim, delivery)
    left = select(func.count()).select_from(outbox_table).where(outbox_table.c.lane == FIRST)

    assert following is None
    assert 0 == await play.database.read(lambda c: c.execute(left).scalar())
    assert [] == await in_hand(play)


async def test_who_lost_the_lane_settles_nothing(play: Posting, claims: Claims, parcels: Parcels) -> None:
    """Nor does it begin another."""
    await answer(play, "U0ANA", "U0SAM")
    claim, delivery = await taken(claims, parcels)
    await play.database.write(lanes.take_over)

    assert None is await settled(play, parcels, claim, delivery)
    assert 2 == await play.database.read(
        lambda c: c.execute(select(func.count()).select_from(outbox_table)).scalar()
    )


async def test_what_changed_meanwhile_is_no_dead_letter(
    play: Posting, claims: Claims, parcels: Parcels
) -> None:
    """What was refused is what was sent: what the message shows since then is tried, and then given up."""
    await play.start()
    claim, delivery = await taken(claims, parcels)
    newer = update(outbox_table).values(generation=outbox_table.c.generation + 1)
    await play.database.write(lambda c: c.execute(newer))
    settle = partial(parcels.settle, claim=claim, result=Undeliverable(why="msg_too_long"))
    following = await play.database.write(lambda c: settle(c, delivery=delivery))

    assert following is not None
    assert delivery.parcel.id == following[1].parcel.id
    assert () == await dead(play)
    assert None is await play.database.write(lambda c: settle(c, delivery=following[1]))
    assert 1 == len(await dead(play))


async def test_who_pressed_is_answered_in_a_rush(play: Posting) -> None:
    """They look at the button: a refusal that comes later than the next press is none."""
    rush = Rush(play.alarm.ring)
    rush.goes_on(is_on=True)
    await answer(play, "U0ANA")
    claims = Claims(play.database, play.alarm, rush=rush)
    ((claim, _),) = await claims.take(1, Parcels(claims, Messages(revisions=Revisions()), Metrics()).first)
    assert FIRST == claim.lane


async def test_a_process_that_ends_leaves_a_call_its_place(
    play: Posting, claims: Claims, parcels: Parcels
) -> None:
    """Whoever takes the lane up sees since when its next row counts as waiting; an empty one is idle."""
    await answer(play, "U0ANA", "U0ANA")
    claim, delivery = await taken(claims, parcels)
    parcels.is_ending = True
    earlier = real_now() - timedelta(minutes=2)
    await play.database.write(lambda c: c.execute(update(outbox_table).values(written_at=earlier)))
    assert None is await settled(play, parcels, claim, delivery)
    assert earlier - ANSWERS_AHEAD == await play.database.read(lanes.next_due)

    parcels.is_ending = False
    claim, delivery = await taken(claims, parcels)
    parcels.is_ending = True
    assert None is await settled(play, parcels, claim, delivery)
    assert None is await play.database.read(lanes.next_due)


@pytest.mark.parametrize(
    ("result", "age", "expected"),
    [
        (Failed(why="busy"), GIVE_UP_AFTER - MOMENT, pause_after(2)),
        (Failed(why="busy"), GIVE_UP_AFTER, None),
        (Failed(why="slowly", pause=LEASE), GIVE_UP_AFTER, LEASE),
        (Blocked(why="archived"), GIVE_UP_AFTER - MOMENT, pause_after(2)),
        (Blocked(why="archived"), GIVE_UP_AFTER, None),
    ],
)
def test_it_is_tried_again_for_a_day(
    result: Failed | Blocked, age: timedelta, expected: timedelta | None
) -> None:
    """Or for as long as the service asks for a pause."""
    assert expected == patience(result, lanes.Claim(lane=FIRST, token="", failures=2), age)
