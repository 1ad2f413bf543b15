"""Hands out long lists a page at a time, with Slack's cursors."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.web_api.arguments import Arguments

MOST = 1000
Item = TypeVar("Item")


def page(
    items: Sequence[Item], key: Callable[[Item], str], arguments: Arguments, default: int = 100
) -> tuple[list[Item], Json]:
    """The items of the page that was asked for, and the `response_metadata` that leads to the next.

    A cursor names the item that a page begins with, so that a new message moves nothing.
    Errors: `invalid_cursor`, `invalid_limit`.
    """
    limit = arguments.number("limit", default)
    if not 0 < limit <= MOST:
        raise SlackError("invalid_limit")
    start = _start(items, key, arguments.text("cursor"))
    rest = items[start + limit :]
    cursor = base64.b64encode(f"next:{key(rest[0])}".encode()).decode() if rest else ""
    return list(items[start : start + limit]), {"next_cursor": cursor}


def _start(items: Sequence[Item], key: Callable[[Item], str], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        wanted = base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    for index, item in enumerate(items):
        if key(item) == wanted:
            return index
    raise SlackError("invalid_cursor")
