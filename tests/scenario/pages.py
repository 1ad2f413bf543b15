"""An evening with a pretend PagerDuty, which is asked who is on call and rings for the levels of 9.2."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.pretend_pagerduty import API_TOKEN, ROUTING_KEY, SENDER, PretendPagerDuty, on_call
from tests.pretend_service import Json
from tests.scenario.evening import evening
from tests.scenario.night import Night
from tests.serving import free_port, served


def pretend() -> PretendPagerDuty:
    """Drew is on call for L1 of the web shop, Omar for L2."""
    return PretendPagerDuty(
        rotas={
            "PWEBL1": [on_call("Drew", "drew@octal.example")],
            "PWEBL2": [on_call("Omar", "omar@octal.example")],
        }
    )


@asynccontextmanager
async def paged(database_url: str, pagerduty: PretendPagerDuty) -> AsyncIterator[Night]:
    """The evening, in which PagerDuty is asked as well as told."""
    with free_port() as listening:
        async with served(pagerduty.app, listening) as address:
            more = {
                "pagerduty_events_url": address,
                "pagerduty_api_url": address,
                "pagerduty_routing_key": ROUTING_KEY,
                "pagerduty_api_token": API_TOKEN,
                "pagerduty_from_email": SENDER,
            }
            async with evening(database_url, more=more) as night:
                yield night


def acknowledged(page: Json, at: str = "2026-12-01T21:22:00Z") -> bytes:
    """What PagerDuty sends once Jane Doe took a page's incident there."""
    event = {
        "id": f"01ACKNOWLEDGED-{page['id']}",
        "event_type": "incident.acknowledged",
        "occurred_at": at,
        "agent": {"type": "user_reference", "summary": "Jane Doe"},
        "data": {
            **page,
            "status": "acknowledged",
            "created_at": "2026-12-01T21:20:00Z",
            "title": f"{page['incident_key'].rpartition(':')[2]} is called",
        },
    }
    return json.dumps({"event": event}).encode()
