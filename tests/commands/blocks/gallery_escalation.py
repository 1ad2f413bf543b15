"""The ladder of 9.2 and its calls, in every state that they can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.deliveries import DeliveryNews
from bot.domain.dnd_events import Quiet
from bot.domain.effects import MessageKind
from bot.domain.monitors import Monitor, Way
from bot.domain.people import Holders, Person
from bot.domain.plan import EscalationContact, Severity
from bot.ports import Message
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

LADDER = "escalation:1"
THREAD = "https://octal.slack.com/archives/C1/p1796162400000100"
ROWS = (
    la.row("L1", "On call", "First response", "+49 30 5550 2001"),
    la.row("L2", "Manager", "> 30 min issue", "+49 30 5550 2002"),
    la.row("L3", "CTO", "Critical outage", "+49 30 5550 2003"),
)
HELD = {
    "On_call": Holders(people=(la.ON_CALL,)),
    "Manager": Holders(people=(la.MANAGER,)),
    "CTO": Holders(people=(la.CTO,)),
}
PHONE = Holders(unknown=("Jordan Blake (+1 212 555 0203)",))


def _stage(*rows: EscalationContact, **roles: Holders) -> Stage:
    """Escalated by the DBA while step 5 runs."""
    plan = replace(s.web_shop(), contacts=rows or ROWS)
    stage = Stage(plan, dict(p.roles(**{**HELD, **roles}))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=2)
    stage.do(i.Escalate(reason="orders are lost & *every* payment fails"), p.DBA)
    return stage


def _after(minutes: int, *acts: tuple[i.Intent, Person], stage: Stage | None = None) -> Stage:
    stage = stage or _stage()
    la.passes(stage, minutes)
    for intent, person in acts:
        stage.do(intent, person)
    return stage


def _ladder(stage: Stage) -> Message:
    return s.message(stage, MessageKind.LADDER, LADDER)


def _call(stage: Stage, number: int, to: Person | None) -> Message:
    return s.message(stage, MessageKind.ESCALATION, f"{LADDER} {number}", to.id if to else "")


def _over(stage: Stage, to: Person) -> Message:
    stage.do(i.StandDown(note="the queue is empty again"), p.ANA)
    return s.message(stage, MessageKind.ESCALATION, f"{LADDER} over", to.id)


def _telephoned() -> Stage:
    return _stage(la.row("L1", "Head of Shops", "First response"), Head_of_Shops=PHONE)


def _quiet() -> Stage:
    stage = _stage()
    quiet = Quiet(start=p.T0, end=p.END)
    stage.do(i.NoteDnd(asked=(la.ON_CALL.id,), quiet={la.ON_CALL.id: quiet}), None)
    return _after(5, stage=stage)


def _many() -> Stage:
    team = tuple(Person(id=f"U4{number:02}", name=f"Engineer {number}") for number in range(12))
    return _stage(On_call=Holders(people=team))


def _elsewhere() -> Stage:
    stage = _after(6)
    stage.do(i.AcknowledgedOutside(level="L2", by="Jane Doe", where="PagerDuty", at=stage.at), None)
    return stage


def _failed() -> Stage:
    stage = _stage()
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    return stage


def _failed_twice() -> Stage:
    """A step of the way back failed, and then for another reason; now it is done."""
    stage = Stage(replace(s.web_shop(), contacts=ROWS), dict(p.roles(**HELD))).to_rolling_back()
    for reason in ("the disk is full", "there is no route"):
        stage.do(i.FailStep(step="R2", reason=reason), p.DEV)
        stage.do(i.RetryStep(step="R2"), p.DEV)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    return stage


def _paging(*ways: Way) -> Stage:
    """Called, where the plan names a policy for L1."""
    row = replace(ROWS[0], pagerduty="PWEBL1")
    stage = Stage(replace(s.web_shop(), contacts=(row, *ROWS[1:])), dict(p.roles(**HELD))).to_deploying()
    stage.ways = frozenset(ways)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    return stage


def _reported(news: DeliveryNews) -> Stage:
    stage = _paging(Monitor.PAGERDUTY)
    stage.do(i.ReportDelivery(way=Monitor.PAGERDUTY, news=news, level="L1", why="routing key is odd"), None)
    return stage


def _deciding(*acts: tuple[i.Intent, Person]) -> Stage:
    """L2 is called because those who decide a rollback did not in their time."""
    stage = _stage()
    stage.do(i.StandDown(), p.ANA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="orders are lost"), p.DBA)
    stage.do(ACK, la.ON_CALL)
    return _after(15, *acts, stage=stage)


def _asked(stage: Stage) -> Message:
    return s.message(stage, MessageKind.ESCALATION, "escalation:2 2", la.MANAGER.id)


def _two_to_telephone() -> Stage:
    """Nobody of L1 is in Slack."""
    rows = (la.row("L1", "Head of Shops", "First response"), la.row("L1", "Head of Ops", "First response"))
    other = Holders(unknown=("Kim Roe (+1 212 555 0204)",))
    return _stage(*rows, ROWS[1], Head_of_Shops=PHONE, Head_of_Ops=other)


def _to_telephone(number: int) -> Message:
    """Ana has to telephone two levels about what she decides."""
    rows = (la.row("L1", "Head of Shops", "First response"), la.row("L2", "Head of Ops", "First response"))
    other = Holders(unknown=("Kim Roe (+1 212 555 0204)",))
    stage = _stage(*rows, Head_of_Shops=PHONE, Head_of_Ops=other)
    stage.do(i.StandDown(), p.ANA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="orders are lost"), p.DBA)
    return s.message(stage, MessageKind.ESCALATION, f"escalation:2 {number}", p.ANA.id)


def _stranger(*rows: EscalationContact) -> Stage:
    stage = _stage(*rows)
    stage.do(i.NoteOnCall(level="L1", people=(), strangers=("Jane Doe",)), None)
    return stage


def _back() -> Stage:
    stage = _after(2, (i.Acknowledge(), la.ON_CALL))
    stage.do(i.RequestRollback(reason=s.REASON), p.ANA)
    stage.walk()
    return stage


ACK, NOT_ME = i.Acknowledge(), i.PassOn()
ESCALATION: Mapping[str, Callable[[], Message]] = {
    "ladder/called": lambda: _ladder(_stage()),
    "ladder/silent": lambda: _ladder(_after(5)),
    "ladder/all-again": lambda: _ladder(_after(16)),
    "ladder/acknowledged": lambda: _ladder(_after(2, (ACK, la.ON_CALL))),
    "ladder/passed-on": lambda: _ladder(_after(2, (NOT_ME, la.ON_CALL))),
    "ladder/elsewhere": lambda: _ladder(_elsewhere()),
    "ladder/do-not-disturb": lambda: _ladder(_quiet()),
    "ladder/telephoned": lambda: _ladder(_telephoned()),
    "ladder/nobody": lambda: _ladder(_stage(la.row("L1", "Vendor", "First response"))),
    "ladder/over": lambda: _ladder(_after(2, (ACK, la.ON_CALL), (i.StandDown(), p.ANA))),
    "ladder/rolled-back": lambda: _ladder(_back()),
    "escalation/called": lambda: _call(_stage(), 1, la.ON_CALL),
    "escalation/next-level": lambda: _call(_after(5), 2, la.MANAGER),
    "escalation/last-level": lambda: _call(_after(10), 3, la.CTO),
    "escalation/called-again": lambda: _call(_after(16), 1, la.ON_CALL),
    "escalation/taken": lambda: _call(_after(2, (ACK, la.ON_CALL)), 1, la.ON_CALL),
    "escalation/taken-by-another": lambda: _call(_after(6, (ACK, la.ON_CALL)), 2, la.MANAGER),
    "escalation/passed-on": lambda: _call(_after(2, (NOT_ME, la.ON_CALL)), 1, la.ON_CALL),
    "escalation/over": lambda: _call(_after(2, (i.StandDown(note="it was a test"), p.ANA)), 1, la.ON_CALL),
    "escalation/telephone": lambda: _call(_telephoned(), 1, p.ANA),
    "escalation/telephoned": lambda: _call(_after(2, (ACK, p.ANA), stage=_telephoned()), 1, p.ANA),
    "escalation/not-reached": lambda: _call(_after(2, (NOT_ME, p.ANA), stage=_telephoned()), 1, p.ANA),
    "escalation/many": lambda: _call(_many(), 1, None),
    "escalation/stand-down": lambda: _over(_after(5), la.MANAGER),
    "escalation/stand-down-telephone": lambda: _over(_after(2, (ACK, p.SAM), stage=_telephoned()), p.SAM),
    "escalation/thread": lambda: replace(_call(_stage(), 1, la.ON_CALL), thread=THREAD),
    "escalation/decides-thread": lambda: replace(_asked(_deciding()), thread=THREAD),
    "escalation/step-failed": lambda: _call(_failed(), 1, la.ON_CALL),
    "ladder/over-for-another-reason": lambda: _ladder(_failed_twice()),
    "escalation/over-for-another-reason": lambda: s.message(
        _failed_twice(), MessageKind.ESCALATION, f"{LADDER} over", la.ON_CALL.id
    ),
    "ladder/step-failed": lambda: _ladder(_failed()),
    "escalation/decides": lambda: _asked(_deciding()),
    "escalation/decides-behind": lambda: _asked(_after(5, stage=_deciding((ACK, la.MANAGER)))),
    "escalation/telephone-two": lambda: _call(_two_to_telephone(), 1, p.ANA),
    "escalation/telephone-second": lambda: _call(
        _after(1, (NOT_ME, p.ANA), stage=_two_to_telephone()), 1, p.ANA
    ),
    "escalation/telephone-behind": lambda: _to_telephone(1),
    "escalation/telephone-newest": lambda: _to_telephone(2),
    "escalation/decides-taken": lambda: _asked(_deciding((ACK, la.MANAGER))),
    "ladder/stranger-on-call": lambda: _ladder(_stranger()),
    "ladder/stranger-alone": lambda: _ladder(_stranger(la.row("L1", "Vendor", "First response"))),
    "ladder/not-paged": lambda: _ladder(_paging()),
    "ladder/page-refused": lambda: _ladder(_reported(DeliveryNews.UNDELIVERED)),
    "ladder/pagerduty-away": lambda: _ladder(_reported(DeliveryNews.FAILING)),
    "status/escalated": lambda: s.status(_after(5)),
    "status/escalated-taken": lambda: s.status(_after(2, (ACK, la.ON_CALL))),
}
