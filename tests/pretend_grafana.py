"""A pretend Grafana: its annotations, and what fires there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.pretend_service import Json, Pretend

TOKEN = "glsa_of-the-pretend-grafana"
VERSION = "13.3.0"


@dataclass
class PretendGrafana(Pretend):
    """`dashboards` are the uids that it has."""

    annotations: list[Json] = field(default_factory=list)
    firing: list[Json] = field(default_factory=list)
    dashboards: tuple[str, ...] = ("web-shop", "payments")
    token: str = TOKEN

    def routes(self) -> Sequence[Route]:
        """Health, annotations, alerts."""
        return (
            Route("/api/health", self._health),
            Route("/api/annotations", self.guarded(self._list)),
            Route("/api/annotations", self.guarded(self._create), methods=["POST"]),
            Route("/api/alertmanager/grafana/api/v2/alerts", self.guarded(self._alerts)),
            Route("/api/annotations/{id:int}", self.guarded(self._change), methods=["PATCH"]),
        )

    def is_let_in(self, request: Request) -> bool:
        """Whoever has the token."""
        return request.headers.get("authorization") == f"Bearer {self.token}"

    def spans(self) -> list[str]:
        """What each annotation shows: on which dashboard, whether it goes on, its words."""
        return [
            f"{each.get('dashboardUID', 'all')}, {'over' if 'timeEnd' in each else 'open'}: {each['text']}"
            for each in self.annotations
        ]

    async def _health(self, _request: Request) -> Response:
        if self.faults:
            return self.faults.pop(0)
        return JSONResponse({"database": "ok", "version": VERSION})

    async def _list(self, request: Request) -> Response:
        wanted = set(request.query_params.getlist("tags"))
        return JSONResponse([each for each in self.annotations[::-1] if wanted <= set(each["tags"])])

    async def _alerts(self, request: Request) -> Response:
        wanted = [request.query_params.get(name) for name in ("active", "silenced", "inhibited")]
        return JSONResponse(self.firing if wanted == ["true", "false", "false"] else [])

    async def _create(self, request: Request) -> Response:
        fields = await request.json()
        if fields.get("dashboardUID", self.dashboards[0]) not in self.dashboards:
            return JSONResponse({"message": "Dashboard not found"}, 404)
        annotation = {"id": len(self.annotations) + 1, **fields}
        self.annotations.append(annotation)
        return JSONResponse({"message": "Annotation added", "id": annotation["id"]})

    async def _change(self, request: Request) -> Response:
        found = next((each for each in self.annotations if each["id"] == request.path_params["id"]), None)
        if found is None:
            return JSONResponse({"message": "Could not find annotation to update"}, 404)
        found |= await request.json()
        return JSONResponse({"message": "Annotation patched"})
