"""Carries what PagerDuty is to hear of a deployment (`bot.ports.Carrier`): changes, and pages."""

import asyncio
import json
from collections.abc import Sequence

import structlog

from bot.domain.effects import MessageKind
from bot.errors import Lost, Permanent
from bot.ports import Message, Place, Rendered
from integrations.pagerduty.change import render_change
from integrations.pagerduty.events import EventsClient
from integrations.pagerduty.page import render_page
from integrations.pagerduty.rest import RestClient

SECONDS_TO_HAND_OVER = 12.0
"""Real time, beside the events themselves: a delivery still ends within its lease."""
LOOK_AGAIN_SECONDS = (0.5, 1.0, 2.0)
"""PagerDuty opens an incident a moment after it took the event."""


def render(message: Message) -> Rendered:
    """The change event, or the page as it stands."""
    return render_page(message) if message.kind is MessageKind.PAGER else render_change(message)


class PagerDutyCarrier:
    """The carrier to PagerDuty's Events API.

    With `rest` a page rings the escalation policy that the plan names; without, the integration's own.
    """

    def __init__(
        self,
        client: EventsClient,
        rest: RestClient | None = None,
        look_again: Sequence[float] = LOOK_AGAIN_SECONDS,
        seconds: float = SECONDS_TO_HAND_OVER,
    ) -> None:
        self._client = client
        self._rest = rest
        self._look_again = look_again
        self._seconds = seconds
        self._log = structlog.get_logger(__name__)

    def render(self, message: Message) -> Rendered:
        """What PagerDuty is to hear now."""
        return render(message)

    async def post(self, rendered: Rendered, _place: Place, mark: str) -> str:
        """Send it; the mark stands for it, as PagerDuty gives it no name."""
        told = json.loads(rendered.body)
        if "events" not in told:
            await self._client.change(told)
            return mark
        for event in told["events"]:
            await self._client.alert(event)
        if told["policy"] and self._rest:
            await self._hand_over(self._rest, told["events"][-1]["dedup_key"], told["policy"])
        return mark

    async def find(self, _place: Place, _mark: str) -> str:
        """Nobody can tell: it is sent again; a page rings once for its key."""
        return ""

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """Bring a page up to date; a change is about its own time, what was sent of it stays."""
        if "events" in json.loads(rendered.body):
            await self.post(rendered, place, place.ts)

    async def _hand_over(self, rest: RestClient, key: str, policy: str) -> None:
        """Have the policy rung that the plan names. Where PagerDuty will not, its own rings all the same.

        Errors: `Transient` and its kinds: the page rings already, and is handed over with the next try.
        """
        try:
            async with asyncio.timeout(self._seconds):
                for pause in (*self._look_again, None):
                    if incident := await rest.incident_of(key):
                        await rest.assign(incident, policy)
                        return
                    if pause is not None:
                        await asyncio.sleep(pause)
            self._log.warning("pagerduty: no incident came of a page, the integration's own policy rings")
        except TimeoutError as error:
            raise Lost("PagerDuty was too slow to hand a page to the plan's policy") from error
        except Permanent as error:
            self._log.error("pagerduty: the plan's policy cannot be rung", policy=policy, why=str(error))
