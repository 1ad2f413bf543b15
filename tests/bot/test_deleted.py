from sqlalchemy import Connection, update

from bot.clock import real_now
from bot.deleted import ROOTS_AT_MOST
from bot.domain import intents as i
from bot.domain.effects import MessageKind, RewriteMessages
from bot.storage import deployments, outbox
from bot.storage.tables import message_table
from sandbox.model import Message
from tests.bot import web_shop as w
from tests.bot.posting import Posting, dead


async def deletes(play: Posting, message: Message) -> None:
    """Somebody deletes a message of the channel, and its kind is to be brought up to date."""
    await play.slack.client.chat_delete(channel=w.CHANNEL, ts=message.ts)
    kind = MessageKind.STEP if message.thread_ts else MessageKind.STATUS
    await play.slack.fail("chat.update", "error", code="message_not_found")
    await touched(play, kind)
    await play.delivered()


async def touched(play: Posting, kind: MessageKind) -> None:
    """Ask for all messages of a kind to be brought up to date, as a change of what they show does."""

    def work(connection: Connection) -> None:
        state = deployments.load(connection, w.ID)
        assert state
        connection.execute(update(message_table).where(message_table.c.kind == kind.value).values(shown=""))
        outbox.write_messages(connection, state.state, [RewriteMessages(kind=kind)], real_now())

    await play.database.write(work)
    play.alarm.ring()


def calls(play: Posting) -> list[Message]:
    """The calls of step 1 that stand in the channel."""
    return [m for m in play.in_channel() if "step 1" in m.text and "turn" in m.text]


async def test_a_status_message_that_was_deleted_goes_on_in_a_new_one(begun: Posting) -> None:
    """The next change posts it anew, says so in it, and what follows is said in the new thread."""
    await deletes(begun, begun.in_channel()[0])
    root = begun.in_channel()[-1]
    await begun.do("ana", i.Hold(reason="lunch"))
    await begun.delivered()

    assert ("", True) == (root.thread_ts, "was deleted" in str(root.blocks))
    assert begun.in_channel()[-1].thread_ts == root.ts
    assert () == await dead(begun)


async def test_a_thread_that_cannot_be_answered_goes_on_under_a_new_status_message(begun: Posting) -> None:
    """Where the first message is gone with its thread, a new one is posted, and the reply stands under it."""
    await begun.slack.fail("chat.postMessage", "error", code="cannot_reply_to_message")
    await begun.do("ana", i.Hold(reason="lunch"))
    await begun.delivered()
    root = next(m for m in begun.in_channel() if "was deleted" in str(m.blocks))

    assert [m for m in begun.in_channel() if m.thread_ts == root.ts and "lunch" in str(m.blocks)]
    assert () == await dead(begun)


async def test_a_question_that_was_deleted_is_asked_once_more_and_then_let_go(begun: Posting) -> None:
    """A step's call that somebody deletes comes again once; whoever deletes it again means it."""
    await deletes(begun, calls(begun)[0])
    assert 1 == len(calls(begun))
    await deletes(begun, calls(begun)[0])
    assert [] == calls(begun)
    edits = len(await begun.slack.calls("chat.update"))
    await touched(begun, MessageKind.STEP)
    await begun.delivered()

    assert edits == len(await begun.slack.calls("chat.update"))
    assert () == await dead(begun)


async def test_a_settled_question_that_was_deleted_is_forgotten(begun: Posting) -> None:
    """Nobody misses the call of a step that is done."""
    await begun.do("dba", i.FinishStep(step="1"))
    await begun.delivered()
    [call, *_] = [m for m in begun.in_channel() if "create database backup" in m.text.casefold()]
    posts = len(await begun.slack.calls("chat.postMessage"))
    await deletes(begun, call)

    assert posts == len(await begun.slack.calls("chat.postMessage"))
    assert () == await dead(begun)


async def test_a_status_message_that_is_deleted_again_and_again_is_let_go(begun: Posting) -> None:
    """Somebody who deletes it ten times means it: then it is a dead letter."""
    await begun.database.write(lambda c: c.execute(update(message_table).values(deleted=ROOTS_AT_MOST)))
    await deletes(begun, begun.in_channel()[0])

    assert "again and again" in (await dead(begun))[0]
