"""From a payload that is verified to its listener: the one way, over HTTP and in Socket Mode."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

URL_VERIFICATION = "url_verification"
"""Slack's check of the address; it belongs to no workspace."""
HELD_BACK = "app_rate_limited"
"""Slack's word that it keeps events back: there were more than 30,000 of the workspace within an hour."""


async def dispatch(app: AsyncApp, body: dict[str, Any], team: str) -> BoltResponse:
    """The listener's answer. `team` is the workspace whose requests are taken; 403 for another's."""
    if body.get("type") != URL_VERIFICATION and team_of(body) != team:
        return BoltResponse(status=HTTPStatus.FORBIDDEN, body="this is another workspace's")
    if body.get("type") == HELD_BACK:
        structlog.get_logger(__name__).error(
            "slack: events are kept back", since=body.get("minute_rate_limited")
        )
        return BoltResponse(status=HTTPStatus.OK)
    return await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace that a payload is for; "" where it says none.

    An event in a channel that another workspace hosts names that one first (docs.slack.dev: Slack Connect).
    """
    if isinstance(context := body.get("context_team_id"), str):
        return context
    team = body.get("team")
    found = team.get("id") if isinstance(team, dict) else body.get("team_id")
    return found if isinstance(found, str) else ""
