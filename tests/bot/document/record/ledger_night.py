"""A night of the ledger's document that does not go smoothly, played by intents: a golden record is of it.

Its window goes over midnight in New York. One approval is refused first, one is a deputy's; Begin goes past
an open item; the replicas lag, and two of several voters decide to go on; a step fails and is tried again,
one is recorded for its owner, one is added, one is skipped; a validation does not match, and it is decided
what that means; one metric is a person's word; a confirmation goes past a doubt.
"""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from bot.document.fill import fill
from bot.domain import intents as i
from bot.domain.changes import Part
from bot.domain.changes_intents import ReportChanges, Said
from bot.domain.intents import Recorded
from bot.domain.notices import Audience
from bot.domain.people import Holders, Person, role_text
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.state import AUTHOR, LEAD
from bot.domain.times import zone_of
from bot.domain.watch import MetricRead, Sample, SmokeOutcome, SmokeResult
from tests.bot.document.documents import LEDGER
from tests.bot.document.record.nights import EVERY_WAY, MINUTE, Night

ZONE = "America/New_York"
TEXT = fill(LEDGER, version="7.0.0", start=datetime(2026, 12, 5, 22, 0))  # noqa: DTZ001 - of the plan's zone

OPENED = datetime(2026, 12, 1, 19, 0, tzinfo=UTC)
"""Tue 1 Dec 14:00 EST."""
BEGIN = datetime(2026, 12, 6, 1, 30, tzinfo=UTC)
"""Sat 5 Dec 20:30 EST."""

NOOR = Person(id="U31", name="Noor Siddiqui")
MAYA = Person(id="U32", name="Maya Fischer")
SAM = Person(id="U33", name="Sam Whitfield")
IVO = Person(id="U34", name="Ivo Marchetti")
RUTH = Person(id="U35", name="Ruth Adeyemi")
DEV = Person(id="U36", name="Devi Rao")
LEE = Person(id="U37", name="Lee Park")
QUINN = Person(id="U38", name="Quinn Adler")
PRIYA = Person(id="U39", name="Priya Raman")
PAUL = Person(id="U40", name="Paul Novak")
PIA = Person(id="U41", name="Pia Moreau")
SEC = Person(id="U42", name="Sefa Yilmaz")
OMAR = Person(id="U43", name="Omar Haddad")
CARLA = Person(id="U44", name="Carla Reyes")
DREW = Person(id="U45", name="Drew Lindqvist")
ON_CALL = Person(id="U46", name="Oli Berg")
HEAD = Person(id="U47", name="Hana Kimura")
CTO = Person(id="U48", name="Jordan Blake")

STAND = (
    (LEAD, MAYA, SAM),
    ("DBA", IVO, RUTH),
    ("Storage Engineer", RUTH, IVO),
    ("DevOps", DEV, SAM),
    ("DevOps Engineer", DEV, SAM),
    ("Dev Lead", LEE),
    ("QA", QUINN, LEE),
    ("QA Lead", QUINN, LEE),
    ("Ops", PRIYA),
    ("Operations", PRIYA),
    ("PM", PAUL),
    ("Project Manager", PAUL),
    ("Product Owner", PIA, DREW),
    ("Security Lead (@sec)", SEC),
    ("Ops Manager (@omar)", OMAR),
    ("CAB (@carla)", CARLA),
    ("On-call Database", ON_CALL),
    ("Head of Data Platform", HEAD),
    ("CTO (Jordan Blake)", CTO),
    ("All", MAYA, IVO, RUTH, DEV, LEE, QUINN, PRIYA),
    (AUTHOR, NOOR),
)
"""Each role of the plan, who has it, and their deputies."""
ROLES = {
    role_text(role): Holders(people=(holder,), deputies=tuple(deputies)) for role, holder, *deputies in STAND
}

POSTING = 4
"""The row of 7.1 that writes."""
SEEN = ("", "", "", "", "3", "143", "", "9 184 220 17 2026-12-05 22:04:58")
DATA = tuple(Said(number=at, holds=at != 5, result=seen) for at, seen in enumerate(SEEN, start=1))
"""What the DBA saw of the rows of 4.3: of the fifth three accounts differ."""


def at(night: Night, clock: str) -> Night:
    """The next time a clock in New York shows this; what is due by then came due at its minute."""
    here = night.at.astimezone(zone_of(ZONE))
    to = datetime.combine(here.date(), time.fromisoformat(clock), here.tzinfo)
    to += timedelta(days=to < here)
    return_to = (to - night.at) / MINUTE
    night.passes(return_to)
    return night


def play(night: Night, *deeds: tuple[str, Person, i.Intent]) -> None:
    """Each deed at its time, by somebody."""
    for clock, who, intent in deeds:
        at(night, clock).do(intent, who)


