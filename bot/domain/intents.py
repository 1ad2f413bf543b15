"""What somebody, or a clock, asks the domain to do.

An intent that was pressed names the `question` its button belongs to; one that was typed has "" there.
`wanted` texts are what a person typed to pick a row (a number, words, "" for all that are theirs).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from bot.domain.alert_intents import (
    AttachAlert as AttachAlert,
    NoteBaseline as NoteBaseline,
    ReportAlerts as ReportAlerts,
)
from bot.domain.changes_intents import EndWayBack as EndWayBack, ReportChanges as ReportChanges
from bot.domain.confirm_intents import Confirm as Confirm, SayMetric as SayMetric
from bot.domain.deliveries import DeliveryNews
from bot.domain.dnd_events import Quiet
from bot.domain.escalation_intents import (
    Acknowledge as Acknowledge,
    AcknowledgedOutside as AcknowledgedOutside,
    Escalate as Escalate,
    NoteOnCall as NoteOnCall,
    PassOn as PassOn,
    StandDown as StandDown,
)
from bot.domain.intent import Intent as Intent
from bot.domain.monitors import Way
from bot.domain.people import Person
from bot.domain.plan import Plan, Severity
from bot.domain.question_parts import Choice
from bot.domain.smoke_intents import (
    ReportSmokeTests as ReportSmokeTests,
    RunTests as RunTests,
    RunWritingTests as RunWritingTests,
    SendTest as SendTest,
    TickTest as TickTest,
)
from bot.domain.watch_intents import NoteChart as NoteChart, ReportMetrics as ReportMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDeployment(Intent):
    """Start a deployment from a plan. The id is the house's; `people` were chosen in the start modal.

    `people` goes by the role's text key (`people.role_text`).
    """

    id: str
    revision: str
    channel: str
    plan: Plan
    ticked: tuple[int, ...] = ()
    people: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Intent):
    """Put the plan into review. `override` is the lead's reason to go past a freeze or another's window."""

    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveSignOff(Intent):
    """Approve one row, or all the rows one holds."""

    wanted: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSignOff(Intent):
    """Reject: the plan goes back to draft and every approval falls."""

    wanted: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSignOff(Intent):
    """Take an approval back: one row, or all that one gave. What is left of the words says why."""

    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Intent):
    """Show what a changed document would change; the same document again takes it.

    `text` is the whole document, as its author saved it.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAmendment(Intent):
    """Take the changed document that was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(Intent):
    """Move the window: `start` is its new start, naive, in the plan's zone; it keeps its length."""

    start: datetime
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Intent):
    """Lengthen the window that it runs in. `override` is the reason to go past what is in the way."""

    minutes: int
    reason: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickItem(Intent):
    """Tick an item of the checklists."""

    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOn(Intent):
    """Go on past the latest start of a rollback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayOn(Intent):
    """Say that one will be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Intent):
    """Begin with 3.1. `override` is the reason for doing so with items still open or in a freeze."""

    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Intent):
    """Say go: deploying begins at the planned T-0, or at once."""

    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Intent):
    """Call nobody new until resumed."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Intent):
    """End the hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Intent):
    """Give the deployment up before it deploys anything."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Whose doing it was, and when, where somebody else says so, or says so later.

    `owner` is the id of a Slack user or group, or a name, as it was said; "" for whoever owns the step.
    `at` is what a clock of the plan's zone showed; `None` for now.
    """

    owner: str = ""
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport(Intent):
    """Somebody says how a step goes."""

    step: str
    recorded: Recorded = Recorded()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartStep(StepReport):
    """The owner begins a step."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishStep(StepReport):
    """The step is done (and was started, if nobody said so)."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAndFinish(StepReport):
    """Tell the audience of a step that notifies what it is to be told, and the step is done by that."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailStep(StepReport):
    """The step failed."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipStep(StepReport):
    """Go on without the step."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryStep(StepReport):
    """Try a failed step again."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayStep(StepReport):
    """The step takes so many minutes longer."""

    minutes: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze(Intent):
    """Whoever asks wants no reminder of a step for so many minutes."""

    step: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReminding(Intent):
    """Whoever asks wants no reminder of this attempt at a step any more."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenStep(StepReport):
    """Take back that a step is done or skipped: it runs on."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStep(Intent):
    """Put a step that nobody foresaw behind another.

    `owner` is a Slack user or group, by id; without one, `role` is the role that does it, as it was typed.
    """

    after: str
    action: str = ""
    owner: str = ""
    role: str = ""
    minutes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreFromBackup(Intent):
    """Give a rollback step that failed up, and restore from the backup instead."""

    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Intent):
    """Keep a note for the record; `values` are what placeholders stand for, by name."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend(Intent):
    """Send once more what could not be delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRollback(Intent):
    """Ask for a rollback; where whoever asks may decide, it is their vote as well."""

    severity: Severity = Severity.CRITICAL
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Intent):
    """Answer the open rollback question.

    Continue needs a reason; it is asked again when a clock of the plan's zone next shows `ask_again`, in ten
    minutes where that is `None`.
    """

    choice: Choice
    reason: str = ""
    ask_again: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSeverity(Intent):
    """Say that what the open rollback question is about is worse, or less bad."""

    severity: Severity
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock(Intent):
    """Release the service and environment that the rollback locked."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice(Intent):
    """Tell a row of 9.1 to its audience now."""

    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNotice(Intent):
    """Say a row of 9.1 differently: `wanted` is the row, and what it is to say."""

    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Intent):
    """Hand a role over: `role` is what was typed or chosen, `to` the Slack user who takes it."""

    role: str
    to: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDelivery(Intent):
    """The outbox has news of a way, or of a message on it (`deliveries.DeliveryReported`)."""

    way: Way
    news: DeliveryNews
    notice: int = 0
    why: str = ""
    missed: Mapping[str, str] = field(default_factory=dict)
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDnd(Intent):
    """Slack's answer about people (ids): when it is quiet for each next; never, for who is not in `quiet`."""

    asked: tuple[str, ...]
    quiet: Mapping[str, Quiet]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Intent):
    """A timer row that was `due`; what it was set for is looked up in the state: it is idle once settled."""

    timer: str
    due: datetime | None = None
