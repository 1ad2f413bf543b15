"""Who hears the sandbox's monitor: an address that notes what came, and answers what a test says."""

from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

SECRET = "known-to-grafana"
URL = "http://bot/webhooks/grafana"


@dataclass
class Heard:
    """An ASGI application."""

    status: int = 202
    requests: list[tuple[bytes, Headers]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.requests.append((await request.body(), request.headers))
        await Response(status_code=self.status)(scope, receive, send)
