"""A monitor's webhook: verified over the raw bytes, kept, committed, answered (design: a webhook).

The senders decide the answers. PagerDuty drops what it gets a 4xx for, and after three such stops sending for
a day; it repeats what it gets a 5xx for, for two days. Grafana and Alertmanager send a group again with its
next interval. So what is rightly signed is answered 202 even where nobody understands it, and a body that
does not come to its end is answered as our own fault.
"""

import asyncio
from collections.abc import Callable, Sequence
from http import HTTPStatus
from time import perf_counter

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import Transient
from bot.inbound import read_body
from bot.intake import Intake
from bot.metrics import Metrics, Where
from bot.ports import Report

SECONDS_TO_READ = 3.0
"""Real time, for the body."""
LARGE = 50_000
"""Bytes; a larger body is read in a thread, so that presses do not wait for it."""

Signed = Callable[[bytes, Headers], bool]
"""Whether who sent a body knows the secret."""
Reading = Callable[[bytes], Sequence[Report]]
"""What a body reports; whatever it holds, there is a report."""


class Webhook:
    """One address that monitors send to. `name` is what the log and the metrics call it."""

    def __init__(
        self,
        name: str,
        intake: Intake,
        metrics: Metrics,
        *,
        is_signed: Signed,
        read: Reading,
        seconds_to_read: float = SECONDS_TO_READ,
    ) -> None:
        self._name = name
        self._intake = intake
        self._metrics = metrics
        self._is_signed = is_signed
        self._read = read
        self._seconds_to_read = seconds_to_read
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
            async with asyncio.timeout(self._seconds_to_read):
                body = await read_body(request.stream())
        except (ClientDisconnect, TimeoutError):
            return _broken_off(HTTPStatus.SERVICE_UNAVAILABLE, "the body did not come")
        if body is None:
            self._log.warning("webhook: over 1 MB", webhook=self._name)
            return _broken_off(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is over 1 MB")
        if not self._is_signed(body, request.headers):
            self._log.warning("webhook: the signature is not valid", webhook=self._name)
            return _told(HTTPStatus.UNAUTHORIZED, "the signature or its timestamp is not valid")
        reports = await asyncio.to_thread(self._read, body) if len(body) > LARGE else self._read(body)
        try:
            await self._intake.receive(reports)
        except Transient as error:
            return _told(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        return _told(HTTPStatus.ACCEPTED, "kept")


def _told(status: HTTPStatus, text: str) -> Response:
    return PlainTextResponse(text, status)


def _broken_off(status: HTTPStatus, text: str) -> Response:
    """The answer to a body that is not read to its end: nothing more is taken over its connection."""
    return PlainTextResponse(text, status, headers={"connection": "close"})
