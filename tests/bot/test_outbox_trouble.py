import asyncio
from functools import partial

import pytest
from sqlalchemy import Select, func, select, update
from structlog.testing import capture_logs

from bot import outbox as o
from bot.claims import LEASE
from bot.clock import real_now
from bot.domain import intents as i
from bot.parcels import GIVE_UP_AFTER
from bot.ports import Place, Rendered
from bot.storage import dead_letters, lanes, outbox
from bot.storage.tables import deployment_table, lane_table, message_table, outbox_table, plan_table
from commands.messenger import SlackMessenger
from tests.bot import web_shop as w
from tests.bot.posting import Posting, backed_off, dead, delivered_once, only_the_channel_waits
from tests.pretend_slack import Slack
from tests.waiting import until


async def test_an_edit_whose_answer_was_lost_is_made_good(running: Posting) -> None:
    """When the state went back meanwhile, the message that may show the lost edit is edited all the same."""
    await running.start()
    await running.delivered()
    table = deployment_table.c
    (draft,) = await running.database.read(lambda c: c.execute(select(table.state, table.body)).all())
    await running.slack.fail("chat.update", "drop_after")
    await running.do("tess", i.Submit())
    await until(lambda: backed_off(running))
    back = update(deployment_table).values(state=draft.state, body=draft.body)
    await running.database.write(lambda c: c.execute(back))
    await running.hurry()
    await running.delivered()

    assert "in review" not in str(running.in_channel()[0].blocks)


async def test_an_edit_in_the_hands_of_a_worker_that_died_is_made_good(play: Posting) -> None:
    """Whoever takes the lane up does not trust what the message showed before."""
    await play.start()
    await delivered_once(play)
    await play.do("tess", i.Submit())
    channel = lanes.conversation_lane(w.ID, w.CHANNEL)
    now = real_now()
    claims = await play.database.write(lambda c: lanes.claim(c, now, now + LEASE, ["died"] * 9))
    (claim,) = [claim for claim in claims if claim.lane == channel]
    deliverer = play.outbox()
    delivery = await play.database.write(lambda c: deliverer._parcels.next(c, claim))
    assert delivery is not None
    await deliverer._send(delivery)
    parcel = await play.database.read(lambda c: outbox.next_parcel(c, channel))

    assert parcel is not None
    assert parcel.doubtful is True


async def test_a_message_that_could_not_be_edited_is_tried_again_when_it_changes(running: Posting) -> None:
    """What Slack refused once is tried again with the next change, and then shows it."""
    await running.start()
    await running.delivered()
    await running.slack.fail("chat.update", "error", code="edit_window_closed")
    await running.do("tess", i.Submit())
    await running.delivered()
    missed = await dead(running)
    await running.do("sec", i.GiveSignOff())
    await running.delivered()

    assert len(missed) == 1
    assert await dead(running) == ()
    assert "in review" in str(running.in_channel()[0].blocks)


async def test_a_message_that_cannot_be_made_does_not_stop_its_lane(play: Posting) -> None:
    """Messages of a plan that cannot be read become dead letters under an id, and the lane is free."""
    await play.start()
    await play.database.write(lambda c: c.execute(update(plan_table).values(plan="{")))
    await delivered_once(play)
    letters = await play.database.read(lambda c: dead_letters.of_deployment(c, w.ID, real_now()))

    assert ["unexpected error"] == [letter.why[:16] for letter in letters]


async def test_an_answer_that_is_not_understood_does_not_stop_its_lane(play: Posting) -> None:
    """It is dead under an id that the log has, and who is answered next hears that."""
    now, place = real_now(), Place(channel=w.CHANNEL)
    answers = [
        outbox.Answer(deployment=w.ID, user="U0NED", place=place, text=text) for text in ("first", "next")
    ]
    await play.start()
    for answer in answers:
        given = partial(outbox.write_answer, answer=answer, now=now, expires_at=now + GIVE_UP_AFTER)
        await play.database.write(given)
    first = outbox_table.c.answer.contains("first")
    await play.database.write(
        lambda c: c.execute(update(outbox_table).where(first).values(answer='{"a": 1}'))
    )
    with capture_logs() as logs:
        await delivered_once(play)
    [letter] = await play.database.read(lambda c: dead_letters.of_deployment(c, w.ID, now))

    assert ["next"] == [message.text for message in play.in_channel() if message.only_for == "U0NED"]
    assert [letter.why] == [f"unexpected error {line['error_id']}" for line in logs if "error_id" in line]


