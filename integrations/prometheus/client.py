"""Calls of Prometheus's HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.clock import real_now
from bot.errors import Lost, Permanent, TMinusError, Transient
from integrations.calls import SECONDS_PER_CALL, json_of, told, words_of
from integrations.prometheus.gate import SERVICE, Gate

MOST_BYTES = 1_000_000
"""Of one answer: two hundred and fifty points of one series take 8 kB."""
PLAIN = "identity"
"""What is not packed: a few bytes of the rest may be a gigabyte."""
GIVES_UP_AFTER = "7s"
"""For how long it is to reckon: it gives up before nobody waits for it any more."""
NOT_UNDERSTOOD, NOT_CARRIED_OUT = httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY
TOOK_TOO_LONG = "timeout"
"""Its word where a query took longer than it may."""
Json = dict[str, Any]


class PrometheusClient:
    """One Prometheus. `http` has its address and the password; whoever made it closes it."""

    def __init__(self, http: httpx.AsyncClient, gate: Gate | None = None) -> None:
        self._http = http
        self._gate = gate or Gate()

    async def version(self) -> str:
        """Which version answers; "" where it does not say (others speak the same API).

        Errors: `RateLimited`, `Unauthorized`, `Lost`, `Transient`, `Permanent`.
        """
        # What every one of them answers comes first: whoever speaks the same API may not say its version.
        await self.at("1", real_now())
        try:
            answer = await self._call("/api/v1/status/buildinfo", {})
        except Permanent:
            return ""
        return str(answer.get("version", ""))

    async def at(self, query: str, at: datetime) -> Json:
        """What a query gives at an instant: its `resultType` and `result`. Errors as `version`."""
        return await self._call("/api/v1/query", {"query": query, "time": _seconds(at)})

    async def between(self, query: str, start: datetime, end: datetime, step: timedelta) -> Json:
        """The same from one instant to another, a step apart. Errors as `version`."""
        asked = {"query": query, "start": _seconds(start), "end": _seconds(end)}
        return await self._call("/api/v1/query_range", {**asked, "step": f"{step.total_seconds():.3f}"})

    async def _call(self, path: str, query: dict[str, str]) -> Json:
        limits = {"timeout": GIVES_UP_AFTER} if query else {}
        response = await self._ask(path, {**query, **limits})
        if not response.is_success:
            raise _refused(response)
        answer = json_of(response)
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, dict):
            raise Lost(f"{SERVICE}'s answer could not be read")
        return data

    async def _ask(self, path: str, query: dict[str, str]) -> httpx.Response:
        """The answer, whatever it says. What it takes counts from when its turn comes.

        Errors: `Transient` where nothing arrived, `Lost` where it may have, `Permanent` where it is too much.
        """
        async with (
            self._gate.turn(),
            asyncio.timeout(SECONDS_PER_CALL),
            self._http.stream("GET", path, params=query, headers={"Accept-Encoding": PLAIN}) as answer,
        ):
            if answer.headers.get("Content-Encoding", PLAIN) != PLAIN:
                raise Lost(f"{SERVICE}'s answer could not be read")
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise Permanent("the query gives more than can be read: have it give one value")
            wait = {name: answer.headers[name] for name in ("Retry-After",) if name in answer.headers}
            return httpx.Response(answer.status_code, headers=wait, content=bytes(body))


def _refused(response: httpx.Response) -> TMinusError:
    """What an error says, in words that stay the same for as long as the trouble does."""
    answer = json_of(response)
    words = words_of(answer)
    if isinstance(answer, dict) and answer.get("errorType") == TOOK_TOO_LONG:
        return Transient(f"{SERVICE} took too long for the query")
    if response.status_code == NOT_UNDERSTOOD and words:
        return Permanent(f"{SERVICE} does not understand the query: {words}")
    if response.status_code == NOT_CARRIED_OUT and words:
        # What follows names the series that it came upon first, each time others.
        return Permanent(f"{SERVICE} cannot carry out the query: {words.partition('{')[0].strip()}")
    return told(response, SERVICE, "user and password")


def _seconds(at: datetime) -> str:
    """Since 1970, to the millisecond as Prometheus reckons, never later than it is."""
    return f"{int(at.astimezone(UTC).timestamp() * 1000) / 1000:.3f}"
