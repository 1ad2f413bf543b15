"""`POST /slack/events`: what Slack sends, verified before it is parsed (design, rule 11).

Bolt parses first: it answers 500 to a body that is no UTF-8 or no JSON and to a timestamp that is no number,
loses a command whose text holds the word "payload", and runs a function that a header of its own names. So
it gets bodies that are verified and parsed, and no header at all, as from Socket Mode.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.inbound import kept, read_body, read_json
from bot.metrics import Metrics
from commands.about import Kind
from commands.dispatch import dispatch, measure

PATH = "/slack/events"
SECONDS_TO_READ = 3.0
"""Real time. Slack waits no longer for an answer; whoever sends slower keeps a connection busy."""


def slack_route(
    app: AsyncApp,
    *,
    signing_secret: str,
    team: str,
    metrics: Metrics | None = None,
    seconds_to_read: float = SECONDS_TO_READ,
) -> Route:
    """The route, for whoever serves HTTP. `team` is the workspace whose requests are taken."""
    verifier, measures = SignatureVerifier(signing_secret), metrics or Metrics()

    async def endpoint(request: Request) -> Response:
        began = perf_counter()
        body = await _verified(request, verifier, seconds_to_read)
        if isinstance(body, Response):
            measure(measures, Kind.UNREAD, body.status_code, perf_counter() - began)
            return body
        return to_starlette_response(await dispatch(app, body, team, measures))

    return Route(PATH, endpoint, methods=["POST"])


async def _verified(
    request: Request, verifier: SignatureVerifier, seconds_to_read: float
) -> dict[str, Any] | Response:
    """The body that Slack signed, or why it is not taken."""
    try:
        async with asyncio.timeout(seconds_to_read):
            raw = await read_body(request.stream())
    except (ClientDisconnect, TimeoutError):
        return _broken_off("the body did not come", HTTPStatus.REQUEST_TIMEOUT)
    if raw is None:
        return _broken_off("the body is over 1 MB", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        text = raw.decode("utf-8")
        if not _is_signed(verifier, text, request.headers):
            return _no("the signature or its timestamp is not valid", HTTPStatus.UNAUTHORIZED)
        return parse_body(text)
    except ValueError:
        return _no("the body cannot be read", HTTPStatus.BAD_REQUEST)


def _no(why: str, status: HTTPStatus) -> Response:
    return PlainTextResponse(why, status)


def _broken_off(why: str, status: HTTPStatus) -> Response:
    """The answer to a body that is not read to its end: nothing more is taken over its connection."""
    return PlainTextResponse(why, status, headers={"connection": "close"})


def _is_signed(verifier: SignatureVerifier, text: str, headers: Mapping[str, str]) -> bool:
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    signature = headers.get("x-slack-signature", "")
    return signature.isascii() and verifier.is_valid(text, timestamp, signature)


def parse_body(text: str) -> dict[str, Any]:
    """A command's form, an interaction (JSON in the form's `payload`) or an event (JSON).

    Errors: `ValueError` where it is none of these.
    """
    if text.startswith("{"):
        return read_json(text)
    form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
    if "payload" in form:
        return read_json(form["payload"])
    return {kept(name): kept(value) for name, value in form.items()}
