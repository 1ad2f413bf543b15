"""A pretend Statuspage: one page with its incidents, and faults of the kinds that services have."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

Json = dict[str, Any]

PAGE, KEY = "page1", "key-of-the-page"
NAME = "Octal"


@dataclass
class PretendStatuspage:
    """`faults` are answered in place of what is asked, one each; `lost` are done, then answered so.

    As long as there is a `silence`, what is asked is taken, not done, and not answered until it is set.
    """

    incidents: list[Json] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    faults: list[Response] = field(default_factory=list)
    lost: list[Response] = field(default_factory=list)
    silence: asyncio.Event | None = None
    key: str = KEY

    @property
    def app(self) -> ASGIApp:
        """Its API, as far as T-Minus uses it."""
        page = f"/v1/pages/{PAGE}"
        api = Starlette(
            routes=[
                Route(page, self._page),
                Route(f"{page}/incidents", self._list),
                Route(f"{page}/incidents", self._create, methods=["POST"]),
                Route(f"{page}/incidents/{{id}}", self._one),
                Route(f"{page}/incidents/{{id}}", self._update, methods=["PATCH"]),
            ]
        )

        async def heard(scope: Scope, receive: Receive, send: Send) -> None:
            answering: ASGIApp = api
            if self.silence:
                await self.silence.wait()
                answering = Response(status_code=504)
            await answering(scope, receive, send)

        return heard

    def goes(self) -> list[str]:
        """What stands there: each update of each entry, `status: text`, oldest first."""
        return [
            f"{update['status']}: {update['body']}"
            for incident in self.incidents
            for update in reversed(incident["incident_updates"])
        ]

    async def _page(self, request: Request) -> Response:
        return self._refused(request) or JSONResponse({"id": PAGE, "name": NAME})

    async def _list(self, request: Request) -> Response:
        return self._refused(request) or JSONResponse(self.incidents[::-1])

    async def _one(self, request: Request) -> Response:
        found = self._found(request)
        missing = JSONResponse({"error": "Not found"}, 404)
        return self._refused(request) or (JSONResponse(found) if found else missing)

    async def _create(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        fields = (await request.json())["incident"]
        self.calls.append(("create", fields))
        incident: Json = {"id": f"inc{len(self.incidents) + 1}", "incident_updates": []}
        self.incidents.append(incident)
        return self._changed(incident, fields, 201)

    async def _update(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        found = self._found(request)
        if found is None:
            return JSONResponse({"error": "Not found"}, 404)
        fields = (await request.json())["incident"]
        self.calls.append(("update", fields))
        return self._changed(found, fields, 200)

    def _changed(self, incident: Json, fields: Json, status: int) -> Response:
        incident |= {name: _kept(name, value) for name, value in fields.items() if name != "body"}
        incident["incident_updates"].insert(0, {"status": fields["status"], "body": fields["body"]})
        return self.lost.pop(0) if self.lost else JSONResponse(incident, status)

    def _found(self, request: Request) -> Json | None:
        return next((each for each in self.incidents if each["id"] == request.path_params["id"]), None)

    def _refused(self, request: Request) -> Response | None:
        if self.faults:
            return self.faults.pop(0)
        if request.headers.get("authorization") != f"OAuth {self.key}":
            return JSONResponse({"error": "Could not authenticate"}, 401)
        return None


def _kept(name: str, value: object) -> object:
    """Instants come back with milliseconds."""
    return str(value).replace("Z", ".000Z") if name in {"scheduled_for", "scheduled_until"} else value
