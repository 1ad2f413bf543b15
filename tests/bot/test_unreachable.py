import pytest
from sqlalchemy import Connection, select, update

from bot.clock import real_now
from bot.deciding import Start
from bot.domain import intents as i
from bot.parcels import GIVE_UP_AFTER
from bot.queries import Queries
from bot.storage import lanes
from bot.storage.tables import lane_table, outbox_table
from tests.bot import web_shop as w
from tests.bot.posting import Posting, dead
from tests.waiting import until

BOT = "U0TMINUS"


def is_gone(play: Posting) -> None:
    """The bot is removed from the channel."""
    play.slack.world.conversations[w.CHANNEL].members.remove(BOT)


async def is_back(play: Posting) -> None:
    """The bot is invited again."""
    play.slack.world.conversations[w.CHANNEL].members.append(BOT)
    await play.service.channel_is_back(w.CHANNEL)
    await play.delivered()


async def blocked(play: Posting) -> bool:
    """Whether the channel's lane waits for the bot's return, and every other is through."""
    table = lane_table.c

    def look(connection: Connection) -> bool:
        waiting = connection.execute(select(table.key).where(table.due_at.is_not(None))).scalars().all()
        stuck = lanes.conversation_lane(w.ID, w.CHANNEL)
        tried = select(table.key).where(table.blocked != "", table.due_at > real_now(), table.token == "")
        return waiting == [stuck] and connection.execute(tried).scalars().all() == [stuck]

    play.alarm.ring()
    return await play.database.read(look)


def direct(play: Posting, who: str) -> list[str]:
    """What somebody reads in their direct messages: text and blocks."""
    place = play.slack.world.conversations.get(f"D0{who.upper()}")
    return [message.text for message in place.messages] if place else []


async def test_where_nothing_can_be_said_the_owner_is_called_directly(begun: Posting) -> None:
    """Removed from the channel: the lead hears it once, the next owner is asked directly, nothing is lost."""
    is_gone(begun)
    await begun.do("dba", i.FinishStep(step="1"))
    await until(lambda: blocked(begun))
    await begun.do("ana", i.TickItem(wanted="1"))
    await until(lambda: blocked(begun))
    told = [text for text in direct(begun, "ana") if "cannot post in #web-shop" in text]
    known = await Queries(begun.database, begun.clock).deployment(w.ID)

    assert 1 == len(told)
    assert "/invite @T-Minus" in told[0]
    assert [text for text in direct(begun, "dev") if "step 2" in text]
    assert () == await dead(begun)
    assert known
    assert "not in the channel" in known.blocked

    await is_back(begun)
    assert [m for m in begun.in_channel() if "step 2" in m.text]
    again = await Queries(begun.database, begun.clock).deployment(w.ID)
    assert again
    assert "" == again.blocked


async def test_another_reason_is_told_once_more(begun: Posting) -> None:
    """A channel that is taken out of the archive without the bot asks for an invitation, and says so."""
    await begun.slack.fail("chat.update", "error", code="is_archived")
    await begun.do("ana", i.Hold(reason="wait"))
    await until(lambda: blocked(begun))
    for _ in range(2):
        await begun.slack.fail("chat.update", "error", code="not_in_channel")
        await begun.hurry()
        await until(lambda: blocked(begun))
    told = [text for text in direct(begun, "ana") if "cannot post in #web-shop" in text]
    known = await Queries(begun.database, begun.clock).deployment(w.ID)

    assert ["archived", "not in the channel"] == [
        word for text in told for word in ("archived", "not in the channel") if f"is {word}" in text
    ]
    assert known
    assert "/invite" in known.blocked


async def test_a_press_on_the_direct_copy_settles_the_one_in_the_thread(begun: Posting) -> None:
    """What was answered directly stands in the thread as answered once the bot is back."""
    is_gone(begun)
    await begun.do("dba", i.FinishStep(step="1"))
    await until(lambda: blocked(begun))
    await begun.do("dev", i.FinishStep(step="2"))
    await until(lambda: blocked(begun))
    await is_back(begun)
    copies = [m for m in begun.in_channel() if "step 2" in m.text and "turn" in m.text]

    assert not any("Start" in str(m.blocks) for m in copies)


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "restricted_action"])
async def test_every_such_place_is_waited_for(running: Posting, code: str) -> None:
    """Archived, unseen or closed to the bot: it waits, and is delivered after the change."""
    await running.start()
    await running.delivered()
    await running.slack.fail("chat.update", "error", code=code)
    await running.do("tess", i.Submit())
    await until(lambda: blocked(running))
    await running.service.channel_is_back(w.CHANNEL)
    await running.delivered()

    assert () == await dead(running)
    assert "in review" in str(running.in_channel()[0].blocks)


async def test_a_plan_started_where_the_bot_is_not_waits_for_its_invitation(running: Posting) -> None:
    """Whoever started it hears what to do; once the bot is invited, the status message is there."""
    world = running.slack.world
    start = Start(text=w.text(), stem="web-shop", channel="C0GENERAL")
    await running.service.start(start, actor="U0TESS", key="general")

    async def is_told() -> bool:
        return any("could not post the status message" in text for text in direct(running, "tess"))

    await until(is_told)
    world.conversations["C0GENERAL"].members.append(BOT)
    await running.service.channel_is_back("C0GENERAL")
    await running.delivered()

    assert [m for m in world.conversations["C0GENERAL"].messages if "draft" in str(m.blocks)]
    assert () == await dead(running)


async def test_after_a_day_it_is_a_dead_letter_that_comes_back_with_the_bot(begun: Posting) -> None:
    """What could not be said for a day is seen in status, and is still said when the bot returns."""
    is_gone(begun)
    await begun.do("ana", i.Hold(reason="wait"))
    await until(lambda: blocked(begun))
    long_ago = real_now() - GIVE_UP_AFTER
    await begun.database.write(lambda c: c.execute(update(outbox_table).values(written_at=long_ago)))
    await begun.hurry()
    await begun.delivered()
    assert await dead(begun)

    await is_back(begun)
    assert () == await dead(begun)
    assert "on hold" in str(begun.in_channel()[0].blocks)


async def test_a_direct_message_that_cannot_be_sent_blocks_no_channel(running: Posting) -> None:
    """A person who cannot be written to is a dead letter of theirs alone."""
    await running.start()
    await running.delivered()
    await running.slack.fail("conversations.open", "error", code="channel_not_found")
    await running.do("tess", i.Submit())
    await running.delivered()

    assert 1 == len(await dead(running))