def ran(number: str, who: Person, start: str, end: str, note: str = "") -> tuple[Any, Any]:
    """The owner of a step starts and ends it."""
    return (start, who, i.StartStep(step=number)), (end, who, i.FinishStep(step=number, note=note))


def goes_on(reason: str, ask_again: time | None = None) -> i.Intent:
    """A vote to continue."""
    return i.CastVote(choice=Choice.CONTINUE, reason=reason, ask_again=ask_again)


def measured(night: Night, clock: str, errors: float, lag: float, disk: float) -> None:
    """Prometheus answers about three rows of 8.1; of the queue it knows nothing."""
    at(night, clock)
    values = {"Error Rate": errors, "Replication Lag": lag, "Free Disk Space": disk}
    reads = [
        MetricRead(metric=key, samples=(Sample(at=night.at, value=each),)) for key, each in values.items()
    ]
    before = {"Error Rate": 0.1, "Replication Lag": 2_000.0, "Free Disk Space": 71.0, "Queued Payments": None}
    night.do(i.ReportMetrics(reads=(*reads, MetricRead(metric="Queued Payments")), before=before), None)


def approved() -> Night:
    """Four days before: the CAB refuses first; of the second round one approval is the deputy's."""
    night = Night(TEXT, ROLES, "ledger-migration")
    night.ways = EVERY_WAY
    night.audiences = {
        **night.audiences,
        "branches and partner banks": Audience(
            name="Branches and partner banks", addresses=("branches@example.com",)
        ),
        "customers": Audience(name="Customers"),
    }
    night.at = OPENED
    night.open(NOOR)
    play(
        night,
        ("14:05", NOOR, i.Submit()),
        ("14:20", PIA, i.GiveSignOff(comment="UAT 64 passed on the full copy")),
        ("15:10", CARLA, i.RejectSignOff(reason="partner banks were not asked about the hours")),
        ("16:40", NOOR, i.Submit()),
        ("16:45", PIA, i.GiveSignOff(comment="UAT 64 passed on the full copy")),
        ("16:52", SEC, i.GiveSignOff()),
        ("17:03", OMAR, i.GiveSignOff(comment="Priya watches all night")),
        ("17:15", LEE, i.GiveSignOff()),
        ("17:20", LEE, i.GiveSignOff(wanted="QA Lead")),
        ("17:31", IVO, i.GiveSignOff()),
        ("18:02", CARLA, i.GiveSignOff(comment="the banks agreed by mail")),
    )
    return night


def begun(night: Night) -> Night:
    """Begin goes past an item that nobody ticked; the snapshot is slow, so that Go comes late."""
    at(night, "20:00")
    night.passes((BEGIN - night.at) / MINUTE - 20)
    for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 12):
        night.do(i.TickItem(wanted=f"{number}"), MAYA)
    at(night, "20:30").do(i.Begin(override="customer service is briefed at 21:00, Paul has it"), MAYA)
    measured(night, "20:31", 0.12, 2_100, 70)
    play(
        night,
        ("20:31", RUTH, i.StartStep(step="1")),
        *ran("2", IVO, "20:32", "20:45", "2.8 times the table on all three"),
        ("20:47", IVO, i.StartStep(step="3")),
        ("21:02", PAUL, i.TickItem(wanted="11")),
        ("21:04", IVO, i.FinishStep(step="3", note="control-totals.csv, 1 204 118 accounts")),
        ("21:10", RUTH, i.DelayStep(step="1", minutes=20, note="the snapshot is at 60 %")),
        ("21:33", RUTH, i.FinishStep(step="1", note="snapshot_id = snap-0c7f | kept for 30 days")),
        *ran("4", PAUL, "21:34", "21:41"),
        ("22:06", MAYA, i.Go()),
    )
    return night


def copied(night: Night) -> None:
    """The replicas lag while postings are copied: two have to agree, and go on."""
    measured(night, "22:07", 0.11, 2_300, 69)
    play(
        night,
        *ran("5", DEV, "22:07", "22:12"),
        ("22:24", MAYA, i.FinishStep(step="6", recorded=Recorded(at=time(22, 21)), note="by phone, no VPN")),
        ("22:25", IVO, i.StartStep(step="7")),
    )
    measured(night, "22:58", 0.2, 720_000, 61)
    measured(night, "23:03", 0.2, 840_000, 60)
    play(
        night,
        ("23:04", MAYA, i.ChangeSeverity(severity=Severity.HIGH, reason="only the fallback lags")),
        ("23:06", LEE, i.CastVote(choice=Choice.ROLLBACK, reason="the copy cannot be checked on a replica")),
        ("23:08", MAYA, goes_on("it catches up once the copy is done", time(23, 45))),
        ("23:12", LEE, goes_on("agreed, if it is under a minute before the swap", time(23, 45))),
    )
    measured(night, "23:40", 0.15, 30_000, 58)
    play(
        night,
        ("23:41", IVO, i.FinishStep(step="7", note="410 233 518 rows")),
        ("23:43", IVO, i.StartStep(step="8")),
        ("23:55", IVO, i.FailStep(step="8", reason="out of maintenance_work_mem")),
        ("23:57", ON_CALL, i.Acknowledge()),
        ("23:58", IVO, i.RetryStep(step="8", note="--jobs 3")),
        ("23:59", MAYA, goes_on("the build can be repeated, nothing was swapped yet", time(0, 40))),
        ("00:01", LEE, goes_on("fewer jobs need less memory", time(0, 40))),
        *ran("8", IVO, "00:02", "00:35"),
    )


