"""What is to be done outside because of an event. A message is named here and rendered when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import Person


class MessageKind(StrEnum):
    """The messages of a deployment (see docs: messages)."""

    STATUS = "status"
    LOG = "log"
    REVIEW = "review"
    AMENDMENT = "amendment"
    STEP = "step"
    FAILURE = "failure"
    GO = "go"
    CONFIRM = "confirm"
    DEPARTURE = "departure"
    REMINDER = "reminder"
    NOTICE = "notice"
    PAGE = "page"
    CHANGE = "change"
    ANNOTATION = "annotation"
    PAGER = "pager"
    ALERTS = "alerts"
    QUESTION = "question"
    ENDING = "ending"
    LADDER = "ladder"
    ESCALATION = "escalation"
    VALUE = "value"
    ROWS = "rows"
    TIMELINE = "timeline"
    CHART = "chart"
    TESTS = "tests"
    RECORD = "record"


CALLS = frozenset({MessageKind.QUESTION, MessageKind.ESCALATION, MessageKind.PAGER})
"""They call people to a decision: sent before whatever else waits."""
CALLS_AHEAD = timedelta(minutes=1)
"""What calls people goes before whatever was written less than so long before it."""
ANSWERS_AHEAD = 2 * CALLS_AHEAD
"""The same of an answer to one person: they pressed a button, and look at it."""


def head_start(kind: MessageKind, to: str) -> timedelta:
    """How much longer a new message counts as having waited than it has; the thread's before those to people
    (`PostMessage.to`), as all are mentioned there.
    """
    if kind not in CALLS:
        return timedelta(0)
    return CALLS_AHEAD if to else 2 * CALLS_AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMessage:
    """Say something once. `to` is a Slack user, another channel's id, a `Channel` or a `Monitor`, "" for the
    thread.

    `subject` is the question's id; for a log entry its events' numbers, for a change or a chart its event's,
    for an ending the state it tells of, for a record `record.record_subject`, for a reminder the key of the
    agenda's item, for a notice its number, for an annotation that of `annotations.subject_of`, for a page the
    level's name, for a timeline its page.
    """

    kind: MessageKind
    subject: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteMessages:
    """Bring every copy of a kind up to date: those of one question, or all of the kind where it is ""."""

    kind: MessageKind
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Wake the deployment at `due` (plan's clock) with a timer of this name; a name is set once at a time."""

    name: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearTimer:
    """The timer is not needed any more."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockTarget:
    """Lock the deployment's service and environment."""

    by: Person
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTarget:
    """Take the deployment's lock off again."""

    by: Person
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """Deliver once more what could not be delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpDnd:
    """Ask Slack for whom of these people (ids) Do Not Disturb is on; `intents.NoteDnd` is the answer."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpOnCall:
    """Ask who is on call for a level of 9.2, by its policy's id; `intents.NoteOnCall` is the answer."""

    level: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieAlert:
    """The alert with this key (`Alert.key`) concerns the deployment from now on, as somebody said."""

    key: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpFiring:
    """Ask what fires now; `services` are PagerDuty's that the plan names. `intents.NoteBaseline` answers."""

    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpMetrics:
    """Ask what the watched rows of 8.1 measured since then; `intents.ReportMetrics` is the answer.

    And what they measured in the hour `before`, where that is asked for.
    """

    since: datetime
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSmokeTests:
    """Run the rows of 7.1 that the state has `left`; `intents.ReportSmokeTests` are the answers.

    `asked` is which time it is (`Watch.asked`).
    """

    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawChart:
    """Draw what these rows of 8.1 (`Row.key`) measured from `start` to `end`; `intents.NoteChart` answers.

    `about` is the decision's subject where they speak for a rollback, "" at the end.
    """

    about: str
    metrics: tuple[str, ...]
    start: datetime
    end: datetime


Effect = (
    PostMessage
    | RewriteMessages
    | SetTimer
    | ClearTimer
    | LockTarget
    | ReleaseTarget
    | SendAgain
    | LookUpDnd
    | LookUpOnCall
    | TieAlert
    | LookUpFiring
    | LookUpMetrics
    | RunSmokeTests
    | DrawChart
)
