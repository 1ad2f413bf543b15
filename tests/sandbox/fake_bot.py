"""A bot for the sandbox's tests: it checks signatures with Slack's own code, notes what came, and answers."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.model import Json

SECRET = "shared-by-both"
TOKEN = "xoxb-sandbox"

Handler = Callable[[Json], Awaitable[Json | str | int | None]]


async def _nothing(_payload: Json) -> None:
    return None


def answering(answer: Json | str | int | None) -> Handler:
    """A handler that always answers the same."""

    async def handler(_payload: Json) -> Json | str | int | None:
        return answer

    return handler


@dataclass
class FakeBot:
    """An ASGI application. `handler` gets a payload and gives JSON, a text, a status, or nothing: 200."""

    handler: Handler = _nothing
    received: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a wrong signature is refused."""
        request = Request(scope, receive)
        body = await request.body()
        headers = dict(request.headers)
        response: Response = Response(status_code=401)
        if SignatureVerifier(SECRET).is_valid_request(body, headers):
            payload = read_payload(body.decode(), headers["content-type"])
            self.received.append(payload)
            self.headers.append(headers)
            response = _response(await self.handler(payload))
        await response(scope, receive, send)


def read_payload(body: str, kind: str) -> Json:
    """A command's form, an interaction's payload or an event."""
    if kind == "application/json":
        event: Json = json.loads(body)
        return event
    form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    if "payload" not in form:
        return dict(form)
    payload: Json = json.loads(form["payload"])
    return payload


def _response(answer: Json | str | int | None) -> Response:
    match answer:
        case dict():
            return JSONResponse(answer)
        case str():
            return Response(answer, media_type="text/plain")
        case int():
            return Response(status_code=answer)
        case None:
            return Response()