def swapped(night: Night) -> None:
    """A wait is added before the swap, a step skipped; one validation does not match."""
    night.named = (IVO,)
    added = i.AddStep(
        after="9",
        action="Wait until the lag is under a minute",
        owner=IVO.id,
        minutes=10,
        reason="Lee's wish",
    )
    play(
        night,
        ("00:36", QUINN, i.StartStep(step="9")),
        ("00:40", MAYA, added),
        ("00:58", QUINN, i.FinishStep(step="9", note="1 204 118 accounts agree")),
        *ran("9a", IVO, "00:59", "01:05", "lag 4 s"),
        *ran("10", IVO, "01:06", "01:09"),
        ("01:10", DEV, i.StartStep(step="11")),
        ("01:12", IVO, i.SkipStep(step="12", reason="autovacuum analysed all three at 01:02")),
        ("01:24", DEV, i.FinishStep(step="11")),
        ("01:27", IVO, ReportChanges(part=Part.DATA, rows=DATA)),
        ("01:29", DEV, ReportChanges(part=Part.CONFIGURATION)),
    )
    measured(night, "01:30", 0.2, 4_000, 57)
    play(
        night,
        ("01:33", LEE, goes_on("they are the test accounts of UAT 64, posted after step 3", time(3, 30))),
        ("01:36", MAYA, goes_on("Quinn reconciled the three by hand", time(3, 30))),
    )


def verified(night: Night) -> None:
    """One smoke test gets no answer and is ticked by hand, one metric is what somebody saw."""
    play(
        night,
        ("01:40", QUINN, i.StartStep(step="13")),
        ("01:41", PRIYA, i.StartStep(step="14")),
    )
    tests_answer(night)
    play(
        night,
        ("01:44", QUINN, i.RunWritingTests()),
    )
    tests_answer(night)
    play(
        night,
        ("01:47", QUINN, i.TickTest(wanted="4", has_passed=True, note="423 by curl from the bastion")),
        ("01:52", QUINN, i.TickTest(wanted="suite", has_passed=True, note="41 of 41")),
        ("01:53", QUINN, i.FinishStep(step="13")),
        ("01:56", PRIYA, i.FinishStep(step="14")),
        *ran("15", DEV, "01:57", "02:21", "18 406 payments drained"),
        ("02:22", PRIYA, i.StartStep(step="18")),
        *ran("17", PAUL, "02:23", "02:26"),
        *ran("16", RUTH, "02:27", "02:41"),
        ("02:50", PRIYA, i.SayMetric(wanted="4", is_normal=True, note="212 on the queue's own page")),
        ("02:53", PRIYA, i.FinishStep(step="18")),
    )
    measured(night, "02:54", 0.08, 1_900, 56)


@cache
def ledger() -> Night:
    """The whole night. To be read."""
    night = approved()
    begun(night)
    copied(night)
    swapped(night)
    verified(night)
    play(
        night,
        (
            "02:55",
            MAYA,
            i.Confirm(wanted="1", override="the three accounts are test data, ticket LEDGER-902"),
        ),
        ("02:57", QUINN, i.Confirm(wanted="2")),
        ("02:58", PRIYA, i.Confirm(wanted="3")),
        ("03:04", DREW, i.Confirm(wanted="4")),
    )
    return at(night, "03:05")


def tests_answer(night: Night) -> None:
    """The rows that were asked for pass, but for the fourth, which is sent and never answered."""
    results = {
        number: SmokeResult(outcome=SmokeOutcome.PASSED, status=200, milliseconds=110 + 40 * number)
        for number in night.state.watch.left
        if number != POSTING
    }
    if POSTING in night.state.watch.left:
        results[POSTING] = SmokeResult(outcome=SmokeOutcome.UNANSWERED, why="no answer within 10 s")
    night.do(i.ReportSmokeTests(results=results, asked=night.state.watch.asked), None)
