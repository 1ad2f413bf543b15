"""Puts modals on screens: a listener's only network call, 2 s at most, never repeated (design, rule 8)."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import TMinusError
from commands.slack_api import call

View = Mapping[str, Any]
UNKNOWN_FORM = "I do not know this form any more: please close it. Nothing was changed."
SECONDS_TO_OPEN = 2.0
"""Real time; a trigger lives for three seconds."""


class Modals:
    """Puts views on a person's screen; false where that did not work."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._log = structlog.get_logger(__name__)

    async def open(self, trigger: str, view: View) -> bool:
        """Open a modal (views.open)."""
        return await self._done(self._client.views_open(trigger_id=trigger, view=dict(view)))

    async def update(self, view_id: str, view_hash: str, view: View) -> bool:
        """Replace a modal, unless it was replaced since (views.update with its hash)."""
        return await self._done(self._client.views_update(view_id=view_id, hash=view_hash, view=dict(view)))

    async def _done(self, method: Awaitable[Any]) -> bool:
        try:
            async with asyncio.timeout(SECONDS_TO_OPEN):
                await call(method)
        except (TMinusError, TimeoutError) as error:
            self._log.warning("slack: a modal could not be shown", why=str(error))
            return False
        return True
