"""Nights of the web shop's document, played by intents: what the tests of the record read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bot.document.parse import parse
from bot.document.record.record import record
from bot.document.record.recorded import Recorded, recorded
from bot.document.text import revision_id
from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Matched
from bot.domain.changes import Part
from bot.domain.changes_intents import ReportChanges, Said
from bot.domain.masking import NO_NAMES
from bot.domain.monitors import Way
from bot.domain.people import Holders, Person
from bot.domain.plan import Channel, Severity
from bot.domain.question_parts import Choice
from bot.domain.watch import MetricRead, Sample, SmokeOutcome, SmokeResult
from tests.bot.document.documents import FILLED
from tests.bot.domain import plans as p
from tests.bot.domain.ladders import CTO, MANAGER, ON_CALL
from tests.bot.domain.stories import Stage

TEXT = FILLED.replace("Ana Castillo", p.ANA.name)
HEAD = "5f2b" * 16
MINUTE = timedelta(minutes=1)
EVERY_WAY: frozenset[Way] = frozenset({Channel.EMAIL, Channel.SLACK, Channel.STATUS_PAGE})

ROLES = p.roles(
    **{
        "On-call_DevOps": Holders(people=(ON_CALL,)),
        "DevOps_Manager": Holders(people=(MANAGER,)),
        "CTO": Holders(people=(CTO,)),
        "Project_Manager": Holders(people=(p.PAUL,)),
    }
)


class Night(Stage):
    """A stage for a real document. The agenda keeps its own times."""

    def __init__(
        self, text: str = TEXT, roles: Mapping[str, Holders] = ROLES, source: str = "web-shop"
    ) -> None:
        self.text = text
        self.source = source
        super().__init__(parse(text).plan, dict(roles))

    def open(self, by: Person = p.TESS) -> "Night":
        """Start it, with what its author ticked."""
        document = parse(self.text)
        opened = i.OpenDeployment(
            id=document.plan.document_id,
            revision=revision_id(self.text),
            channel="C1",
            plan=document.plan,
            ticked=document.marks.ticked,
            source=self.source,
        )
        self.do(opened, by)
        return self

    def passes(self, minutes: float = 1) -> "Night":
        """So much later; what is due by then came due at its minute."""
        to = self.at + minutes * MINUTE
        while (due := next_due(self.state, self.plan)) and due <= to:
            self.at = max(self.at, due)
            self.wake(AGENDA_TIMER)
        self.at = to
        return self

    def told(self) -> Recorded:
        """What its record is made from."""
        return recorded(parse(self.text).plan, self.state, self.events, HEAD)

    def record(self, secrets: tuple[str, ...] = NO_NAMES) -> str:
        """The document as it is handed back now."""
        return record(self.text, self.state, self.events, HEAD, secrets=secrets)


def approved(text: str = TEXT) -> Night:
    """The day before: reviewed and approved by those who sign."""
    night = Night(text)
    night.ways = EVERY_WAY
    night.audiences = {**night.audiences, "customers": replace(night.audiences["all"], name="Customers")}
    night.open()
    night.passes(5)
    night.do(i.Submit(), p.TESS)
    for signer, comment in zip(p.SIGNERS, ("tried all five paths", *[""] * 6), strict=True):
        night.passes(7)
        night.do(i.GiveSignOff(comment=comment), signer)
    return night


def deploying(text: str = TEXT, *, until_go: bool = True) -> Night:
    """Go was said a minute early, and took effect at T-0; or is still to be said."""
    night = approved(text)
    night.passes((p.T0 - night.at) / MINUTE - 65)
    for item in night.plan.checklist:
        if item.done_by_step is None and item.number not in night.state.checks:
            night.do(i.TickItem(wanted=str(item.number)), p.PAUL)
    night.do(i.Begin(), p.ANA)
    reads_metrics(night, 0.4)
    for number, minutes, note in (
        ("1", 16, "backup_id = bk-20261201-7"),
        ("2", 9, ""),
        ("3", 2, ""),
        ("4", 3, ""),
    ):
        does(night, number, minutes, note)
    night.passes((p.T0 - night.at) / MINUTE - 1)
    if until_go:
        night.do(i.Go(), p.ANA)
        night.passes(1)
        reads_metrics(night, 0.5)
    return night


@cache
def amid() -> Recorded:
    """What is known once Go took effect."""
    return deploying().told()


def does(night: Night, number: str, minutes: float, note: str = "") -> None:
    """The owner of a step starts it a minute after the call, and ends it."""
    step = night.plan.step(number)
    assert step
    owner = night.state.holders(step.owner).people[0]
    night.passes(1)
    night.do(i.StartStep(step=number), owner)
    if night.state.watch.left:
        runs_tests(night)
    night.passes(minutes)
    night.do(i.FinishStep(step=number, note=note), owner)


def reads_metrics(night: Night, errors: float) -> None:
    """Prometheus answers about every row of 8.1."""
    measured = {"Error Rate": errors, "Response Time (p95)": 240, "CPU Usage": 41, "Orders per minute": 33}
    reads = [
        MetricRead(metric=metric, samples=(Sample(at=night.at, value=value),))
        for metric, value in measured.items()
    ]
    before = {**measured, "Response Time (p95)": 231, "Orders per minute": None}
    night.do(i.ReportMetrics(reads=tuple(reads), before=before), None)


def says_changes(night: Night) -> None:
    """What came of 4.3 and 5: all as expected, one row with what was seen."""
    seen = (
        Said(number=1, holds=True),
        Said(number=2, holds=True),
        Said(number=3, holds=True, result="3 rows"),
    )
    night.do(ReportChanges(part=Part.DATA, rows=seen), p.DBA)
    night.do(ReportChanges(part=Part.CONFIGURATION), p.DEV)


CREATE = {4, 5}
"""The rows of 7.1 that expect 201."""


def runs_tests(night: Night) -> None:
    """The rows of 7.1 that read are run by a machine, those that write on a press, and all pass."""
    for intent in (None, i.RunWritingTests()):
        if intent:
            night.do(intent, p.QUINN)
        results = {
            number: SmokeResult(
                outcome=SmokeOutcome.PASSED,
                status=201 if number in CREATE else 200,
                milliseconds=90 + 17 * number,
            )
            for number in night.state.watch.left
        }
        night.do(i.ReportSmokeTests(results=results, asked=night.state.watch.asked), None)


@cache
def healthy() -> Night:
    """A night that goes well: one step is recorded for its owner, one is late, one is added. To be read."""
    night = deploying()
    does(night, "5", 10)
    night.passes(1)
    night.do(i.StartStep(step="6"), p.DEV)
    night.passes(14)
    night.do(i.DelayStep(step="6", minutes=10, note="the image is pulled slowly"), p.DEV)
    night.passes(8)
    night.do(i.FinishStep(step="6"), p.DEV)
    night.named = (p.DEV,)
    night.do(
        i.AddStep(
            after="7", action="Drain the old sessions", owner=p.DEV.id, minutes=4, reason="carts | logins"
        ),
        p.ANA,
    )
    does(night, "7", 5)
    does(night, "7a", 4)
    night.passes(2)
    night.do(i.FinishStep(step="8", note="by phone"), p.ANA)
    does(night, "9", 5)
    says_changes(night)
    for number, minutes in (("10", 9), ("11", 5), ("12", 2), ("13", 2), ("14", 30)):
        does(night, number, minutes)
    reads_metrics(night, 0.3)
    night.do(i.AddNote(text="Blue stays up until noon."), p.DEV)
    for number, who in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        night.passes(1)
        night.do(i.Confirm(wanted=number), who)
    return night.passes(1)


@cache
def rolled_back() -> Night:
    """A night that goes wrong: an alert, a split vote, a level that passes on, a handed role. To be read."""
    night = deploying()
    does(night, "5", 9)
    night.passes(1)
    night.do(i.StartStep(step="6"), p.DEV)
    night.passes(6)
    night.do(i.HandOver(role="DevOps Engineer", to=p.NED.id, reason="Devi's line is dead"), p.ANA)
    reads_metrics(night, 7.2)
    fires(night)
    night.passes(1)
    night.do(i.CastVote(choice=Choice.CONTINUE, reason="the cache is warming up"), p.LEE)
    night.passes(1)
    night.do(i.PassOn(), ON_CALL)
    night.passes(1)
    night.do(i.Acknowledge(), MANAGER)
    night.passes(1)
    night.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="orders are lost <@U04>"), p.ANA)
    night.do(i.CastVote(choice=Choice.ROLLBACK, reason="orders are lost\nand it gets worse"), p.ANA)
    return _back(night)


def fires(night: Night) -> None:
    """Grafana's alert of the error rate."""
    alert = Alert(
        source=AlertSource.GRAFANA,
        key="errors",
        status=AlertStatus.FIRING,
        title="HighErrorRate",
        fired_at=night.at,
        changed_at=night.at,
        severity=Severity.HIGH,
        value="7.2%",
    )
    night.do(i.ReportAlerts(alerts=(Matched(alert=alert, why="label service=web-shop"),)), None)


def _back(night: Night) -> Night:
    """The way back is walked; one step is recorded for whoever has no line."""
    while step := next((s for s in night.plan.rollback_steps if s.number in called(night)), None):
        owner = night.state.holders(step.owner).people[0]
        night.passes(max(1, (step.minutes or 1) - 1))
        if step.number == "R6":
            reads_metrics(night, 0.6)
        if step.number == "R3":
            night.do(i.FinishStep(step="R3", note="3 migrations down"), p.ANA)
            night.do(ReportChanges(part=Part.REVERSED), p.DBA)
        else:
            night.do(i.FinishStep(step=step.number), owner)
    night.passes(1)
    there = Said(number=1, holds=True, result="seen in the console")
    night.do(ReportChanges(part=Part.RESTORED, rows=(there,)), p.ANA)
    differs = Said(number=2, holds=False, result="the console does not take it")
    night.do(ReportChanges(part=Part.RESTORED, rows=(differs,)), p.NED)
    night.passes(3)
    night.do(i.EndWayBack(reason="the supplier sets the rest at noon"), p.ANA)
    return night


def called(night: Night) -> tuple[str, ...]:
    """The steps that somebody is called for."""
    return tuple(number for number, progress in night.state.steps.items() if not progress.status.is_over)
