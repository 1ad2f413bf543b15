"""Telling one person something at once, while Slack waits for the acknowledgement."""

import asyncio

import structlog

from bot.errors import Permanent, TMinusError
from bot.ports import Messenger, Place

SECONDS_TO_TELL = 1.0
"""What is left of Slack's three seconds once a lock or a modal was waited for, real time."""


NOBODY = frozenset({"user_not_found", "user_disabled"})
"""Slack's words where there is nobody whom it could show that something did not work."""


async def tell_now(messenger: Messenger, user: str, place: Place, text: str) -> bool:
    """Whether the person could be told in time; true also where Slack knows no such person."""
    try:
        async with asyncio.timeout(SECONDS_TO_TELL):
            await messenger.tell(user, place, text)
    except (TMinusError, TimeoutError) as error:
        structlog.get_logger(__name__).warning("slack: somebody could not be told", why=str(error))
        return isinstance(error, Permanent) and error.code in NOBODY
    return True
