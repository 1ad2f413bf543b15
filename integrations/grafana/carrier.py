"""Carries a deployment's spans to the dashboards: each made once, then brought up to date."""

import hashlib
import json
from datetime import datetime

from bot.domain.annotations import annotation
from bot.errors import Gone, Permanent
from bot.ports import Message, Place, Rendered
from integrations.grafana.client import GrafanaClient, Json

MARK = "mark:"
"""The tag that an annotation is told again by begins so."""
CHANGED = ("text", "timeEnd")
"""What changes while it stands there."""


def render(message: Message) -> Rendered:
    """The annotation's text, and its fields as a JSON object, with a fingerprint of them."""
    shown = annotation(message.state, message.plan, message.subject)
    fields: dict[str, object] = {
        "time": _milliseconds(shown.start),
        "tags": list(shown.tags),
        "text": shown.text,
    }
    if shown.dashboard:
        fields["dashboardUID"] = shown.dashboard
    if shown.end:
        fields["timeEnd"] = _milliseconds(shown.end)
    body = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return Rendered(text=shown.text, body=body, fingerprint=hashlib.sha256(body.encode()).hexdigest())


class GrafanaCarrier:
    """The carrier of what dashboards show (`bot.ports.Carrier`)."""

    def __init__(self, client: GrafanaClient) -> None:
        self._client = client

    def render(self, message: Message) -> Rendered:
        """The annotation as it is to stand there."""
        return render(message)

    async def post(self, rendered: Rendered, _place: Place, mark: str) -> str:
        """Make the annotation; its id.

        On every dashboard, where Grafana does not know (or does not own) the one that the plan names.
        """
        fields = json.loads(rendered.body)
        fields["tags"] = [*fields["tags"], f"{MARK}{mark}"]
        try:
            return await self._client.annotate(fields)
        except Permanent:
            if not fields.pop("dashboardUID", ""):
                raise
        return await self._client.annotate(fields)

    async def find(self, _place: Place, mark: str) -> str:
        """The id of the annotation that bears the mark; "" where it never arrived."""
        found = await self._client.annotations([f"{MARK}{mark}"])
        return next((_id(each) for each in found), "")

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """Bring the annotation up to date; whoever deleted it does not miss it."""
        fields = json.loads(rendered.body)
        changed = {name: fields[name] for name in CHANGED if name in fields}
        try:
            await self._client.change(place.ts, changed)
        except Gone:
            return


def _id(annotation: Json) -> str:
    return str(annotation.get("id") or "")


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
