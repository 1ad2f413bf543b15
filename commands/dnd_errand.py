"""Has a deployment hear for whom Slack will not ring (design: an answer from outside). Nobody asks for it."""

import structlog

from bot.domain.errands import ReadDnd
from bot.domain.intents import NoteDnd
from bot.errors import Permanent
from bot.ports import DndReader
from bot.service import Service

NOT_GRANTED = "missing_scope"
MEND = "dnd: not read, the app lacks dnd:read: paste slack-manifest.yaml once more and install it again"


class DndErrand:
    """Carries out the errands that read Do Not Disturb. What cannot be read is said in the log alone."""

    def __init__(self, service: Service, reader: DndReader) -> None:
        self._service = service
        self._reader = reader
        self._is_granted = True
        self._log = structlog.get_logger(__name__)

    async def run(self, question: ReadDnd, key: str) -> None:
        """Read it, and have it noted. Errors: `Transient`, `RateLimited`, `Permanent`."""
        try:
            found = await self._reader.dnd(question.people)
        except Permanent as error:
            if error.code != NOT_GRANTED:
                raise
            self._say_once()
            return
        self._is_granted = True
        quiet = {user: span for user, span in found.items() if span}
        note = NoteDnd(asked=tuple(found), quiet=quiet)
        await self._service.handle(note, deployment=question.deployment, actor="", key=key)

    def _say_once(self) -> None:
        """An app that was installed before this was needed lacks it until somebody installs it again."""
        if self._is_granted:
            self._log.error(MEND)
        self._is_granted = False

    def failed(self, question: ReadDnd, why: str) -> None:
        """It is not known, and nothing is said of it."""
        self._log.warning("dnd: not read", deployment=question.deployment, why=why)
