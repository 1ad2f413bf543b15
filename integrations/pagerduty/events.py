"""Calls of PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/events-api-v2-overview).

It takes about 120 events a minute for each integration key, up to 512 KB each, and answers 429 beyond that.
"""

from collections.abc import Mapping

import httpx

from integrations.calls import ask, told

SERVICE = "PagerDuty"
CHANGE = "/v2/change/enqueue"
ALERT = "/v2/enqueue"


class EventsClient:
    """One integration of a service. `http` has the API's address; whoever made it closes it."""

    def __init__(self, http: httpx.AsyncClient, routing_key: str) -> None:
        self._http = http
        self._routing_key = routing_key

    async def change(self, event: Mapping[str, object]) -> None:
        """Tell of a change; nobody is paged.

        Errors: `RateLimited`, `Unauthorized`, `Lost`, `Transient`, `Permanent`.
        """
        await self._send(CHANGE, event)

    async def alert(self, event: Mapping[str, object]) -> None:
        """Open an alert, acknowledge or resolve it. Twice is once: alerts of one key are one.

        Errors as `change`.
        """
        await self._send(ALERT, event)

    async def greet(self) -> None:
        """Whether the key is taken: an alert that nobody has is resolved, which PagerDuty drops.

        Errors as `change`.
        """
        await self.alert({"event_action": "resolve", "dedup_key": "tminus:doctor"})

    async def _send(self, path: str, event: Mapping[str, object]) -> None:
        response = await ask(
            self._http, SERVICE, "POST", path, json={"routing_key": self._routing_key, **event}
        )
        if not response.is_success:
            raise told(response, SERVICE, "integration key")
