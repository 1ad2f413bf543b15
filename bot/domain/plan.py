"""What a deployment plan asks for: parsed, typed, immutable (the document's sections 1 to 10).

Every element knows the `line` it stands on (from 1). Texts are as the author wrote them, trimmed; an empty
cell is `""`. A value that is missing or could not be read is `None`: the check says so, the plan goes on.
Durations are whole minutes, instants are aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """The parts of section 3, and section 6.3 for the way back."""

    PRE_DEPLOYMENT = "pre-deployment"
    DEPLOYMENT = "deployment"
    POST_DEPLOYMENT = "post-deployment"
    ROLLBACK = "rollback"


class Severity(StrEnum):
    """How bad it is (6.2)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"

    def is_worse_than(self, other: "Severity") -> bool:
        """Whether it is; the worst is named first."""
        return list(Severity).index(self) < list(Severity).index(other)


class Channel(StrEnum):
    """Where a notification goes (9.1, column Channel)."""

    EMAIL = "email"
    SLACK = "slack"
    STATUS_PAGE = "status page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The deployment window; `start` is the planned T-0. `zone` is an IANA name."""

    start: datetime
    end: datetime
    zone: str
    line: int

    @property
    def length(self) -> timedelta:
        """How long the window is open."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Section 1.1. `environment` and `service` have the contract's defaults where the rows are missing."""

    name: str
    version: str
    deployment_type: str
    environment: str
    service: str
    base_url: str
    change_type: str
    customer_impact: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A row of 1.2. `name` and `deputy` are people as written: mention, handle, address or real name."""

    role: str
    name: str
    contact: str
    responsibility: str
    deputy: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """An item of 2.1 or 2.3, numbered 1, 2, … over both. `group` is the section's title.

    `done_by_step` names the step of 3.1 that does it ("Backup completed"), `None` where people tick it.
    """

    number: int
    text: str
    group: str
    done_by_step: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffRow:
    """An approval: a row of 2.2, or of 10's first table; numbered 1, 2, … over both.

    `label` is what is signed ("Security Sign-off", or the role in 10), `role` who signs it, `name` the person
    written beside the role ("" in 2.2 and where the cell is empty), `covers` the section numbers it stands
    for as written in a column `Covers` (empty: the contract's default).
    """

    number: int
    label: str
    role: str
    name: str
    deputy: str
    covers: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A numbered row of section 3 or 6.3.

    `number` is as written ("5", "R2"). `minutes` is `None` for `-`, a follow-up in 6.3 (elsewhere a
    finding). `undone_by_rollback` is the column `Rollback?`: `None` where the table has none. `after`,
    `expects` and `undoes` are the optional columns, split at commas and trimmed.
    """

    number: str
    phase: Phase
    action: str
    owner: str
    minutes: int | None
    undone_by_rollback: bool | None
    after: tuple[str, ...]
    expects: tuple[str, ...]
    undoes: tuple[str, ...]
    line: int

    @property
    def is_follow_up(self) -> bool:
        """Whether the step has no duration and so holds nothing up (R7, the post-mortem)."""
        return self.minutes is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPhase:
    """A table of section 3, or 6.3. `offset_minutes` counts from T-0 ("T-60 min" is -60), or is `None`."""

    phase: Phase
    title: str
    offset_minutes: int | None
    steps: tuple[Step, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A row of 4.1."""

    script: str
    description: str
    reversible: bool | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a code block (4.2, 6.4, 7.2), under the comment that stands above it ("" if none)."""

    comment: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataValidation:
    """A row of 4.3."""

    check: str
    query: str
    expected: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A row of 5.1. `is_split`: it has more cells than its table, so that nobody knows which is which."""

    name: str
    old_value: str
    new_value: str
    service: str
    line: int
    is_split: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureFlag:
    """A row of 5.2; `is_split` as of a variable."""

    name: str
    change: str
    effect: str
    line: int
    is_split: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackTrigger:
    """An item of 6.1; `minutes` is how long its limit must be passed, `None` where it does not say."""

    text: str
    line: int
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """A row of 6.2. `minutes` is 0 for "Immediate"."""

    severity: Severity | None
    severity_text: str
    decision_maker: str
    minutes: int | None
    minutes_text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTest:
    """A row of 7.1; `number` counts from 1. `request` is the optional JSON body."""

    number: int
    name: str
    action: str
    expected: str
    request: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A limit of 8.1: `> 5%` is operator ">", value 5, unit "%". Time is in milliseconds, unit "ms".

    `0` is operator "="; `1-5%` is "..", from `value` to `upper`, both within. `minutes` is how long a value
    must lie in it, `> 5% for 5 min`, `None` where it does not say.
    """

    operator: str
    value: float
    unit: str
    text: str
    upper: float | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A row of 8.1; a band is `None` where its cell is empty or cannot be read."""

    name: str
    normal: Band | None
    warning: Band | None
    critical: Band | None
    query: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A row of 8.2."""

    name: str
    url: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTime:
    """When a row of 9.1 is due: minutes from T-0, or when the deployment is done, or a clock time.

    Exactly one of the three holds: `offset_minutes` is not `None`, `when_done` is true, or `clock` is an
    aware UTC instant.
    """

    text: str
    offset_minutes: int | None
    when_done: bool
    clock: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A row of 9.1; `number` counts from 1. `time` is `None` where it cannot be read."""

    number: int
    time: NotificationTime | None
    message: str
    audience: str
    channels: tuple[Channel, ...]
    channels_text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationContact:
    """A row of 9.2; `pagerduty` is the optional escalation policy's id."""

    level: str
    contact: str
    phone: str
    when: str
    pagerduty: str
    line: int


class CheckpointKind(StrEnum):
    """What a confirmation of 10's second table waits for (design, lifecycle: Confirm)."""

    SMOKE_TESTS = "smoke tests"
    MONITORING = "monitoring"
    DEPLOYMENT = "deployment"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A confirmation: a row of 10's second table, numbered from 1.

    `kind` is recognised by words (a row of other words counts as DEPLOYMENT); `role` is the optional column.
    """

    number: int
    name: str
    kind: CheckpointKind
    role: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A piece of the document that is not understood, kept word for word.

    `section` is where it stands: a number of the seed's ("4.1"; "4" under a chapter's own title), "head"
    above the first section, "" in a section that the plan does not know.
    """

    text: str
    line: int
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole plan. Tables that are missing are empty tuples.

    `secret_names` is no part of the document: names that the house was told are secrets (`SECRET_NAMES`).
    """

    title: str
    document_id: str
    author: str
    traceability: str
    release: Release
    window: Window | None
    team: tuple[TeamMember, ...]
    checklist: tuple[ChecklistItem, ...]
    signoffs: tuple[SignOffRow, ...]
    phases: tuple[StepPhase, ...]
    migrations: tuple[Migration, ...]
    migration_commands: tuple[Command, ...]
    validations: tuple[DataValidation, ...]
    variables: tuple[Variable, ...]
    flags: tuple[FeatureFlag, ...]
    triggers: tuple[RollbackTrigger, ...]
    decisions: tuple[DecisionRule, ...]
    rollback: StepPhase | None
    rollback_commands: tuple[Command, ...]
    smoke_tests: tuple[SmokeTest, ...]
    smoke_commands: tuple[Command, ...]
    metrics: tuple[Metric, ...]
    dashboards: tuple[Dashboard, ...]
    notifications: tuple[Notification, ...]
    contacts: tuple[EscalationContact, ...]
    checkpoints: tuple[Checkpoint, ...]
    unread: tuple[Unread, ...]
    secret_names: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(init=False, repr=False, compare=False)
    """The steps of section 3 in the order they are carried out: put together once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(step for phase in self.phases for step in phase.steps))

    @property
    def rollback_steps(self) -> tuple[Step, ...]:
        """The steps of 6.3."""
        return self.rollback.steps if self.rollback else ()

    def step(self, number: str) -> Step | None:
        """The step with this number, case apart ("r2" is R2), among section 3 and 6.3."""
        wanted = number.casefold()
        return next((s for s in (*self.steps, *self.rollback_steps) if s.number.casefold() == wanted), None)
