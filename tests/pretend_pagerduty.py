"""A pretend PagerDuty: what its Events API was told, who is on call there, which incidents are open."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.pretend_service import Json, Pretend

API_TOKEN = "u+of-the-pretend-pagerduty"
OWN_POLICY, SENDER = "PDEFAULT", "deploy@octal.example"
"""What the integration's service rings by itself, and the user who may change incidents."""
ROUTING_KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class PretendPagerDuty(Pretend):
    """`changes` are the change events that it took, `alerts` those about alerts, each without the key.

    `rotas` are by policy who is on call there, as `oncalls` has them; `incidents` those of all services, of
    which our own pages open some, once they were looked for as often as `opens_late` says. `is_deaf`: it
    takes no events.
    """

    changes: list[Json] = field(default_factory=list)
    alerts: list[Json] = field(default_factory=list)
    rotas: dict[str, list[Json]] = field(default_factory=dict)
    incidents: list[Json] = field(default_factory=list)
    key: str = ROUTING_KEY
    token: str = API_TOKEN
    page: int = 100
    opens_late: int = 0
    is_deaf: bool = False
    sender: str = SENDER

    def routes(self) -> Sequence[Route]:
        """The Events API and the REST API."""
        return (
            Route("/v2/change/enqueue", self.guarded(self._change), methods=["POST"]),
            Route("/v2/enqueue", self.guarded(self._alert), methods=["POST"]),
            Route("/oncalls", self.guarded(self._on_calls)),
            Route("/incidents", self.guarded(self._incidents)),
            Route("/incidents/{id}", self.guarded(self._assign), methods=["PUT"]),
        )

    def is_let_in(self, request: Request) -> bool:
        """The Events API looks at the key in each event, the REST API at the token and the version."""
        asked = (request.headers.get("authorization"), request.headers.get("accept"))
        known = (f"Token token={self.token}", "application/vnd.pagerduty+json;version=2")
        return request.url.path.startswith("/v2/") or asked == known

    def summaries(self) -> list[str]:
        """What the changes say, oldest first."""
        return [change["payload"]["summary"] for change in self.changes]

    async def _change(self, request: Request) -> Response:
        return self._taken(await request.json(), self.changes)

    async def _alert(self, request: Request) -> Response:
        event = await request.json()
        answer = self._taken(event, self.alerts)
        if answer.status_code == httpx.codes.ACCEPTED:
            self._open(event["event_action"], event["dedup_key"])
        return answer

    def _open(self, action: str, key: str) -> None:
        found = self.open_incident(key)
        if action != "trigger":
            if found:
                found["status"] = {"acknowledge": "acknowledged", "resolve": "resolved"}[action]
        elif found is None:
            number = len(self.incidents) + 1
            policy = {"id": OWN_POLICY, "type": "escalation_policy_reference"}
            incident = {"id": f"Q{number}", "status": "triggered", "incident_key": key, "rung": [OWN_POLICY]}
            self.incidents.append({**incident, "service": {"id": "PTMINUS"}, "escalation_policy": policy})

    def open_incident(self, key: str) -> Json | None:
        """The incident of a key that is not resolved."""
        found = (each for each in self.incidents if each.get("incident_key") == key)
        return next((each for each in found if each["status"] != "resolved"), None)

    def rung(self) -> list[str]:
        """Each incident of our own pages: its key's level, how it stands, which policies were rung for it."""
        return [
            f"{each['incident_key'].rpartition(':')[2]} {each['status']}: {', '.join(each['rung'])}"
            for each in self.incidents
            if "rung" in each
        ]

    def _taken(self, event: Json, kept: list[Json]) -> Response:
        if self.is_deaf:
            return Response(status_code=503)
        if event.pop("routing_key") != self.key:
            return JSONResponse({"message": "Event is invalid", "errors": ["'routing_key' is invalid"]}, 400)
        kept.append(event)
        return JSONResponse({"status": "success", "message": "Event processed"}, 202)

    async def _on_calls(self, request: Request) -> Response:
        policies = request.query_params.getlist("escalation_policy_ids[]")
        wanted = [entry for policy in policies for entry in self.rotas.get(policy, [])]
        is_full = "users" in request.query_params.getlist("include[]")
        return self._paged(
            request, "oncalls", [entry if is_full else without_users(entry) for entry in wanted]
        )

    async def _incidents(self, request: Request) -> Response:
        if key := request.query_params.get("incident_key"):
            self.opens_late -= 1
            known = self.open_incident(key) if self.opens_late < 0 else None
            return self._paged(request, "incidents", [known] if known else [])
        services = request.query_params.getlist("service_ids[]")
        statuses = request.query_params.getlist("statuses[]")
        found = [
            each
            for each in self.incidents
            if each["service"]["id"] in services and each["status"] in statuses
        ]
        return self._paged(request, "incidents", found)

    async def _assign(self, request: Request) -> Response:
        if request.headers.get("from") != self.sender:
            return JSONResponse({"error": {"message": "Requester User Not Found", "code": 1008}}, 400)
        incident = next(each for each in self.incidents if each["id"] == request.path_params["id"])
        policy = (await request.json())["incident"]["escalation_policy"]
        if policy["id"] not in self.rotas:
            return JSONResponse({"error": {"message": "Escalation policy not found", "code": 2001}}, 400)
        incident["escalation_policy"] = policy
        incident["rung"].append(policy["id"])
        return JSONResponse({"incident": incident})

    def _paged(self, request: Request, name: str, found: list[Json]) -> Response:
        first = int(request.query_params.get("offset", "0"))
        most = min(int(request.query_params.get("limit", "25")), self.page)
        more = first + most < len(found)
        return JSONResponse({name: found[first : first + most], "limit": most, "offset": first, "more": more})


def without_users(entry: Json) -> Json:
    """As PagerDuty refers to users that were not asked for in full."""
    user = {name: value for name, value in entry["user"].items() if name in {"id", "summary"}}
    return {**entry, "user": user}


def on_call(name: str, email: str, level: int = 1) -> Json:
    """Somebody who is on call at a level of a policy, as `oncalls` has them."""
    user = {"id": f"P{name.upper()}", "summary": name, "name": name, "email": email, "type": "user"}
    return {"escalation_level": level, "user": user, "schedule": None, "start": None, "end": None}
