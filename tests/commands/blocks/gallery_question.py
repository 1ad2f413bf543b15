"""The rollback question, in every state that it can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import intents as i
from bot.domain.agenda.question import SOON
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind
from bot.domain.plan import Severity
from bot.ports import Message
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

LESS = i.ChangeSeverity(severity=Severity.MEDIUM, reason="one page alone")


def asked(severity: Severity = Severity.HIGH) -> Stage:
    """Asked by Devi while step 5 runs."""
    return a.asked(severity, plan=a.with_levels(s.web_shop()))


def _objected(severity: Severity = Severity.HIGH) -> Stage:
    stage = asked(severity)
    stage.do(a.CONTINUE, p.LEE)
    return stage


def _lowered() -> Stage:
    stage = asked()
    stage.do(LESS, p.ANA)
    return stage


def _overruled() -> Stage:
    """The lead says something else than the deputy did."""
    stage = asked()
    stage.do(a.ROLLBACK, p.SAM)
    stage.do(a.CONTINUE, p.ANA)
    return stage


def _tie() -> Stage:
    stage = _objected()
    stage.do(a.ROLLBACK, p.ANA)
    return stage


def _enough() -> Stage:
    stage = asked()
    stage.do(a.ROLLBACK, p.ANA)
    stage.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="all orders fail"), p.SAM)
    return stage


def _over(*, escalated: bool = False) -> Stage:
    """Step 5 failed, was tried again and is done."""
    stage = a.begun(a.with_levels(s.web_shop()))
    stage.do(i.FailStep(step="5", reason="a lock timed out"), p.DBA)
    if escalated:
        a.passes(stage, 15)
    stage.do(i.RetryStep(step="5"), p.DBA)
    stage.do(i.FinishStep(step="5"), p.DBA)
    return stage


def _said(cell: str) -> Stage:
    rule = a.rule(Severity.HIGH, cell, 15)
    return a.asked(Severity.HIGH, plan=replace(a.with_levels(s.web_shop()), decisions=(rule,)))


def _declined() -> Stage:
    stage = asked(Severity.CRITICAL)
    stage.do(a.CONTINUE, p.ANA)
    return stage


def _decided() -> Stage:
    stage = asked(Severity.CRITICAL)
    stage.do(a.ROLLBACK, p.ANA)
    return stage


def _question(stage: Stage, subject: str = "decision:1") -> Message:
    return s.message(stage, MessageKind.QUESTION, subject)


def _reminder() -> Message:
    stage = asked()
    a.passes(stage, 13)
    return s.message(stage, MessageKind.REMINDER, key(SOON, "decision:1:0"), p.ANA.id)


QUESTION: Mapping[str, Callable[[], Message]] = {
    "question/critical": lambda: _question(asked(Severity.CRITICAL)),
    "question/critical-objected": lambda: _question(_objected(Severity.CRITICAL)),
    "question/high": lambda: _question(asked()),
    "question/high-one-voted": lambda: _question(_objected()),
    "question/high-deputy": lambda: replace(_question(asked()), to=p.SAM.id),
    "question/high-deputy-overruled": lambda: _question(_overruled()),
    "question/high-tie": lambda: _question(_tie()),
    "question/enough-by-now": lambda: _question(_enough()),
    "question/enough-by-now-direct": lambda: replace(_question(_enough(), "decision:1 2"), to=p.ANA.id),
    "question/asked-again-since": lambda: replace(_question(_enough()), to=p.ANA.id),
    "question/over": lambda: _question(_over()),
    "question/over-escalated": lambda: _question(_over(escalated=True)),
    "question/two-of-three": lambda: _question(_said("any two of Deployment Lead, Dev Lead, DBA")),
    "question/not-understood": lambda: _question(_said("whoever of Dev Lead and DBA is on call")),
    "question/lowered": lambda: _question(_lowered()),
    "question/continued": lambda: _question(_declined()),
    "question/decided": lambda: _question(_decided()),
    "reminder/question-soon": _reminder,
}
