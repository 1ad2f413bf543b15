"""What Slack's payloads say of who did something and where (docs.slack.dev: slash commands, interactions)."""

from collections.abc import Mapping
from typing import Any

from bot.ports import Place

Payload = Mapping[str, Any]
"""A request's body as Bolt hands it on."""


def user_of(body: Payload) -> str:
    """The Slack user who pressed or sent something off."""
    user: str = body["user"]["id"]
    return user


def place_of(body: Payload) -> Place:
    """Where a message's element was used; its channel is "" in a modal."""
    container = body["container"]
    message = body.get("message", {})
    return Place(
        channel=container.get("channel_id", ""),
        thread=container.get("thread_ts") or message.get("thread_ts", ""),
        ts=container.get("message_ts", ""),
    )
