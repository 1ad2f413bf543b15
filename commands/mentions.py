"""Listens to messages that begin with the bot's name, and to those in its direct messages.

The same words as after `/deploy`, which Slack does not take in threads. A message has no acknowledgement that
could answer it: the answer goes through the outbox, to whoever wrote it alone.
"""

import json
import re
from datetime import datetime, timedelta
from enum import Enum

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.clock import real_now
from bot.queries import Queries
from bot.service import Service
from commands.blocks import answers
from commands.blocks.kit import Content
from commands.command import OpenStart
from commands.keys import event_key
from commands.payloads import Payload
from commands.perform import Asked, Performer
from commands.text import labelled, mentioned
from commands.words import SLASH, parse

MENTION_EVENTS = ("app_mention", "message")
"""`app_mention` in channels; `message` (message.im) in direct messages, where Slack sends no mention."""
DIRECT = "im"
"""The type of the channel of a direct message."""
WRITTEN = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of a message that somebody wrote; the others tell what became of one."""

LATE = timedelta(minutes=3)
"""Slack repeats what was not acknowledged at once, after a minute, after five, and then hourly: by that time
people have gone another way, and a `go` would deploy."""


class Unsaid(Enum):
    """A message that asks for nothing."""

    NOT_OURS = "it is a bot's, or no new message"
    IN_PASSING = "the bot is named in the middle of a sentence"


class MentionListener:
    """Each message that asks for something is carried out once, and answered where it was written."""

    def __init__(self, performer: Performer, service: Service, queries: Queries, bot_user: str) -> None:
        self._performer = performer
        self._service = service
        self._queries = queries
        self._bot_user = bot_user

    async def on_message(self, ack: AsyncAck, body: Payload) -> None:
        """A message, acknowledged once what it asks for and its answer are committed.

        Errors: `Busy`, `Transient`.
        """
        said = words_of(body["event"], self._bot_user)
        if said is not Unsaid.NOT_OURS:
            asked = asked_of(body)
            content = answers.too_late() if is_late(body, real_now()) else await self._done(said, asked)
            await self._service.answer(
                asked.user, asked.place, content.text, json.dumps(content.json), key=f"answer:{asked.key}"
            )
        await ack()

    async def _done(self, said: str | Unsaid, asked: Asked) -> Content:
        if isinstance(said, Unsaid):
            return answers.mention_first()
        handles = await self._queries.handles(mentioned(said))
        command = parse(labelled(said, handles))
        if isinstance(command, OpenStart):
            return answers.start_in_thread()
        return await self._performer.perform(command, asked)


def asked_of(body: Payload) -> Asked:
    """Who wrote a message, and where."""
    event = body["event"]
    return Asked(
        user=event["user"],
        channel=event["channel"],
        thread=event.get("thread_ts", ""),
        key=event_key(body),
    )


def is_late(body: Payload, now: datetime) -> bool:
    """Whether a message comes so late that nobody reckons with it any more; `now` is real time."""
    written = float(body.get("event_time", now.timestamp()))
    return now.timestamp() - written > LATE.total_seconds()


def words_of(event: Payload, bot_user: str) -> str | Unsaid:
    """The words after the bot's name, which may be left out in a direct message, as may `/deploy` after it.

    A message that was edited does nothing: what it said first was carried out. In a channel only a mention
    counts, also where somebody lets the app hear all that is said there.
    """
    is_overheard = event["type"] == "message" and event.get("channel_type") != DIRECT
    is_written = event.get("subtype", "") in WRITTEN and "edited" not in event
    if is_overheard or not is_written or event.get("bot_id") or event.get("user", bot_user) == bot_user:
        return Unsaid.NOT_OURS
    name = re.compile(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>[\s:,]*")
    text = str(event.get("text", "")).strip()
    if found := name.match(text):
        return text[found.end() :].removeprefix(SLASH)
    return text.removeprefix(SLASH) if event["type"] == "message" else Unsaid.IN_PASSING
