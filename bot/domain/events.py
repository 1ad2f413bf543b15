"""Accepted facts, in the past tense. `at` is the plan's clock, aware UTC; `by` is `None` for a clock.

`as_member_of` is the handle of the user group that held the role, with the person as a member as last read;
"" where the role is theirs by name. `for_whom` is the owner, in Slack or not, for whom somebody else said it;
"" where it is not known. `happened_at` is when it was, if that was said, and `at` when it was recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.agenda_events import CameDue as CameDue, CaughtUp as CaughtUp
from bot.domain.alert_events import (
    AlertAttached as AlertAttached,
    AlertsReported as AlertsReported,
    BaselineRead as BaselineRead,
)
from bot.domain.changes_events import (
    ConfigurationConfirmed as ConfigurationConfirmed,
    ConfigurationRestored as ConfigurationRestored,
    DataValidated as DataValidated,
    MigrationsReversed as MigrationsReversed,
)
from bot.domain.deliveries import DeliveryReported as DeliveryReported
from bot.domain.dnd_events import DndNamed as DndNamed, DndRead as DndRead
from bot.domain.escalation_events import (
    CallAcknowledged as CallAcknowledged,
    CallPassedOn as CallPassedOn,
    IssueOver as IssueOver,
    IssueRaised as IssueRaised,
    LevelCalled as LevelCalled,
    OnCallNoted as OnCallNoted,
)
from bot.domain.event import Event as Event
from bot.domain.notices import NoticeEdited as NoticeEdited, NoticeGiven as NoticeGiven
from bot.domain.people import Person
from bot.domain.people_events import (
    PersonLeft as PersonLeft,
    PersonRenamed as PersonRenamed,
    PersonReturned as PersonReturned,
    RoleHanded as RoleHanded,
    RolesBound as RolesBound,
)
from bot.domain.plan import Severity
from bot.domain.presence_events import (
    PeopleReleased as PeopleReleased,
    PersonIsOn as PersonIsOn,
    TimesTold as TimesTold,
)
from bot.domain.question_events import (
    DecisionEscalated as DecisionEscalated,
    EvidenceSeen as EvidenceSeen,
    QuestionFellAway as QuestionFellAway,
    QuestionNotRepeated as QuestionNotRepeated,
    RollbackAsked as RollbackAsked,
    RollbackDeclined as RollbackDeclined,
    SeverityChanged as SeverityChanged,
    VoteCast as VoteCast,
    VotersAsked as VotersAsked,
    VotersAskedAgain as VotersAskedAgain,
    VotersReminded as VotersReminded,
)
from bot.domain.smoke_events import (
    SmokeTestsAsked as SmokeTestsAsked,
    SmokeTestSent as SmokeTestSent,
    SmokeTestsLeft as SmokeTestsLeft,
    SmokeTestsReported as SmokeTestsReported,
    SmokeTestsRun as SmokeTestsRun,
    SmokeTestsTicked as SmokeTestsTicked,
)
from bot.domain.state_parts import TookBefore
from bot.domain.step_events import (
    RemindersQuieted as RemindersQuieted,
    RestoreDecided as RestoreDecided,
    StepAdded as StepAdded,
    StepCalled as StepCalled,
    StepDelayed as StepDelayed,
    StepFailed as StepFailed,
    StepFinished as StepFinished,
    StepLate as StepLate,
    StepReopened as StepReopened,
    StepSkipped as StepSkipped,
    StepStarted as StepStarted,
)
from bot.domain.surroundings import Surroundings
from bot.domain.value_events import ValueNoted as ValueNoted
from bot.domain.watch_events import (
    BeforeMeasured as BeforeMeasured,
    ChartDrawn as ChartDrawn,
    MetricSaid as MetricSaid,
    MetricsRead as MetricsRead,
)
from bot.domain.window_events import CarriedOn as CarriedOn, WindowExtended as WindowExtended


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentOpened(Event):
    """`start`: a draft from a plan. `people` were chosen for roles that nobody filled, by role text key.

    `source` is the name of the file it was started from, without its ending; "" where it was dropped in.
    """

    id: str
    revision: str
    channel: str
    release: str
    version: str
    service: str
    environment: str
    window_start: datetime | None
    window_end: datetime | None
    zone: str
    ticked: tuple[int, ...]
    people: Mapping[str, tuple[Person, ...]]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Event):
    """The plan is in review; every sign-off is asked for anew."""

    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOff(Event):
    """One row was approved by a holder of its role."""

    row: int
    role: str
    comment: str
    as_member_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffRejected(Event):
    """One row was rejected: back to draft, all approvals void."""

    row: int
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffWithdrawn(Event):
    """Whoever approved one row took it back."""

    row: int
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReopened(Event):
    """An approval is missing that was there: an approved plan is in review again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed(Event):
    """The lead was shown what a changed document differs in, and which approvals would fall.

    `changes` and `falls` are in words, one entry a section or sign-off; `all_fall` says that no approval
    given so far would stand. `ticked` are the items that the changed document's author ticked.
    """

    revision: str
    changes: tuple[str, ...]
    falls: tuple[str, ...]
    all_fall: bool = False
    ticked: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Event):
    """The plan has a new revision.

    `rows` and `items` are the sign-offs and checklist items that both revisions have: number before, number
    now. `stand` are the approvals that stay, by their number now; `since` is what changed, in words, since
    somebody approved a row that must be approved again, by its number now. `changes` and `fallen` say in
    words what differs and which approvals fell.
    """

    revision: str
    release: str
    version: str
    service: str
    environment: str
    window_start: datetime | None
    window_end: datetime | None
    zone: str
    rows: Mapping[int, int]
    items: Mapping[int, int]
    ticked: tuple[int, ...]
    stand: tuple[int, ...]
    since: Mapping[int, str]
    changes: tuple[str, ...]
    fallen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescheduled(Amended):
    """The window moved, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    """Nothing is missing any more that must be given before Begin.

    `late` are the rows of an emergency that are given later, by `late_due`. `on_page`: whether the status
    page tells of it from now on; `None` where the plan does not ask for that.
    """

    late: tuple[int, ...] = ()
    late_due: datetime | None = None
    on_page: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffCarried(Event):
    """CAB's approval of a standard change counts again: `given_by` and `given_at` are those of that time.

    `deployment` is the run whose plan was approved.
    """

    row: int
    role: str
    given_by: Person
    given_at: datetime
    deployment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffsOverdue(Event):
    """Approvals that an emergency was to get afterwards are missing though their time is over."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTicked(Event):
    """A checklist item holds; `step` names the step that did it, "" where a person ticked it."""

    item: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden(Event):
    """The lead went past something that was missing."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun(Event):
    """Pre-deployment began; what past runs had told until then about how long its steps take."""

    learnt: tuple[TookBefore, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """Somebody said something for the record."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersResent(Event):
    """What could not be delivered was to be sent again: how many messages, and how many were let go."""

    sent: int
    outdated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAsked(Event):
    """Phase 3.1 is over: the lead is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoGiven(Event):
    """Go was said; deploying begins at `effective_at`."""

    effective_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployingBegan(Event):
    """Go took effect: this is the actual T-0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyingBegan(Event):
    """The last step of 3.2 is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Event):
    """Nobody new is called."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """The hold is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoingBegan(Event):
    """It is given up, or begins anew in another window, and these steps of 6.3 first undo what was done."""

    reason: str
    steps: tuple[str, ...]
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreDeploymentLeft(Event):
    """It waits for its new window: every step of 3.1 is called anew after the next Begin.

    `steps` are all that were called, `items` the checklist items that they ticked.
    """

    steps: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Event):
    """Given up before deploying."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMissed(Event):
    """The window ended and nobody had begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackDecided(Event):
    """The way back is walked: the steps of 6.3, in order."""

    severity: Severity
    reason: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLocked(Event):
    """Nothing else begins for the service and environment until somebody says that it may."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReleased(Event):
    """The lock that this deployment put on its service and environment is taken off."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurroundingsChanged(Event):
    """What stands beside it is another than before; `is_news`: not only who else is up that night."""

    surroundings: Surroundings
    is_news: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack(Event):
    """Every rollback step that has a duration is over, and what they took back is confirmed, or gone past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Event):
    """What a checkpoint waits for has happened; its holder is asked."""

    checkpoint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(Event):
    """A checkpoint was confirmed; `for_whom`: the lead did, past what spoke against it."""

    checkpoint: int
    name: str
    as_member_of: str = ""
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Event):
    """Every checkpoint is confirmed. `late` are the rows that an emergency still lacks."""

    late: tuple[int, ...] = ()
