"""A pretend PagerDuty: what its Events API was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.pretend_service import Json, Pretend

ROUTING_KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class PretendPagerDuty(Pretend):
    """`changes` are the change events that it took, `alerts` those about alerts, each without the key."""

    changes: list[Json] = field(default_factory=list)
    alerts: list[Json] = field(default_factory=list)
    key: str = ROUTING_KEY

    def routes(self) -> Sequence[Route]:
        """The Events API."""
        return (
            Route("/v2/change/enqueue", self.guarded(self._change), methods=["POST"]),
            Route("/v2/enqueue", self.guarded(self._alert), methods=["POST"]),
        )

    def is_let_in(self, request: Request) -> bool:
        """The Events API looks at the key in each event."""
        return request.url.path.startswith("/v2/")

    def summaries(self) -> list[str]:
        """What the changes say, oldest first."""
        return [change["payload"]["summary"] for change in self.changes]

    async def _change(self, request: Request) -> Response:
        return self._taken(await request.json(), self.changes)

    async def _alert(self, request: Request) -> Response:
        return self._taken(await request.json(), self.alerts)

    def _taken(self, event: Json, kept: list[Json]) -> Response:
        if event.pop("routing_key") != self.key:
            return JSONResponse({"message": "Event is invalid", "errors": ["'routing_key' is invalid"]}, 400)
        kept.append(event)
        return JSONResponse({"status": "success", "message": "Event processed"}, 202)
