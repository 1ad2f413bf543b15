"""Revisions: plans as known by the hash of their text. They never change, so those in use stay in memory."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, bindparam, select

from bot.domain.plan import Plan
from bot.storage.codec import decode, encode
from bot.storage.dialect import upserting
from bot.storage.tables import plan_table

IN_MEMORY = 128
"""How many parsed plans a process keeps: those of a large evening."""
_KEPT = select(plan_table).where(plan_table.c.id == bindparam("wanted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A plan, its text, the findings that stop `submit` in a sentence each, and how many warnings it has."""

    id: str
    text: str
    plan: Plan
    errors: tuple[str, ...]
    warnings: int


def keep_revision(connection: Connection, revision: Revision, at: datetime) -> None:
    """Keep a plan's text and what was parsed from it, unless it is known."""
    connection.execute(
        upserting(connection, plan_table)
        .values(
            id=revision.id,
            text=revision.text,
            plan=encode(revision.plan),
            errors=encode(revision.errors),
            warnings=revision.warnings,
            kept_at=at,
        )
        .on_conflict_do_nothing()
    )


def load_revision(connection: Connection, revision_id: str) -> Revision:
    """A plan by its hash. Errors: `LookupError` when it was never kept."""
    row = connection.execute(_KEPT, {"wanted": revision_id}).one_or_none()
    if row is None:
        raise LookupError(f"no plan is kept under {revision_id}")
    return Revision(
        id=revision_id,
        text=row.text,
        plan=decode(Plan, row.plan),
        errors=tuple(decode(list[str], row.errors)),
        warnings=row.warnings,
    )


def texts(connection: Connection, wanted: Iterable[str] | None = None) -> Iterator[tuple[str, object]]:
    """The hash and the text of every plan, or of those wanted: what stands there, be it no text."""
    rows = select(plan_table.c.id, plan_table.c.text).order_by(plan_table.c.id)
    if wanted is not None:
        rows = rows.where(plan_table.c.id.in_([*wanted]))
    return ((row[0], row[1]) for row in connection.execute(rows))


class Revisions:
    """The revisions in use, kept in memory; safe to use from several threads.

    `secrets` are names that the house was told are secrets: each plan knows them.
    """

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        self._secrets = secrets
        self._known: OrderedDict[str, Revision] = OrderedDict()
        self._lock = Lock()

    def plans(self, connection: Connection, revisions: Iterable[str]) -> Mapping[str, Plan]:
        """The plans of revisions, by their hash."""
        return {revision: self.load(connection, revision).plan for revision in dict.fromkeys(revisions)}

    def load(self, connection: Connection, revision_id: str) -> Revision:
        """A plan by its hash. Errors: `LookupError` when it was never kept."""
        with self._lock:
            if revision_id in self._known:
                self._known.move_to_end(revision_id)
                return self._known[revision_id]
        found = load_revision(connection, revision_id)
        revision = replace(found, plan=replace(found.plan, secret_names=self._secrets))
        with self._lock:
            self._known[revision_id] = revision
            while len(self._known) > IN_MEMORY:
                self._known.popitem(last=False)
        return revision
