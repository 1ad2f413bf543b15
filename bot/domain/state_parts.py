"""What a deployment's state is made of: what people gave, decided and proposed, each with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.plan import Severity, Step
from bot.domain.surroundings import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Something given by a person at a time: a tick, a sign-off, a confirmation, a hold."""

    by: Person | None
    at: datetime
    note: str = ""


def by_step(step: str) -> str:
    """The note of an item that a step ticked."""
    return f"by step {step}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedStep:
    """A step that nobody foresaw, and who carries it out; its `after` names the step it stands behind.

    `people` is empty where a role of the plan owns it. `given` is who added it, when and why; `None` where
    that was not kept yet.
    """

    step: Step
    people: tuple[Person, ...]
    given: Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """When customers first read of it on the status page, and for which window."""

    at: datetime
    window: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Somebody who left Slack though the plan needs them, or though they were on call.

    For which roles, as the plan writes them, and what waited for them, in words.
    `returned_at` is when they were back; `None` while they are gone.
    """

    person: Person
    at: datetime
    roles: tuple[str, ...]
    deputy_for: tuple[str, ...]
    waits: tuple[str, ...]
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When somebody was last told that their steps begin, by the steps' numbers; and how often they were."""

    starts: Mapping[str, datetime]
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingGo:
    """A Go that was given and when it takes effect."""

    by: Person
    at: datetime
    effective_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A changed document that the lead was shown and has not taken yet; `number` counts them from 1.

    `changes` and `falls` are in words; `all_fall`: no approval given so far would stand. `ticked` are the
    items its author ticked.
    """

    by: Person
    at: datetime
    number: int
    revision: str
    changes: tuple[str, ...]
    falls: tuple[str, ...]
    all_fall: bool = False
    ticked: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackDecision:
    """Why and by whom the rollback was decided, and the steps of 6.3 that it walks."""

    by: Person
    at: datetime
    severity: Severity
    reason: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Why and by whom it is given up in pre-deployment, and the steps of 6.3 that undo what was done.

    `anew`: it is not given up but moved, and begins anew.
    """

    by: Person
    at: datetime
    reason: str
    steps: tuple[str, ...]
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TookBefore:
    """How many minutes a step took in so many past runs, the median, where the plan guesses otherwise.

    `action` tells whether an amended plan still means this step by its number.
    """

    step: str
    action: str
    minutes: int
    runs: int
