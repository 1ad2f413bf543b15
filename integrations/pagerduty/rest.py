"""Calls of PagerDuty's REST API v2 (https://developer.pagerduty.com/api-reference).

It takes 960 requests a minute for each key, and answers 429 with `ratelimit-reset` beyond that.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from integrations.calls import ask, read, told

SERVICE = "PagerDuty"
ACCEPT = "application/vnd.pagerduty+json;version=2"
PER_PAGE = 100
PAGES = 5
"""How many pages of a list are read at most: so many incidents at once are more than anybody reads."""
Json = dict[str, Any]


class RestClient:
    """One account. `http` has the API's address and the key; whoever made it closes it.

    `sender` is the address of the user who changes something; without one nothing can be changed.
    """

    def __init__(self, http: httpx.AsyncClient, sender: str = "") -> None:
        self._http = http
        self._sender = sender

    async def greet(self) -> None:
        """Whether the key reads who is on call.

        Errors: `RateLimited`, `Unauthorized`, `Lost`, `Transient`, `Permanent`.
        """
        await self._get("/oncalls", {"limit": 1})

    async def on_call(self, policy: str) -> Sequence[Json]:
        """Who is on call now for an escalation policy, each with the user in full. Errors as `greet`."""
        return await self._listed(
            "/oncalls", "oncalls", {"escalation_policy_ids[]": policy, "include[]": "users"}
        )

    async def open_incidents(self, services: Sequence[str]) -> Sequence[Json]:
        """The incidents of services that are not resolved, the newest first. Errors as `greet`."""
        query = {
            "service_ids[]": list(services),
            "statuses[]": ["triggered", "acknowledged"],
            "sort_by": "created_at:desc",
        }
        return await self._listed("/incidents", "incidents", query)

    async def incident_of(self, key: str) -> Json | None:
        """The open incident of a dedup key; `None` where there is none (yet). Errors as `greet`."""
        query = {"incident_key": key, "statuses[]": ["triggered", "acknowledged"]}
        return next(iter(await self._listed("/incidents", "incidents", query)), None)

    async def assign(self, incident: Json, policy: str) -> None:
        """Have an escalation policy rung for an incident, unless it is. Errors as `greet`."""
        rung = incident.get("escalation_policy")
        if isinstance(rung, dict) and rung.get("id") == policy:
            return
        wanted = {
            "type": "incident_reference",
            "escalation_policy": {"id": policy, "type": "escalation_policy_reference"},
        }
        await self._ask("PUT", f"/incidents/{incident.get('id')}", json={"incident": wanted})

    async def _listed(self, path: str, name: str, query: Mapping[str, Any]) -> Sequence[Json]:
        found: list[object] = []
        for _ in range(PAGES):
            answer = await self._get(path, {**query, "limit": PER_PAGE, "offset": len(found)})
            listed = answer.get(name)
            found += listed if isinstance(listed, list) else []
            if answer.get("more") is not True:
                break
        return [each for each in found if isinstance(each, dict)]

    async def _get(self, path: str, query: Mapping[str, Any]) -> Json:
        return await self._ask("GET", path, params=query)

    async def _ask(self, method: str, path: str, **what: Any) -> Json:  # noqa: ANN401 - httpx's own
        headers = {"From": self._sender} if self._sender else {}
        response = await ask(self._http, SERVICE, method, path, headers=headers, **what)
        if not response.is_success:
            raise told(response, SERVICE, "API key")
        answer: Json = read(response, SERVICE, dict)
        return answer