async def test_a_dead_letter_that_had_arrived_is_found_and_not_posted_twice(running: Posting) -> None:
    """Slack took the post, its answer was lost, and it was given up: sent again, it is looked for first."""
    await running.slack.fail("chat.postMessage", "drop_after")
    await running.start()
    await until(lambda: backed_off(running))
    given_up = (
        update(outbox_table).where(outbox_table.c.message.is_not(None)).values(dead="Slack did not answer")
    )
    await running.database.write(lambda c: c.execute(given_up))
    assert 1 == len(running.in_channel())
    await running.do("ana", i.Resend())
    await running.delivered()

    assert () == await dead(running)
    root, resent = running.in_channel()
    assert root.ts == resent.thread_ts
    assert "sent again" in str(resent.blocks)


async def test_a_lane_that_cannot_go_on_is_left_to_the_lease(play: Posting) -> None:
    """A row that this program does not understand keeps its lane from nobody else's, and is not let go of."""
    await play.start()
    await play.start(version="4.13.0")
    strange = update(message_table).where(message_table.c.deployment == w.ID).values(kind="from the future")
    await play.database.write(lambda c: c.execute(strange))
    task = asyncio.create_task(play.outbox().run())
    count = select(func.count()).select_from(outbox_table)

    async def is_one_left() -> bool:
        return await play.database.read(lambda c: c.execute(count).scalar()) == 1

    await until(is_one_left)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert len(play.in_channel()) == 1


async def test_patience_that_slack_asks_for_buries_nothing(running: Posting) -> None:
    """A message that waited for a day because nobody ran is not given up when Slack asks to wait."""
    await running.start()
    await running.delivered()
    await running.slack.fail("chat.update", "rate_limited", retry_after=42)
    await running.do("tess", i.Submit())
    await until(lambda: backed_off(running))
    await until(lambda: only_the_channel_waits(running))
    await running.slack.fail("chat.update", "rate_limited", retry_after=43)
    old = update(outbox_table).values(written_at=real_now() - GIVE_UP_AFTER)
    await running.database.write(lambda c: c.execute(old))
    await running.hurry()
    failures = select(lane_table.c.failures).where(lane_table.c.failures == 2)
    await until(lambda: found(running, failures))

    assert await dead(running) == ()


async def found(play: Posting, query: Select[tuple[int]]) -> bool:
    """Whether there is a row like this."""
    return bool(await play.database.read(lambda c: c.execute(query).all()))


class Held(SlackMessenger):
    """A messenger whose posts wait until they are let go."""

    def __init__(self, slack: Slack) -> None:
        super().__init__(slack.client, is_by_our_clock=False)
        self.posting, self.go_on = asyncio.Event(), asyncio.Event()

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:
        """Wait, then post."""
        self.posting.set()
        await self.go_on.wait()
        return await super().post(rendered, place, mark)


async def test_the_end_begins_nothing_new(play: Posting) -> None:
    """A lane with more to say is given back at once, so that the next process need not wait for the lease."""
    await play.start()
    await play.do("ana", i.Cancel(reason="not tonight"))
    held = Held(play.slack)
    task = asyncio.create_task(o.Outbox(play.database, held, play.alarm).run())
    await held.posting.wait()
    task.cancel()
    await asyncio.sleep(0)
    held.go_on.set()
    await asyncio.gather(task, return_exceptions=True)
    lane = select(lane_table.c.lease_until, lane_table.c.due_at)
    (left,) = await play.database.read(lambda c: c.execute(lane).all())

    assert len(play.in_channel()) == 1
    assert left.lease_until is None
    assert left.due_at is not None


@pytest.mark.parametrize("code", ["account_inactive", "invalid_auth", "token_expired", "token_revoked"])
async def test_what_waits_for_a_token_is_never_given_up(running: Posting, code: str) -> None:
    """A token that Slack does not take stops deliveries for days, and loses none of them."""

    async def failed(times: int) -> bool:
        found = await running.database.read(
            lambda c: c.execute(select(lane_table.c.failures)).scalars().all()
        )
        return list(found) == [times]

    await running.slack.fail("chat.postMessage", "error", code=code, times=2)
    await running.start()
    await until(lambda: failed(1))
    long_ago = update(outbox_table).values(written_at=real_now() - 3 * GIVE_UP_AFTER)
    await running.database.write(lambda c: c.execute(long_ago))
    await running.hurry()
    await until(lambda: failed(2))
    await running.hurry()
    await running.delivered()

    assert () == await dead(running)
    assert 1 == len(running.in_channel())
