"""Carries a deployment's entry to its page: made once, then brought up to date."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.ports import Message, Place, Rendered
from integrations.statuspage.client import Json, StatuspageClient
from integrations.statuspage.entry import render

MARK = "tminus"
"""The name under which an incident's metadata keep what it can be told again by."""
BY_HAND: Mapping[str, object] = {
    "scheduled_auto_in_progress": False,
    "scheduled_auto_completed": False,
    "scheduled_remind_prior": False,
}
"""Nothing follows from the clock alone: the entry moves with what really happens."""
OVER = "completed"


class StatuspageCarrier:
    """The carrier of what customers read (`bot.ports.Carrier`)."""

    def __init__(self, client: StatuspageClient) -> None:
        self._client = client

    def render(self, message: Message) -> Rendered:
        """The entry as it is to stand there."""
        return render(message)

    async def post(self, rendered: Rendered, _place: Place, mark: str) -> str:
        """Make the entry; its id. Nothing is made of what is over before anybody read of it."""
        fields = json.loads(rendered.body)
        if fields["status"] == OVER:
            return ""
        return await self._client.create({**fields, **BY_HAND, "metadata": {MARK: {"mark": mark}}})

    async def find(self, _place: Place, mark: str) -> str:
        """The id of the entry that bears the mark; "" where it never arrived."""
        return next((str(each["id"]) for each in await self._client.newest() if _mark(each) == mark), "")

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """Bring the entry up to date, unless it is: each update is sent to those who subscribed."""
        fields = json.loads(rendered.body)
        if not _shows(await self._client.incident(place.ts), fields):
            await self._client.update(place.ts, fields)


def _mark(incident: Json) -> object:
    ours = (incident.get("metadata") or {}).get(MARK)
    return ours.get("mark") if isinstance(ours, dict) else None


def _shows(incident: Json, fields: Json) -> bool:
    """Whether its newest update is this one already: the answer to an edit may have been lost."""
    updates = incident.get("incident_updates") or [{}]
    shown = {**incident, "body": updates[0].get("body")}
    return all(_value(shown.get(name)) == _value(value) for name, value in fields.items())


def _value(value: object) -> object:
    """An instant however it is written, else the text."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return value
