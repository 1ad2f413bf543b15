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

        Whoever is on call and not in Slack is named; nobody here calls them, and the plan's own people are.
        """
        found = await self._rota.on_call(question.policy)
        if found is None:
            return
        people, strangers = await self._database.read(lambda c: _people(c, found), patience=PATIENT)
        if not people:
            self._log.warning("on call: nobody in Slack", of_level=question.level, policy=question.policy)
        note = NoteOnCall(level=question.level, people=people, strangers=strangers)
        await self._service.handle(note, deployment=question.deployment, actor="", key=key)

    def failed(self, question: ReadOnCall, why: str) -> None:
        """It is not known: those are called whom the plan names."""
        self._log.warning(
            "on call: not read", deployment=question.deployment, of_level=question.level, why=why
        )


def _people(connection: Connection, found: Sequence[OnCall]) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """Those of the workspace who have these addresses, in their order; the others by name."""
    known = [(each, _in_slack(connection, each)) for each in found]
    strangers = (each.name or each.email for each, people in known if not people)
    people = unique(person for _, people in known for person in people)
    return people, tuple(dict.fromkeys(filter(None, strangers)))


def _in_slack(connection: Connection, on_call: OnCall) -> tuple[Person, ...]:
    if not on_call.email:
        return ()
    written = WrittenPerson(kind=WrittenAs.EMAIL, value=on_call.email, label=on_call.name)
    return tuple(directory.written(connection, [written]))
