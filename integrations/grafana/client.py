"""Calls of Grafana's HTTP API (https://grafana.com/docs/grafana/latest/developers/http_api/)."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.errors import Gone, Lost
from integrations.calls import ask, read, told

SERVICE = "Grafana"
ANNOTATIONS = "/api/annotations"
FIRING = "/api/alertmanager/grafana/api/v2/alerts"
MOST = 100
Json = dict[str, Any]


class GrafanaClient:
    """One Grafana. `http` has its address and the token; whoever made it closes it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def version(self) -> str:
        """Which version answers.

        Errors: `RateLimited`, `Unauthorized`, `Lost`, `Transient`, `Permanent`.
        """
        answer: Json = await self._call("GET", "/api/health", dict)
        return str(answer.get("version", ""))

    async def annotations(self, tags: Sequence[str]) -> Sequence[Json]:
        """The annotations that bear all of these tags, the newest first. Errors as `version`."""
        query: dict[str, Any] = {"type": "annotation", "limit": MOST, "tags": list(tags)}
        found: list[Json] = await self._call("GET", ANNOTATIONS, list, params=query)
        return found

    async def annotate(self, fields: Mapping[str, object]) -> str:
        """Make an annotation; its id. Errors as `version`; after `Lost` it may be there."""
        made: Json = await self._call("POST", ANNOTATIONS, dict, json=fields)
        if not made.get("id"):
            raise Lost("Grafana's answer could not be read")
        return str(made["id"])

    async def change(self, annotation: str, fields: Mapping[str, object]) -> None:
        """Change fields of an annotation. Errors as `annotate`, and `Gone` where it was deleted."""
        response = await ask(self._http, SERVICE, "PATCH", f"{ANNOTATIONS}/{annotation}", json=fields)
        if response.status_code == httpx.codes.NOT_FOUND:
            raise Gone("Grafana does not have the annotation any more")
        if not response.is_success:
            raise told(response, SERVICE, "token")

    async def firing(self) -> Sequence[Json]:
        """The alerts of its own rules that fire and are not silenced. Errors as `version`."""
        query = {"active": "true", "silenced": "false", "inhibited": "false"}
        found: list[object] = await self._call("GET", FIRING, list, params=query)
        return [each for each in found if isinstance(each, dict)]

    async def _call(self, method: str, path: str, shape: type, **what: Any) -> Any:  # noqa: ANN401 - JSON
        response = await ask(self._http, SERVICE, method, path, **what)
        if not response.is_success:
            raise told(response, SERVICE, "token")
        return read(response, SERVICE, shape)
