"""Calls of Statuspage's API (https://developer.statuspage.io), and its errors as ours.

It allows one request a second for each key, measured over a minute, and answers 420 or 429 beyond that.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.errors import Lost, Permanent
from integrations.calls import ask, read, told

SERVICE = "Statuspage"
NEWEST = 100
"""How many incidents a list holds at most; it begins with the newest."""
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
        response = await ask(self._http, SERVICE, method, f"{self._page}{path}", **what)
        if response.status_code == httpx.codes.NOT_FOUND:
            raise Permanent("Statuspage knows no such page, or the entry was deleted there")
        if not response.is_success:
            raise told(response, SERVICE, "API key")
        return read(response, SERVICE, shape)
