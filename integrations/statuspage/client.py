"""Calls of Statuspage's API (https://developer.statuspage.io), and its errors as ours.

It allows one request a second for each key, measured over a minute, and answers 420 or 429 beyond that.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.errors import LONGEST_RETRY_AFTER, Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized

SECONDS_PER_CALL = 8.0
"""Real time; a delivery makes two calls at most, well within its lease."""
DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait where it asks to wait and does not say how long: the minute that it measures over."""
NEWEST = 100
"""How many incidents a list holds at most; it begins with the newest."""
WORDS_LENGTH = 200

REFUSED = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
TOO_MANY = frozenset({420, httpx.codes.TOO_MANY_REQUESTS})

Json = dict[str, Any]


class StatuspageClient:
    """One page. `http` has the API's address and the key; whoever made it closes it."""

    def __init__(self, http: httpx.AsyncClient, page: str) -> None:
        self._http = http
        self._page = f"/v1/pages/{page}"

    async def page_name(self) -> str:
        """What the page is called. Errors as `newest`."""
        return str((await self._call("GET", "")).get("name", ""))

    async def newest(self) -> Sequence[Json]:
        """The newest incidents, maintenances among them.

        Errors: `RateLimited`, `Unauthorized`, `Lost`, `Transient`, `Permanent`.
        """
        found: list[Json] = await self._answer("GET", "/incidents", params={"limit": NEWEST}, shape=list)
        return found

    async def incident(self, incident: str) -> Json:
        """One of them by its id. Errors as `newest`."""
        return await self._call("GET", f"/incidents/{incident}")

    async def create(self, fields: Mapping[str, object]) -> str:
        """Make an incident; its id. Errors as `newest`; after `Lost` it may be there."""
        made = await self._call("POST", "/incidents", json={"incident": fields})
        if not made.get("id"):
            raise Lost("Statuspage's answer could not be read")
        return str(made["id"])

    async def update(self, incident: str, fields: Mapping[str, object]) -> None:
        """Change an incident; its text becomes an update of its own. Errors as `create`."""
        await self._call("PATCH", f"/incidents/{incident}", json={"incident": fields})

    async def _call(self, method: str, path: str, **what: Any) -> Json:  # noqa: ANN401 - httpx's own
        answer: Json = await self._answer(method, path, shape=dict, **what)
        return answer

    async def _answer(self, method: str, path: str, *, shape: type, **what: Any) -> Any:  # noqa: ANN401 - JSON
        try:
            async with asyncio.timeout(SECONDS_PER_CALL):
                response = await self._http.request(method, f"{self._page}{path}", **what)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Transient("Statuspage cannot be reached") from error
        except (TimeoutError, httpx.TransportError) as error:
            raise Lost("Statuspage did not answer") from error
        if not response.is_success:
            raise _told(response)
        answer = _json(response)
        if not isinstance(answer, shape):
            raise Lost("Statuspage's answer could not be read")
        return answer


def _told(response: httpx.Response) -> TMinusError:
    """What it answered, as one of our tree."""
    status = response.status_code
    if status in TOO_MANY:
        return RateLimited("Statuspage asks to wait", _retry_after(response))
    if status in REFUSED:
        return Unauthorized("Statuspage does not accept the API key")
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Lost("Statuspage had an error of its own")
    if status == httpx.codes.NOT_FOUND:
        return Permanent("Statuspage knows no such page, or the entry was deleted there")
    words = _words(_json(response))
    return Permanent(f"Statuspage does not accept it ({status}){f': {words}' if words else ''}")


def _json(response: httpx.Response) -> Any:  # noqa: ANN401 - any JSON
    try:
        return response.json()
    except ValueError:
        return None


def _words(answer: object) -> str:
    """What it says is wrong: `error` is a text or a list of them."""
    error = answer.get("error", "") if isinstance(answer, dict) else ""
    listed = error if isinstance(error, list) else [error]
    return " ".join("; ".join(map(str, listed)).split())[:WORDS_LENGTH]


def _retry_after(response: httpx.Response) -> float:
    try:
        asked = float(response.headers.get("Retry-After", ""))
    except ValueError:
        asked = math.nan
    return DEFAULT_RETRY_AFTER if math.isnan(asked) else min(max(asked, 1.0), LONGEST_RETRY_AFTER)
