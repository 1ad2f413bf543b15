"""What pretend services have in common: faults of the kinds that services have."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

Json = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Pretend:
    """`faults` are answered in place of what is asked, one each; `lost` are done, then answered so.

    As long as there is a `silence`, what is asked is taken, not done, and not answered until it is set.
    """

    faults: list[Response] = field(default_factory=list)
    lost: list[Response] = field(default_factory=list)
    silence: asyncio.Event | None = None

    def routes(self) -> Sequence[Route]:
        """What can be asked."""
        raise NotImplementedError

    def is_let_in(self, request: Request) -> bool:
        """Whether it is somebody whom the service knows."""
        raise NotImplementedError

    @property
    def app(self) -> ASGIApp:
        """Its API, as far as T-Minus uses it."""
        api = Starlette(routes=list(self.routes()))

        async def heard(scope: Scope, receive: Receive, send: Send) -> None:
            answering: ASGIApp = api
            if self.silence:
                await self.silence.wait()
                answering = Response(status_code=504)
            await answering(scope, receive, send)

        return heard

    def guarded(self, answer: Endpoint) -> Endpoint:
        """An answer for those who are let in, where nothing is at fault."""

        async def guard(request: Request) -> Response:
            if self.faults:
                return self.faults.pop(0)
            if not self.is_let_in(request):
                return JSONResponse({"message": "Unauthorized"}, 401)
            response = await answer(request)
            return self.lost.pop(0) if self.lost and request.method != "GET" else response

        return guard
