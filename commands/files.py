"""The FileReader port over Slack's Web API: what stands in a file that somebody dropped.

The bot's token goes with the download, so it is sent to Slack alone, and no redirect is followed.
"""

from http import HTTPStatus

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.errors import Permanent, RateLimited, Transient
from commands.plans import MAX_BYTES
from commands.slack_api import call, retry_after

CHUNK_BYTES = 65_536
HTML = "text/html"
TOO_LARGE = "it is larger than 1 MB, and no plan is that long"
ELSEWHERE = "it does not lie in Slack: drop the file itself"
SIGN_IN = "Slack asked to sign in instead of giving the file: the app must be installed again with files:read"
GONE = "Slack does not give the file: it may have been deleted"


class SlackFiles:
    """Reads dropped files. Errors as `commands.slack_api.call` names them."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session

    async def read(self, file: str) -> bytes:
        """What stands in the file of this id (files.info, then its address for downloads)."""
        answer = await call(self._client.files_info(file=file))
        found = answer["file"]
        if int(found.get("size", 0)) > MAX_BYTES:
            raise Permanent(TOO_LARGE)
        address = str(found.get("url_private_download") or "")
        if not is_slacks(address, self._client.base_url):
            raise Permanent(ELSEWHERE)
        try:
            return await self._download(address)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Transient("Slack cannot be reached") from error

    async def _download(self, address: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        async with self._session.get(address, headers=headers, allow_redirects=False) as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise RateLimited("Slack asks to wait", retry_after(response.headers))
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Transient("Slack had an error of its own")
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise Permanent(GONE)
            if response.status != HTTPStatus.OK or response.content_type == HTML:
                raise Permanent(SIGN_IN)
            content = b""
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                content += chunk
                if len(content) > MAX_BYTES:
                    raise Permanent(TOO_LARGE)
            return content


def is_slacks(address: str, base_url: str) -> bool:
    """Whether an address is of the service that the client speaks to: https://slack.com/api/ as a rule.

    It is read as aiohttp will read it: two readers could take another part of it for the host.
    """
    try:
        slack, there = URL(base_url), URL(address)
    except ValueError:
        return False
    home, host = slack.host or "", there.host or ""
    return there.scheme == slack.scheme and (host == home or host.endswith(f".{home}"))
