from dataclasses import replace

from bot.domain import events as e
from bot.domain.escalation_events import Called
from commands.blocks.escalation_sentences import SENTENCES
from tests.bot.domain import ladders as la, plans as p
from tests.commands.blocks.stories import stage

CALLED = e.LevelCalled(at=p.T0, by=None, level="L1", people=(la.ON_CALL, la.SECOND), because=Called.DUE)


def said(event: e.Event) -> str:
    """The event's sentence."""
    return SENTENCES[type(event)](event, stage().to_deploying().state, la.plan_with())


def test_who_is_called_and_why() -> None:
    """People are mentioned; for who has no Slack the lead is; a level of nobody is said to be that."""
    assert "L1 is called: <@U21>, <@U22>; its time has come" == said(CALLED)
    by_hand = replace(CALLED, people=(), absent=("Bea (+49 1)",), because=Called.ASKED, why="it gets worse")
    assert "L1 is called: <@U01> telephones Bea (+49 1): “it gets worse”" == said(by_hand)
    news = replace(CALLED, people=(la.ON_CALL,), because=Called.STILL_OPEN, why="step R2 failed")
    assert "L1 is called: <@U21>: “step R2 failed”; once more" == said(news)
    assert "L1: nobody new stands for it" == said(replace(CALLED, people=()))


def test_what_was_answered() -> None:
    """By whom, for whom, and where."""
    acknowledged = e.CallAcknowledged(at=p.T0, by=p.ANA, level="L1")
    assert "L1 acknowledged: Ana Ruiz is on it" == said(acknowledged)
    assert "L1 acknowledged: Bea (+49 1) is on it" == said(replace(acknowledged, for_whom="Bea (+49 1)"))
    elsewhere = replace(acknowledged, by=None, where="PagerDuty", said_by="Jane Doe")
    assert "L1 acknowledged in PagerDuty by Jane Doe" == said(elsewhere)
    passed = e.CallPassedOn(at=p.T0, by=p.ANA, level="L1")
    assert "L1: Ana Ruiz passed it on" == said(passed)
    assert "L1: Bea (+49 1) passed it on" == said(replace(passed, for_whom="Bea (+49 1)"))


def test_an_issue_and_its_end() -> None:
    """With the words that were said; who is on call goes by name."""
    raised = e.IssueRaised(at=p.T0, by=p.DBA, number=1, why="orders are lost")
    assert "Escalated: “orders are lost”" == said(raised)
    assert "Stand down: the issue is over" == said(e.IssueOver(at=p.T0, by=p.ANA, why=""))
    noted = e.OnCallNoted(at=p.T0, by=None, level="L1", people=(la.ON_CALL,))
    assert "On call for L1: Oli Berg" == said(noted)
    stranger = replace(noted, people=(), strangers=("Jane Doe",))
    assert "On call for L1: Jane Doe (not in Slack)" == said(stranger)
    assert "On call for L1: nobody" == said(replace(noted, people=()))
