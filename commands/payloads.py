"""What Slack's payloads say of who did something and where (docs.slack.dev: slash commands, interactions)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.ports import Place

Payload = Mapping[str, Any]
"""A request's body as Bolt hands it on."""
_MAY_BE_UNKEPT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON spells a NUL or one half of a character; also what is well in pairs."""
_UNKEPT = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL keeps in no text, and what is no text in UTF-8."""


def read_json(text: str) -> dict[str, Any]:
    """The object that a text spells, with a � for each character that no database keeps.

    Errors: `ValueError` for anything else, also for what is nested too deeply to be read.
    """
    try:
        found = json.loads(text)
        if _MAY_BE_UNKEPT.search(text):
            found = kept(found)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError("a payload is a JSON object")


def kept(value: Any) -> Any:  # noqa: ANN401 - JSON is of every type
    """The same value with a � for each character that no database keeps."""
    if isinstance(value, str):
        return _UNKEPT.sub("\ufffd", value)
    if isinstance(value, list):
        return [kept(each) for each in value]
    if isinstance(value, dict):
        return {kept(name): kept(each) for name, each in value.items()}
    return value


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
