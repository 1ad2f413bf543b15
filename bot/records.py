"""Reads what a record is made from, and makes it: in a reader's transaction, and outside of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.clock import real_now
from bot.document.record.record import record
from bot.domain.event import Event
from bot.domain.facts import unknown
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.storage import chain, dead_letters, deployments
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import PATIENT, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A deployment as it stands, the text of its plan, and its whole chain with the last event's hash.

    `broken` says what is wrong with that chain, "" where it is whole.
    """

    state: Deployment
    text: str
    events: Sequence[Event]
    head: str
    secrets: tuple[str, ...]
    undelivered: tuple[str, ...]
    broken: str

    def record(self) -> str:
        """The document, filled in."""
        return record(
            self.text,
            self.state,
            self.events,
            self.head,
            secrets=self.secrets,
            undelivered=self.undelivered,
            broken=self.broken,
        )


def read(connection: Connection, deployment: str, revisions: Revisions) -> Kept | None:
    """All that a record tells of, as it stands in one transaction; by the deployment's exact ID."""
    stored = deployments.load(connection, deployment)
    if stored is None:
        return None
    revision = revisions.load(connection, stored.state.revision)
    rows = tuple(chain.read(connection, deployment))
    letters = dead_letters.of_deployment(connection, deployment, real_now())
    return Kept(
        state=stored.state,
        text=revision.text,
        events=[row.event for row in rows],
        head=stored.end.head,
        secrets=revision.plan.secret_names,
        undelivered=tuple(f"{letter.kind}: {letter.why}" for letter in letters),
        broken=chain.broken_link(deployment, rows, stored.end),
    )


async def record_of(database: Database, wanted: str, revisions: Revisions) -> str | Refusal:
    """The record of the deployment that somebody typed the ID of. Errors: `Transient`."""

    def work(connection: Connection) -> Kept | None:
        found = deployments.find(connection, wanted)
        return read(connection, found, revisions) if found else None

    try:
        kept = await database.read(work, patience=PATIENT)
    except (LookupError, ValueError):
        return unknown(f"The events of {wanted} cannot all be read: `tminus audit` says which, and why.")
    if kept is None:
        return unknown(f"There is no deployment {wanted}. `tminus audit` looks at all there are.")
    return await asyncio.to_thread(kept.record)
