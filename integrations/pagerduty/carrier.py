"""Carries what PagerDuty is to hear of a deployment (`bot.ports.Carrier`)."""

import json

from bot.ports import Message, Place, Rendered
from integrations.pagerduty.change import render_change
from integrations.pagerduty.events import EventsClient


class PagerDutyCarrier:
    """The carrier to PagerDuty's Events API."""

    def __init__(self, client: EventsClient) -> None:
        self._client = client

    def render(self, message: Message) -> Rendered:
        """The change event."""
        return render_change(message)

    async def post(self, rendered: Rendered, _place: Place, mark: str) -> str:
        """Send it; the mark stands for it, as PagerDuty gives it no name."""
        await self._client.change(json.loads(rendered.body))
        return mark

    async def find(self, _place: Place, _mark: str) -> str:
        """Nobody can tell: it is sent again."""
        return ""

    async def edit(self, _rendered: Rendered, _place: Place) -> None:
        """A change is about its own time: what was sent stays."""
