"""Files of ours in Slack: their bytes go to an address of its own, then the file is there (ADR 0043)."""

import asyncio
import hashlib
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Permanent, RateLimited, Transient
from bot.ports import Attachment, Place
from commands.files import is_slacks
from commands.slack_api import call, retry_after

MAX_BYTES = 1_000_000
ODD = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_STEM = 100
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
LOOKS = (0.0, 0.3, 0.7, 1.5, 3.0)
"""Seconds between looks at a new file: Slack goes on working on it after it has said that all is well."""
ELSEWHERE = "Slack named an address that is not its own for the file"
NOT_TAKEN = "Slack did not take the file"
TOO_LARGE = "the file is larger than 1 MB"
EMPTY = "the file is empty"


def safe_name(name: str) -> str:
    """A file's name without anything odd, its ending kept."""
    stem, ending = _parts(name)
    return f"{stem}{ending}"


def marked(name: str, mark: str) -> str:
    """The same, with a few letters of its mark: a file that is shared bears none otherwise."""
    stem, ending = _parts(name)
    return f"{stem}{_trace(mark)}{ending}"


def _parts(name: str) -> tuple[str, str]:
    kept = ODD.sub("-", name)
    found = ENDING.search(kept)
    ending = found.group() if found else ""
    return kept.removesuffix(ending)[:LONGEST_STEM].strip("-.") or "file", ending


def _trace(mark: str) -> str:
    return f"-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"


def bears(message: Mapping[str, Any], mark: str) -> bool:
    """Whether a message shares the file that bears the mark."""
    names = (str(file.get("name", "")) for file in message.get("files") or ())
    return any(_trace(mark) in name for name in names)


def spoken(blocks: Iterable[Mapping[str, Any]]) -> str:
    """What is read in blocks, as mrkdwn: words above a file have no blocks."""
    texts = (
        text["text"]
        for block in blocks
        for text in ([block["text"]] if "text" in block else block.get("elements", ()))
        if isinstance(text.get("text"), str)
    )
    return "\n".join(texts)


class Uploads:
    """Uploads files. Errors as `commands.slack_api.call` names them; `Permanent` for what nobody takes.

    `looks` are the seconds between looks at whether Slack has made out what a file is.
    """

    def __init__(self, client: AsyncWebClient, *, looks: tuple[float, ...] = LOOKS) -> None:
        self._client = client
        self._looks = looks

    async def keep(self, file: Attachment) -> str:
        """Upload a file that nobody sees yet, and wait until it can be shown; its id."""
        key = await self._send(file, safe_name(file.name))
        await call(self._client.files_completeUploadExternal(files=[{"id": key, "title": file.title}]))
        for seconds in self._looks:
            await asyncio.sleep(seconds)
            found = (await call(self._client.files_info(file=key)))["file"]
            if found.get("mimetype"):
                return key
        raise Transient("Slack has not made out what the file is yet")

    async def share(self, file: Attachment, place: Place, words: str) -> None:
        """Upload a file and share it in a thread, with words of ours above it; the message comes later."""
        key = await self._send(file, file.name)
        await call(
            self._client.files_completeUploadExternal(
                files=[{"id": key, "title": file.title}],
                channel_id=place.channel,
                thread_ts=place.thread or None,
                initial_comment=words,
            )
        )

    async def _send(self, file: Attachment, name: str) -> str:
        """Ask for an address and send the bytes there; the id that the file will have."""
        if not file.content:
            raise Permanent(EMPTY)
        if len(file.content) > MAX_BYTES:
            raise Permanent(TOO_LARGE)
        asked = self._client.files_getUploadURLExternal(
            filename=name, length=len(file.content), alt_txt=file.alt or None
        )
        answer = await call(asked)
        address = str(answer["upload_url"])
        if not is_slacks(address, self._client.base_url):
            raise Permanent(ELSEWHERE)
        try:
            await self._bytes(address, file.content)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Transient("Slack cannot be reached") from error
        return str(answer["file_id"])

    async def _bytes(self, address: str, content: bytes) -> None:
        """The address itself is the permission: no token goes with it, and no redirect is followed."""
        session = cast("aiohttp.ClientSession", self._client.session)
        headers = {"Content-Type": "application/octet-stream"}
        async with session.post(address, data=content, headers=headers, allow_redirects=False) as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise RateLimited("Slack asks to wait", retry_after(response.headers))
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Transient("Slack had an error of its own")
            if response.status != HTTPStatus.OK:
                raise Permanent(NOT_TAKEN)
            await response.read()
