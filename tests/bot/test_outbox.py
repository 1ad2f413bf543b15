import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.claims import LEASE
from bot.clock import real_now
from bot.domain import intents as i
from bot.domain.effects import CALLS_AHEAD, MessageKind, RewriteMessages
from bot.outbox import LANES_AT_ONCE
from bot.ports import Place
from bot.storage import lanes, outbox
from bot.storage.tables import message_table, outbox_table
from tests.bot import web_shop as w
from tests.bot.posting import WORKSPACE, Posting, backed_off, called, dead, only_the_channel_waits
from tests.waiting import until

HOUR = timedelta(hours=1)
FEW = timedelta(seconds=5)
SHORT = timedelta(milliseconds=50)


async def test_messages_arrive_in_the_order_they_were_written(running: Posting) -> None:
    """The root comes first, then the replies of its thread, each once."""
    await running.start()
    await running.do("tess", i.Submit())
    await running.do("sec", i.GiveSignOff())
    await running.delivered()
    root, *replies = running.in_channel()

    assert "in review" in str(root.blocks)
    assert [root.ts] * len(replies) == [reply.thread_ts for reply in replies]
    assert ["Submitted", "Security"] == [
        word for reply in replies for word in ("Submitted", "Security") if word in str(reply.blocks)
    ]


async def test_a_call_leads_to_the_thread(begun: Posting) -> None:
    """By the address of its root, whatever was said there since."""
    await begun.do("ana", i.Escalate(reason="orders are lost"))
    await begun.delivered()
    root = begun.in_channel()[0]
    address = f"{WORKSPACE}archives/{w.CHANNEL}/p{root.ts.replace('.', '')}"
    posts = [str(each) for each in await begun.slack.calls("chat.postMessage")]
    assert [f"<{address}|Thread>"] == [f"<{address}|Thread>" for each in posts if address in each][:1]


async def test_each_signer_is_asked_once_in_a_lane_of_their_own(running: Posting) -> None:
    """A direct message goes to each of the seven signers, and to nobody else."""
    await running.start()
    await running.do("tess", i.Submit())
    await running.delivered()
    posts = await running.slack.calls("chat.postMessage")
    direct = [call["arguments"]["channel"] for call in posts if call["arguments"]["channel"][0] == "D"]

    assert sorted(f"D0{handle.upper()}" for handle in w.SIGNERS) == sorted(direct)


async def test_changes_that_pile_up_become_one_edit(play: Posting) -> None:
    """What changed ten times while nothing could be sent is shown once, as it is now."""
    await play.start()
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for item in range(1, 7):
        await play.do("ana", i.TickItem(wanted=str(item)))
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert len(await play.slack.calls("chat.update")) <= 1


async def test_what_shows_the_same_is_not_edited(running: Posting) -> None:
    """A rewrite that was asked for and changes nothing calls nothing."""
    outcome = await running.start()
    await running.delivered()
    assert outcome.state is not None
    state = outcome.state
    before = len(await running.slack.calls())
    rewrite = RewriteMessages(kind=MessageKind.STATUS)
    await running.database.write(lambda c: outbox.write_messages(c, state, [rewrite], real_now()))
    await running.delivered()

    assert before == len(await running.slack.calls())


@pytest.mark.parametrize("kind", ["drop_after", "hang_after", "garbage", "server_error", "drop_before"])
async def test_a_post_whose_answer_was_lost_is_not_repeated(running: Posting, kind: str) -> None:
    """Whether the post had arrived or not, in the end it stands there once."""
    await running.slack.fail("chat.postMessage", kind)
    await running.start()
    await until(lambda: backed_off(running))
    await running.hurry()
    await running.delivered()

    assert len(running.in_channel()) == 1


async def test_slack_is_given_the_pause_it_asks_for(running: Posting) -> None:
    """`Retry-After` moves the lane's due time by as much, and other lanes go on."""
    await running.start()
    await running.delivered()
    await running.slack.fail("chat.update", "rate_limited", retry_after=42)
    before = real_now()
    await running.do("tess", i.Submit())
    await until(lambda: backed_off(running))
    await until(lambda: only_the_channel_waits(running))
    due = await running.database.read(lanes.next_due)

    assert due is not None
    assert timedelta(seconds=42) <= due - before < timedelta(seconds=42) + FEW
    assert len(await running.slack.calls("conversations.open")) == len(w.SIGNERS)


async def test_what_cannot_be_delivered_becomes_a_dead_letter(running: Posting) -> None:
    """An error that stays is kept with its reason, and the lane goes on with what comes after."""
    await running.start()
    await running.delivered()
    await running.slack.fail("chat.postMessage", "error", code="msg_too_long")
    await running.do("ana", i.Cancel(reason="the first one is lost"))
    await running.delivered()

    assert len(await dead(running)) == 1
    assert "msg_too_long" in (await dead(running))[0]


async def test_a_status_message_that_cannot_be_posted_is_told_to_whoever_started(running: Posting) -> None:
    """When Slack refuses the status message for good, the starter hears so directly, and what to do."""
    await running.slack.fail("chat.postMessage", "error", code="msg_too_long")
    await running.start()
    await running.delivered()
    await running.do("tess", i.Submit())
    await running.delivered()
    told = [message.text for message in running.slack.messages("D0TESS")]

    assert any(f"/deploy cancel {w.ID}" in text for text in told)
    assert len(await dead(running)) == 2


