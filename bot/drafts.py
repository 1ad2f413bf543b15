"""Documents before they are a deployment's: read, checked and filled in beside every transaction.

A document of 1 MB takes seconds to read, and a transaction holds a lock: so an intent that asks for another
revision is prepared first, and decided on the revision that it was prepared for.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.document.check import check
from bot.document.fill import fill
from bot.document.findings import Level, errors_of
from bot.document.parse import parse
from bot.document.text import revision_id
from bot.domain.facts import Revised
from bot.domain.intents import Amend, Intent, Reschedule
from bot.domain.state import Deployment
from bot.domain.times import zone_of
from bot.storage import deployments
from bot.storage.revisions import Revision, load_revision
from bot.storage.unit_of_work import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A revision that may become a deployment's, the items its author ticked, and the one it was made for."""

    revision: Revision
    ticked: tuple[int, ...] = ()
    base: str = ""

    @property
    def facts(self) -> Revised:
        """The same as the domain is told."""
        revision = self.revision
        return Revised(text_id=revision.id, plan=revision.plan, errors=revision.errors, ticked=self.ticked)


async def read_draft(text: str, *, base: str = "") -> Draft:
    """A filled-in document, read and checked."""
    document = await asyncio.to_thread(parse, text)
    findings = await asyncio.to_thread(check, document)
    revision = Revision(
        id=revision_id(text),
        text=text,
        plan=document.plan,
        errors=errors_of(findings),
        warnings=sum(finding.level is Level.WARNING for finding in findings),
    )
    return Draft(revision=revision, ticked=document.marks.ticked, base=base)


class Drafts:
    """Prepares the revisions that intents ask for. Errors: `Transient`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, intent: Intent, deployment: str) -> Draft | None:
        """The revision that an intent asks for; `None` where it asks for none, or there is no deployment."""
        if not isinstance(intent, Amend | Reschedule):
            return None
        found = await self._database.read(lambda connection: _current(connection, deployment))
        if found is None:
            return None
        state, text = found
        start = intent.start if isinstance(intent, Reschedule) else _local_start(state)
        source = text if isinstance(intent, Reschedule) else intent.text
        filled = await asyncio.to_thread(fill, source, version=state.version, start=start)
        return await read_draft(filled, base=state.revision)


def _current(connection: Connection, deployment: str) -> tuple[Deployment, str] | None:
    stored = deployments.load(connection, deployment)
    if stored is None:
        return None
    return stored.state, load_revision(connection, stored.state.revision).text


def _local_start(state: Deployment) -> datetime | None:
    """The window's start in the plan's zone, naive, as `fill` takes it."""
    if state.window_start is None:
        return None
    return state.window_start.astimezone(zone_of(state.zone)).replace(tzinfo=None)
