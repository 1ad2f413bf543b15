"""Keeps the workspace's people, groups and channels: nothing is looked up between a press and its ack.

Filled at start and hourly from the workspace, and by Slack's events in between (design, rule 1).
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.deciding import Outcome
from bot.domain.errands import ReadGroups
from bot.domain.intents import TimerFired
from bot.domain.run import ROLES_TIMER
from bot.errors import Permanent, RateLimited, Transient, Unauthorized
from bot.metrics import Metrics, Where
from bot.ports import DirectoryEntry, Workspace
from bot.scheduler import Alarm
from bot.service import Service
from bot.storage.codec import decode_intent

FRESH_FOR = timedelta(hours=1)
TRY_AGAIN_AFTER = timedelta(minutes=1)


class Directory:
    """The keeper of one process."""

    def __init__(
        self, service: Service, workspace: Workspace, alarm: Alarm, metrics: Metrics | None = None
    ) -> None:
        self._service = service
        self._workspace = workspace
        self._alarm = alarm
        self._metrics = metrics or Metrics()
        self._log = structlog.get_logger(__name__)

    async def note(self, entries: Sequence[DirectoryEntry]) -> None:
        """Keep what is known of some people, groups or channels now. Errors: `Transient`."""
        await self._service.note_directory(entries)

    async def refresh(self) -> None:
        """Read the whole workspace; each page is kept as it comes. Errors: `Transient`, `Permanent`."""
        async for page in self._workspace.read():
            await self.note(page)

    async def decide_anew(self, question: ReadGroups, user: str, key: str) -> Outcome:
        """Read the user groups, then decide what a user asked for with the members as they are now.

        Errors: `Transient`, `Permanent`.
        """
        await self.note(await self._workspace.groups())
        bind = TimerFired(timer=ROLES_TIMER)
        await self._service.handle(bind, deployment=question.deployment, actor="", key=f"{key}:roles")
        intent = decode_intent(question.intent, question.fields)
        return await self._service.handle(intent, deployment=question.deployment, actor=user, key=key)

    async def run(self) -> None:
        """Refresh hourly until cancelled; what cannot be read now is read later."""
        while True:
            try:
                await self.refresh()
            except RateLimited as error:
                self._later(str(error), timedelta(seconds=error.retry_after))
            except Unauthorized as error:
                self._log.error(
                    "directory: the workspace cannot be read until this is mended", why=str(error)
                )
                self._alarm.ring_in(TRY_AGAIN_AFTER)
            except (Transient, Permanent) as error:
                self._later(str(error), TRY_AGAIN_AFTER)
            except Exception:  # noqa: BLE001 - deliveries and timers of this process must not end with it
                error_id = self._metrics.unexpected(Where.DIRECTORY)
                self._log.exception("directory: unexpected error", error_id=error_id)
                self._later(f"unexpected error {error_id}", FRESH_FOR)
            else:
                self._alarm.ring_in(FRESH_FOR)
            await self._alarm.wait()

    def _later(self, why: str, pause: timedelta) -> None:
        self._log.warning("directory: the workspace could not be read", why=why)
        self._alarm.ring_in(pause)
