"""A monitor's webhook: verified over the raw bytes, kept, committed, answered (design: a webhook).

The senders decide the answers. PagerDuty drops what it gets a 4xx for, and after three such stops sending for
a day; it repeats what it gets a 5xx for, for two days. Grafana and Alertmanager send a group again with its
next interval. So what is rightly signed is answered 202 even where nobody understands it, and a body that
does not come to its end, or cannot be kept in time, is answered as our own fault.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from time import perf_counter

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import real_now
from bot.domain.alerts import AlertSource
from bot.errors import Transient
from bot.inbound import MAX_BYTES, read_body
from bot.intake import Intake
from bot.metrics import Metrics, Where
from bot.ports import Report
from integrations.reading import odd

SECONDS_TO_READ = 3.0
"""Real time, for the body."""
SECONDS_TO_ANSWER = 4.0
"""Real time, for all of it: PagerDuty waits five, the way included. What is kept later is known by then."""
SECONDS_UNTIL_AGAIN = "5"
"""After which it may be sent again."""
LARGE = 50_000
"""Bytes; a larger body is read in a thread, so that presses do not wait for it."""

Signed = Callable[[bytes, Headers], bool]
"""Whether who sent a body knows the secret."""
Reading = Callable[[bytes], Sequence[Report]]
"""What a body reports; whatever it holds, there is a report."""


class Webhook:
    """One address that monitors send to. `name` is what the log and the metrics call it.

    `source` is who is named where nobody could read who it was; a body has `most_bytes` at most.
    """

    def __init__(
        self,
        name: str,
        intake: Intake,
        metrics: Metrics,
        *,
        source: AlertSource,
        is_signed: Signed,
        read: Reading,
        most_bytes: int = MAX_BYTES,
        seconds_to_read: float = SECONDS_TO_READ,
        seconds_to_answer: float = SECONDS_TO_ANSWER,
    ) -> None:
        self._name = name
        self._source = source
        self._intake = intake
        self._metrics = metrics
        self._is_signed = is_signed
        self._read = read
        self._most_bytes = most_bytes
        self._seconds_to_read = seconds_to_read
        self._seconds_to_answer = seconds_to_answer
        self._noted_on = ""
        self._log = structlog.get_logger(__name__)

    def route(self) -> Route:
        """Where it is, for whoever serves HTTP."""
        return Route(f"/webhooks/{self._name}", self._endpoint, methods=["POST"])

    async def _endpoint(self, request: Request) -> Response:
        began = perf_counter()
        try:
            answer = await self._answer(request)
        except Exception:  # noqa: BLE001 - the sender is to send it again, and the log has why under an id
            error_id = self._metrics.unexpected(Where.WEB)
            self._log.exception("webhook: unexpected error", webhook=self._name, error_id=error_id)
            answer = _told(HTTPStatus.INTERNAL_SERVER_ERROR, f"unexpected error {error_id}")
        result = str(answer.status_code)
        self._metrics.webhooks.labels(self._name, result).observe(perf_counter() - began)
        return answer

    async def _answer(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._seconds_to_answer):
                return await self._taken_in(request)
        except TimeoutError:
            return _again("it could not be kept in time", connection="close")

    async def _taken_in(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._seconds_to_read):
                body = await read_body(request.stream(), self._most_bytes)
        except (ClientDisconnect, TimeoutError):
            return _again("the body did not come", connection="close")
        if body is None:
            return await self._too_large()
        if not self._is_signed(body, request.headers):
            self._log.warning("webhook: the signature is not valid", webhook=self._name)
            return _told(HTTPStatus.UNAUTHORIZED, "the signature or its timestamp is not valid")
        reports = await asyncio.to_thread(self._read, body) if len(body) > LARGE else self._read(body)
        try:
            await self._intake.receive(reports)
        except Transient as error:
            return _again(str(error))
        return _told(HTTPStatus.ACCEPTED, "kept")

    async def _too_large(self) -> Response:
        """The answer to a body that is not read to its end; once a day it is noted for `doctor`, too."""
        why = f"a body over {self._most_bytes / 1_000_000:g} MB is not read: have fewer alerts sent in one"
        self._log.warning("webhook: too large", webhook=self._name, why=why)
        today = real_now().date().isoformat()
        if self._noted_on != today:
            # Nobody knows whether it was signed: what anybody could send leaves one row.
            with suppress(Transient):
                await self._intake.receive([odd(self._source, "", why, key=f"{why} {today}".encode())])
                self._noted_on = today
        return _told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, why, connection="close")


def _told(status: HTTPStatus, text: str, **headers: str) -> Response:
    """An answer. Over a connection whose body was not read to its end nothing more is taken: `close` it."""
    return PlainTextResponse(text, status, headers=headers)


def _again(text: str, **headers: str) -> Response:
    """Nothing is kept, or nobody knows: it is to be sent again."""
    headers["retry-after"] = SECONDS_UNTIL_AGAIN
    return _told(HTTPStatus.SERVICE_UNAVAILABLE, text, **headers)
