from bot.domain import intents as i
from bot.domain.effects import Effect, LookUpOnCall, MessageKind, PostMessage, RewriteMessages
from bot.domain.monitors import Monitor
from bot.domain.plan import Severity
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_pages import paging

FIRST, SECOND = LookUpOnCall(level="L1", policy="PWEBL1"), LookUpOnCall(level="L2", policy="PWEBL2")
REWRITTEN = RewriteMessages(kind=MessageKind.PAGER)


def paged(level: str) -> PostMessage:
    """A page that rings."""
    return PostMessage(kind=MessageKind.PAGER, subject=level, to=f"PagerDuty:{level}")


def followed(stage: Stage) -> list[Effect]:
    """What the last decision leads to in PagerDuty."""
    return [
        each
        for each in stage.effects()
        if isinstance(each, LookUpOnCall)
        or (isinstance(each, PostMessage | RewriteMessages) and each.kind is MessageKind.PAGER)
    ]


def paged_stage() -> Stage:
    """It is deploying, and PagerDuty is set up; 9.2 names policies for two levels."""
    stage = la.stage_with(paging())
    stage.ways = frozenset(Monitor)
    return stage


def test_whoever_is_on_call_is_looked_up_as_it_begins() -> None:
    """So that the first ping names them; a plan that names no policy asks nobody."""
    assert [FIRST, SECOND] == [each for each in paged_stage().history if isinstance(each, LookUpOnCall)]
    assert [] == [each for each in la.escalated().history if isinstance(each, LookUpOnCall)]


def test_a_level_that_is_called_is_paged() -> None:
    """Its people are looked up anew: the shift may have changed since it began."""
    stage = paged_stage()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [FIRST, SECOND, REWRITTEN, paged("L1")] == followed(stage)
    la.passes(stage, 5)
    assert [REWRITTEN, paged("L2")] == followed(stage)


def test_a_level_whose_policy_is_not_named_is_called_in_slack_alone() -> None:
    """The integration's own policy would ring somebody else."""
    stage = paged_stage()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    la.passes(stage, 5)
    la.passes(stage, 5)
    assert [REWRITTEN] == followed(stage)


def test_what_was_answered_or_is_over_is_told() -> None:
    """In every page that was sent."""
    stage = paged_stage()
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert [REWRITTEN] == followed(stage)
    stage.do(i.StandDown(note="it was a false alarm"), p.ANA)
    assert [REWRITTEN] == followed(stage)


def test_where_pagerduty_is_not_set_up_nobody_is_paged() -> None:
    """The levels are called in Slack as ever."""
    stage = la.escalated(paging())
    assert [FIRST, SECOND] == followed(stage)


def test_what_is_worse_is_told() -> None:
    """The page that rings bears the severity of what it rings for."""
    stage = paged_stage()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.MEDIUM, reason="orders are slow"), p.DBA)
    stage.do(i.ChangeSeverity(severity=Severity.HIGH, reason="orders are lost"), p.ANA)
    assert [REWRITTEN] == followed(stage)
