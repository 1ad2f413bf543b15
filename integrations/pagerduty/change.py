"""From an event of a deployment to PagerDuty's change event; the same event gives the same bytes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import shorten

from bot.domain import events as e
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.ports import Message, Rendered

SUMMARY_LENGTH = 1024
"""PagerDuty's limit for a summary, in characters."""
DETAIL_LENGTH = 500
LINKS = 20
WEB = ("https://", "http://")


def render_change(message: Message) -> Rendered:
    """The summary, and the event as a JSON object without the key, with a fingerprint of it."""
    [event] = message.events
    state = message.state
    payload = {
        "summary": shorten(f"{state.title}: {_words(event)}", SUMMARY_LENGTH, placeholder="…"),
        "source": "T-Minus",
        "timestamp": instant(event.at),
        "custom_details": _details(event, state),
    }
    return rendered({"payload": payload, "links": links(state, message.plan)}, str(payload["summary"]))


def rendered(event: Mapping[str, object], text: str) -> Rendered:
    """An event ready to be sent."""
    body = json.dumps(event, ensure_ascii=False, sort_keys=True)
    return Rendered(text=text, body=body, fingerprint=hashlib.sha256(body.encode()).hexdigest())


def links(state: Deployment, plan: Plan, thread: str = "") -> list[dict[str, str]]:
    """Where to look: the deployment's thread, else its channel, then the dashboards of 8.2."""
    href = thread or f"https://slack.com/app_redirect?channel={state.channel}"
    channel = {"href": href, "text": "Slack"}
    dashboards = [
        {"href": each.url, "text": each.name} for each in plan.dashboards if each.url.startswith(WEB)
    ]
    return [channel, *dashboards][:LINKS]


def instant(at: datetime) -> str:
    """`2026-12-01T22:00:00.000+0000`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000+0000}"


def _words(event: e.Event) -> str:
    match event:
        case e.Completed():
            return "deployment complete"
        case e.RollbackDecided():
            return f"rolling back ({event.severity}), {event.reason}"
        case e.RolledBack():
            return "rolled back"
        case e.Cancelled():
            return f"cancelled before anything was changed, {event.reason}"
        case _:
            return "deployment begins"


def _details(event: e.Event, state: Deployment) -> dict[str, str]:
    start, end = state.window
    told = {
        "deployment": state.id,
        "release": state.release,
        "version": state.version,
        "service": state.service,
        "environment": state.environment,
        "by": event.by.name if event.by else "",
        "window": f"{instant(start)} to {instant(end)}" if start and end else "",
    }
    return {name: shorten(text, DETAIL_LENGTH, placeholder="…") for name, text in told.items() if text}