async def test_an_answer_is_told_to_one_person_alone(running: Posting) -> None:
    """A refused press is answered where it was pressed, for the presser's eyes only."""
    await running.start()
    await running.delivered()
    place = Place(channel=w.CHANNEL)
    await running.service.handle(i.Begin(), deployment=w.ID, actor="U0NED", key="press", answer_in=place)
    await running.delivered()

    assert ["U0NED"] == [m.only_for for m in running.in_channel() if m.only_for]


async def test_an_answer_that_is_too_old_is_dropped(play: Posting) -> None:
    """After thirty minutes an answer would only confuse: it is let go of, without a dead letter."""
    await play.start()
    place = Place(channel=w.CHANNEL)
    await play.service.handle(i.Begin(), deployment=w.ID, actor="U0NED", key="press", answer_in=place)
    answers = outbox_table.c.message.is_(None)
    await play.database.write(
        lambda c: c.execute(update(outbox_table).where(answers).values(expires_at=real_now()))
    )
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await play.slack.calls("chat.postEphemeral") == []


async def test_two_deliverers_send_each_message_once(play: Posting) -> None:
    """Two workers on one database share the lanes and repeat nothing."""
    tasks = [asyncio.create_task(play.outbox().run()) for _ in range(2)]
    await play.start()
    await play.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    await play.delivered()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    marks = [m.metadata["event_payload"]["mark"] for m in play.in_channel() if m.metadata]

    assert len(marks) == len(set(marks))
    assert len(marks) == 9


async def test_a_lane_in_hand_gives_way_to_a_call(play: Posting) -> None:
    """However much is said, and in however many lanes, it is not finished first."""
    crowd, each = LANES_AT_ONCE, 20
    place, now = Place(channel=w.CHANNEL), real_now()

    def say(connection: Connection, user: str, text: str, at: datetime = now) -> None:
        answer = outbox.Answer(deployment=w.ID, user=user, place=place, text=text)
        outbox.write_answer(connection, answer, at, now + HOUR)

    def fill(connection: Connection) -> None:
        for number in range(crowd * each):
            say(connection, f"U{number % crowd}", "said")

    await play.database.write(fill)
    delivering = asyncio.create_task(play.outbox().run())
    await until(lambda: called(play, "chat.postEphemeral"))
    await play.database.write(lambda c: say(c, "U0ANA", "called", now - CALLS_AHEAD))
    await play.delivered()
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    texts = [call["arguments"]["text"] for call in await play.slack.calls("chat.postEphemeral")]

    assert crowd * each + 1 == len(texts)
    assert texts.index("called") < len(texts) // 2


async def test_the_lane_of_a_worker_that_died_is_not_left_for_last(play: Posting) -> None:
    """However many lanes are due, it is looked now and then what else waits."""
    now, place, crowd = real_now(), Place(channel=w.CHANNEL), 30 * LANES_AT_ONCE

    def fill(connection: Connection) -> None:
        for number in range(-1, crowd):
            text = "left" if number < 0 else "said"
            answer = outbox.Answer(deployment=w.ID, user=f"U{number}", place=place, text=text)
            outbox.write_answer(connection, answer, now, now + HOUR)
            if number < 0:
                lanes.claim(connection, now, now, ["died"])

    await play.database.write(fill)
    delivering = asyncio.create_task(play.outbox(lease=SHORT).run())
    await play.delivered()
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    texts = [call["arguments"]["text"] for call in await play.slack.calls("chat.postEphemeral")]

    assert crowd + 1 == len(texts)
    assert texts.index("left") < len(texts) // 2


async def test_a_worker_that_died_in_the_middle_of_a_post_is_replaced(play: Posting) -> None:
    """A post that was under way when its worker died is looked up before it is repeated."""
    await play.start()
    now = real_now()
    claims = await play.database.write(lambda c: lanes.claim(c, now, now, ["died"]))
    deliverer = play.outbox()
    (claim,) = claims
    delivery = await play.database.write(lambda c: deliverer._parcels.next(c, claim))
    assert delivery is not None
    await deliverer._send(delivery)
    task = asyncio.create_task(play.outbox(lease=SHORT).run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert len(play.in_channel()) == 1
    shown = await play.database.read(lambda c: c.execute(select(message_table.c.ts)).scalars().all())
    assert shown == [play.in_channel()[0].ts]


async def test_a_change_during_a_send_is_sent_after_it(play: Posting) -> None:
    """A message that changed while it was being posted is edited right after."""
    await play.start()
    now = real_now()
    (claim,) = await play.database.write(lambda c: lanes.claim(c, now, now + LEASE, ["mine"]))
    deliverer = play.outbox()
    delivery = await play.database.write(lambda c: deliverer._parcels.next(c, claim))
    assert delivery is not None
    result = await deliverer._send(delivery)
    await play.do("tess", i.Submit())
    await play.database.write(lambda c: deliverer._parcels.settle(c, claim, delivery, result))
    await play.database.write(lambda c: lanes.release(c, claim, real_now()))
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert "in review" in str(play.in_channel()[0].blocks)


async def test_the_end_waits_for_what_is_under_way(play: Posting) -> None:
    """A deliverer that is told to stop finishes the call it is in."""
    await play.start()
    task = asyncio.create_task(play.outbox().run())
    await until(lambda: called(play))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    posted = await play.database.read(lambda c: c.execute(select(message_table.c.ts)).scalars().all())

    assert [message.ts for message in play.in_channel()] == posted
