"""Accepted facts about steps; `events` has them among all others."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event
from bot.domain.people import Person
from bot.domain.plan import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCalled(Event):
    """A step's owner is called; `note` is what whoever retries it said, "" where nobody did.

    `values` are those of placeholders that an earlier attempt made: they do not count any more.
    """

    step: str
    attempt: int
    note: str
    for_whom: str = ""
    happened_at: datetime | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted(Event):
    """A step runs."""

    step: str
    on_behalf: bool
    note: str
    as_member_of: str = ""
    for_whom: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(Event):
    """A step is done."""

    step: str
    on_behalf: bool
    note: str
    as_member_of: str = ""
    for_whom: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(Event):
    """A step failed; the next waits for a decision."""

    step: str
    on_behalf: bool
    reason: str
    as_member_of: str = ""
    for_whom: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(Event):
    """A step is left out."""

    step: str
    on_behalf: bool
    reason: str
    as_member_of: str = ""
    for_whom: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDelayed(Event):
    """A step takes so many minutes longer, and is due at `due` (aware UTC)."""

    step: str
    minutes: int
    due: datetime
    on_behalf: bool
    note: str
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLate(Event):
    """The clock found a step that is not started, or not done, though it should be."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersQuieted(Event):
    """Somebody wants no reminder of a step until `until` (aware UTC); `None`: no more of this attempt."""

    step: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReopened(Event):
    """That a step was done or skipped is taken back, and with it all that only followed from that.

    `called_off` are later steps that nobody had started, `items` the checklist items that the step ticked,
    `checkpoints` those that were asked about; `go` says that Go's question or a pending Go falls, `verifying`
    that deploying goes on. `values` are those of placeholders that the step made, by `value_events.key_of`.
    """

    step: str
    attempt: int
    on_behalf: bool
    note: str
    called_off: tuple[str, ...]
    items: tuple[int, ...]
    checkpoints: tuple[int, ...]
    go: bool
    verifying: bool
    for_whom: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAdded(Event):
    """A step that nobody foresaw, behind another; `people` are its owners, none where a role owns it.

    What falls with it is what falls when the step before it is reopened. `reason` is `None` where it was
    written before the state kept who added it and why.
    """

    added: Step
    people: tuple[Person, ...]
    called_off: tuple[str, ...]
    checkpoints: tuple[int, ...]
    go: bool
    verifying: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDecided(Event):
    """A rollback step that failed gives way to restoring from the backup, which is the step `restore`."""

    step: str
    restore: str
    reason: str
