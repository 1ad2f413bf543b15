"""The Messenger port over Slack's Web API (`bot.ports.Messenger`)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import real_now
from bot.domain.hushing import without_secrets
from bot.domain.masking import NO_NAMES
from bot.errors import Gone, Lost, Permanent, TMinusError, Transient, Unauthorized, Unreachable
from bot.ports import Attachment, Message, Place, Rendered
from bot.postmarks import made_at
from commands.blocks.kit import small
from commands.blocks.mrkdwn import paragraphs, plain
from commands.blocks.render import render
from commands.slack_api import call
from commands.uploads import LOOKS, Uploads, bears, marked, spoken

EVENT_TYPE = "tminus_message"
"""The metadata's type: it carries the mark by which a post is found again."""
PAGE = 200
CLOCKS_APART = timedelta(minutes=10)
"""How far Slack's clock and ours may be apart: requests that seem older than five minutes are refused."""
SECONDS_TO_FIND = 10.0
"""For all pages together, real time: a delivery that looks a message up still ends within its lease."""
SECONDS_TO_SHARE = 20.0
"""For a file and its look-up together, real time, within the lease likewise."""
FILE_PATIENCE = timedelta(minutes=5)
"""So long a message waits for its file, real time; then its words go without it, and what waits behind it."""
TOLD_LENGTH = 2000
"""Characters: Slack refuses more than 4,000, and some become several on the way."""
NOT_THERE = "user_not_in_channel"
"""Slack's word where somebody is not (any more) in the channel in which they acted."""


