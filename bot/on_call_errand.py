"""Has a deployment hear who is on call for a level of 9.2 (design: an answer from outside)."""

from collections.abc import Sequence

import structlog
from sqlalchemy import Connection

from bot.domain.errands import ReadOnCall
from bot.domain.intents import NoteOnCall
from bot.domain.people import Person, unique
from bot.domain.roles import WrittenAs, WrittenPerson
from bot.ports import OnCall, Rota
from bot.service import Service
from bot.storage import directory
from bot.storage.unit_of_work import PATIENT, Database


class OnCallErrand:
    """Carries out the errands that read who is on call. What cannot be read is said in the log alone."""

    def __init__(self, service: Service, database: Database, rota: Rota) -> None:
        self._service = service
        self._database = database
        self._rota = rota
        self._log = structlog.get_logger(__name__)

    async def run(self, question: ReadOnCall, key: str) -> None:
        """Read it, and have it noted. Errors: `Transient`, `RateLimited`, `Permanent`.

        Whoever is on call and not in Slack is called by nobody here: the plan's own people are.
        """
        found = await self._rota.on_call(question.policy)
        if found is None:
            return
        people = await self._database.read(lambda c: _people(c, found), patience=PATIENT)
        if not people:
            self._log.warning("on call: nobody in Slack", of_level=question.level, policy=question.policy)
        note = NoteOnCall(level=question.level, people=people)
        await self._service.handle(note, deployment=question.deployment, actor="", key=key)

    def failed(self, question: ReadOnCall, why: str) -> None:
        """It is not known: those are called whom the plan names."""
        self._log.warning(
            "on call: not read", deployment=question.deployment, of_level=question.level, why=why
        )


def _people(connection: Connection, found: Sequence[OnCall]) -> tuple[Person, ...]:
    """Those of the workspace who have these addresses, in their order."""
    written = [
        WrittenPerson(kind=WrittenAs.EMAIL, value=each.email, label=each.name) for each in found if each.email
    ]
    return unique(person for each in written for person in directory.written(connection, [each]))
