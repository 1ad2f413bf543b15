"""From a payload that is verified to its listener: the one way, over HTTP and in Socket Mode."""

from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.at_hand import at_hand
from bot.metrics import Metrics, Where
from commands.about import Kind, about, kind_of
from commands.shapes import URL_VERIFICATION, heard_as, oddity

HELD_BACK = "app_rate_limited"
"""Slack's word that it keeps events back: there were more than 30,000 of the workspace within an hour."""

LONGEST_KIND = 60


async def dispatch(app: AsyncApp, body: dict[str, Any], team: str, metrics: Metrics) -> BoltResponse:
    """The listener's answer. `team` is the workspace whose requests are taken.

    403 for another's, 404 for a kind that nothing listens to, 400 for one that its listener cannot read. The
    log's lines meanwhile carry what it is about. 500 where nobody could be told what went wrong.
    """
    began = perf_counter()
    with at_hand(**about(body)):
        try:
            response = await _answer(app, body, team)
        except Exception:  # noqa: BLE001 - the last place that knows what it is about, over HTTP and not
            error_id = metrics.unexpected(Where.SLACK)
            structlog.get_logger(__name__).exception("slack: unexpected error", error_id=error_id)
            response = BoltResponse(
                status=HTTPStatus.INTERNAL_SERVER_ERROR, body=f"unexpected error {error_id}"
            )
    measure(metrics, kind_of(body), response.status, perf_counter() - began)
    return response


async def _answer(app: AsyncApp, body: dict[str, Any], team: str) -> BoltResponse:
    kind = heard_as(body)
    if kind != URL_VERIFICATION and team_of(body) != team:
        return BoltResponse(status=HTTPStatus.FORBIDDEN, body="this is another workspace's")
    if body.get("type") == HELD_BACK:
        structlog.get_logger(__name__).error(
            "slack: events are kept back", since=body.get("minute_rate_limited")
        )
        return BoltResponse(status=HTTPStatus.OK)
    if not kind:
        return _not_taken(HTTPStatus.NOT_FOUND, "nothing listens to that", str(body.get("type")))
    if odd := oddity(body):
        return _not_taken(HTTPStatus.BAD_REQUEST, "the payload cannot be read", kind, odd)
    try:
        request = AsyncBoltRequest(body=body, mode="socket_mode")
    except (AttributeError, LookupError, RecursionError, TypeError):
        # Bolt looks for ids in places that no listener of ours reads.
        return _not_taken(HTTPStatus.BAD_REQUEST, "the payload cannot be read", kind, "ids")
    return await app.async_dispatch(request)


def _not_taken(status: HTTPStatus, why: str, kind: str, where: str = "") -> BoltResponse:
    structlog.get_logger(__name__).warning(f"slack: {why}", kind=kind[:LONGEST_KIND], where=where)
    return BoltResponse(status=status, body=why)


def measure(metrics: Metrics, kind: Kind, status: int, seconds: float) -> None:
    """Count an answer: acknowledged, refused, or failed."""
    if status < HTTPStatus.BAD_REQUEST:
        result = "acknowledged"
    else:
        result = "refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"
    metrics.acks.labels(kind, result).observe(seconds)


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace that a payload is for; "" where it says none.

    An event in a channel that another workspace hosts names that one first (docs.slack.dev: Slack Connect).
    """
    if isinstance(context := body.get("context_team_id"), str):
        return context
    team = body.get("team")
    found = team.get("id") if isinstance(team, dict) else body.get("team_id")
    return found if isinstance(found, str) else ""