class SlackMessenger:
    """Says things in Slack. Errors as `commands.slack_api.call` names them.

    `is_by_our_clock`: a message's ts is the time that we have, too; a pretend Slack goes by the plan's clock.
    `secrets` are the names of variables whose values no message shows; `looks` as for `Uploads`.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        is_by_our_clock: bool,
        seconds_to_find: float = SECONDS_TO_FIND,
        secrets: tuple[str, ...] = NO_NAMES,
        looks: tuple[float, ...] = LOOKS,
    ) -> None:
        self._client = client
        self._uploads = Uploads(client, looks=looks)
        self._looks = looks
        self._is_by_our_clock = is_by_our_clock
        self._seconds_to_find = seconds_to_find
        self._secrets = secrets

    def render(self, message: Message) -> Rendered:
        """What the message looks like with the state as it is."""
        return render(message, self._secrets)

    async def conversation(self, user: str) -> str:
        """The direct conversation with a user (conversations.open)."""
        answer = await call(self._client.conversations_open(users=[user]))
        return str(answer["channel"]["id"])

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:
        """Post, with its file if it has one; its ts."""
        if rendered.attachment:
            return await self._post_with_file(rendered, rendered.attachment, place, mark)
        return await self._say(rendered.text, json.loads(rendered.body), place, mark)

    async def _say(self, text: str, blocks: list[dict[str, Any]], place: Place, mark: str) -> str:
        """Post, with the mark in the message's metadata (chat.postMessage)."""

        def said(blocks: list[dict[str, Any]]) -> Awaitable[Any]:
            return self._client.chat_postMessage(
                channel=place.channel,
                text=text,
                blocks=blocks,
                thread_ts=place.thread or None,
                reply_broadcast=place.broadcast if place.thread else None,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"mark": mark}},
            )

        return str((await _with_pictures(said, blocks))["ts"])

    async def _post_with_file(self, rendered: Rendered, file: Attachment, place: Place, mark: str) -> str:
        """The file with the words above it; the words alone where nobody takes it, or not for long enough."""
        blocks = json.loads(rendered.body)
        try:
            return await self._share(replace(file, name=marked(file.name, mark)), blocks, place, mark)
        except (Unreachable, Gone, Unauthorized):
            raise
        except (Transient, Permanent) as error:
            if isinstance(error, Transient) and not _is_late(mark):
                raise
            why: TMinusError = error
        structlog.get_logger(__name__).warning("slack: a message goes without its file", why=str(why))
        if isinstance(why, Lost) and (found := await self.find(place, mark)):
            return found
        missing = small(f"The file could not be uploaded: {plain(str(why))}.").to_dict()
        return await self._say(rendered.text, [*blocks, missing], place, mark)

    async def _share(self, file: Attachment, blocks: list[dict[str, Any]], place: Place, mark: str) -> str:
        """Share the file; the ts of the message that Slack then makes of it, in its own time."""
        try:
            async with asyncio.timeout(SECONDS_TO_SHARE):
                await self._uploads.share(file, place, spoken(blocks))
                for seconds in self._looks:
                    await asyncio.sleep(seconds)
                    if ts := await self.find(place, mark):
                        return ts
        except TimeoutError as error:
            raise Lost("Slack took too long to take a file") from error
        raise Lost("Slack does not show the file yet")

    async def find(self, place: Place, mark: str) -> str:
        """The ts of the message that bears the mark; "" if there is none since it was made."""
        made = made_at(mark) if self._is_by_our_clock else None
        oldest = str((made - CLOCKS_APART).timestamp()) if made else None
        try:
            async with asyncio.timeout(self._seconds_to_find):
                return await self._find(place, mark, oldest)
        except TimeoutError as error:
            raise Transient("Slack took too long to look a message up") from error

    async def _find(self, place: Place, mark: str, oldest: str | None) -> str:
        cursor: str | None = None
        while cursor != "":
            page = await self._page(place, oldest, cursor)
            for message in page["messages"]:
                if _mark_of(message) == mark or bears(message, mark):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return ""

    async def _page(self, place: Place, oldest: str | None, cursor: str | None) -> Mapping[str, Any]:
        """One page of the thread (conversations.replies), or of the conversation (conversations.history)."""
        if place.thread:
            return await call(
                self._client.conversations_replies(
                    channel=place.channel,
                    ts=place.thread,
                    oldest=oldest,
                    cursor=cursor,
                    limit=PAGE,
                    include_all_metadata=True,
                )
            )
        return await call(
            self._client.conversations_history(
                channel=place.channel,
                oldest=oldest,
                cursor=cursor,
                limit=PAGE,
                include_all_metadata=True,
            )
        )

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """Rewrite a message; its metadata stays (chat.update). One with a file stays as it was said."""
        if rendered.attachment:
            return

        def said(blocks: list[dict[str, Any]]) -> Awaitable[Any]:
            return self._client.chat_update(
                channel=place.channel, ts=place.ts, text=rendered.text, blocks=blocks
            )

        await _with_pictures(said, json.loads(rendered.body))

    async def tell(self, user: str, place: Place, text: str, body: str = "") -> None:
        """Say something to one user where they are (chat.postEphemeral), else in a direct message.

        `text` is plain, what people wrote in it does nothing, and what is a secret for certain is hidden;
        with a `body` it is mrkdwn of ours.
        """
        text = text if body else paragraphs(without_secrets(text, self._secrets), TOLD_LENGTH)
        blocks = json.loads(body) if body else None
        if place.channel:
            try:
                await call(
                    self._client.chat_postEphemeral(
                        channel=place.channel,
                        user=user,
                        text=text,
                        blocks=blocks,
                        thread_ts=place.thread or None,
                    )
                )
            except Permanent as error:
                # A place or thread in which nothing can be said; a direct message reaches them all the same.
                if not isinstance(error, Unreachable | Gone) and error.code != NOT_THERE:
                    raise
            else:
                return
        channel = await self.conversation(user)
        await call(
            self._client.chat_postMessage(channel=channel, text=text, blocks=blocks, unfurl_links=False)
        )


async def _with_pictures(
    said: Callable[[list[dict[str, Any]]], Awaitable[Any]], blocks: list[dict[str, Any]]
) -> Mapping[str, Any]:
    """Say blocks; without the pictures among them that Slack does not show: words are not lost with them."""
    words = [block for block in blocks if "slack_file" not in block]
    try:
        return await call(said(blocks))
    except Permanent as error:
        if error.code != "invalid_blocks" or len(words) == len(blocks):
            raise
    return await call(said(words))


def _is_late(mark: str) -> bool:
    """Whether a message has waited for its file for long enough."""
    made = made_at(mark)
    return made is not None and real_now() - made > FILE_PATIENCE


def _mark_of(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str(metadata.get("event_payload", {}).get("mark", ""))
