"""Which way a message goes: into Slack, or by a carrier of another kind; and whether those ways work."""

import logging
from collections.abc import Mapping

from bot.domain.monitors import Way
from bot.outages import Outage
from bot.ports import Carrier, Messenger, Place

SETTLED_AFTER = 90.0
"""Seconds, more than the longest pause: a lane that fails for good does not fill the log."""
CHANNEL_PREFIXES = ("C", "G")
"""Slack's ids of channels, public and private, begin so; those of users do not."""


class Carriers:
    """The messenger, and the carriers of the other ways that a message may go."""

    def __init__(self, messenger: Messenger, others: Mapping[Way, Carrier] | None = None) -> None:
        self.messenger = messenger
        self._others: Mapping[str, Carrier] = {way.value: carrier for way, carrier in (others or {}).items()}
        names = {"": "Slack", **{way: way for way in self._others}}
        self._outages = {
            way: Outage(f"outbox: delivering to {name}", SETTLED_AFTER) for way, name in names.items()
        }

    def of(self, to: str) -> Carrier:
        """Who carries to this recipient (`PostMessage.to`)."""
        return self._others.get(_way(to), self.messenger)

    async def place(self, to: str) -> Place:
        """Where a message to this recipient belongs. Errors: the messenger's."""
        if _way(to) in self._others or to.startswith(CHANNEL_PREFIXES):
            return Place(channel=to)
        return Place(channel=await self.messenger.conversation(to))

    def failed(self, to: str, why: str, level: int = logging.ERROR) -> None:
        """The way to this recipient does not work: told once for all lanes, which all try again."""
        self._outage(to).failed(why, level=level)

    def worked(self, to: str) -> None:
        """It worked."""
        self._outage(to).worked()

    def _outage(self, to: str) -> Outage:
        way = _way(to)
        return self._outages[way if way in self._others else ""]


def _way(to: str) -> str:
    """The way that a recipient is reached by: `PagerDuty` for `PagerDuty:L1`."""
    return to.partition(":")[0]
