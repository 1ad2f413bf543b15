import pytest

from bot.domain import events as e, intents as i
from bot.domain.escalation import (
    call_again,
    call_next,
    climb,
    raise_issue,
    settle_issue,
    uncalled,
    with_issue_over,
)
from bot.domain.escalation_events import Called
from bot.domain.facts import Story
from bot.domain.monitors import Monitor, Way
from bot.domain.people import Holders, Person
from bot.domain.plan import Severity
from bot.domain.state import LEAD
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_pages import paging

QUESTION = "decision:1"


def raised(stage: Stage, about: str = QUESTION) -> Story:
    """An issue that a question raises."""
    story = Story(stage.state)
    raise_issue(story, stage.facts(None), "error rate 7 %", about)
    return story


def test_a_question_calls_those_whom_the_plan_calls_at_once() -> None:
    """L1 is called as the issue opens, and nobody else yet; before that nobody was."""
    stage = la.stage_with()
    assert stage.state.ladder is None
    story = raised(stage)
    assert [("L1", ("Oli Berg",))] == la.called(story.events)
    assert story.state.ladder
    assert (la.ON_CALL,) == story.state.ladder.people
    assert ["L2", "L3"] == [level.name for level in uncalled(story.state, stage.plan)]


def test_a_question_calls_nobody_where_the_plan_says_nothing_of_at_once() -> None:
    """Later levels wait for their time, also the first one of a plan."""
    story = raised(la.stage_with(la.plan_with(la.row("L1", "On call", "> 10 min"))))
    assert [e.IssueRaised] == [type(event) for event in story.events]


def test_a_level_that_nobody_stands_for_is_passed_over_at_once() -> None:
    """Nobody waits five minutes for an empty level; that it is empty is kept."""
    story = raised(la.stage_with(On_call=Holders()))
    assert [("L1", ()), ("L2", ("Max Winter",))] == la.called(story.events)
    assert story.state.ladder
    assert [Called.DUE, Called.SILENCE] == [call.because for call in story.state.ladder.calls]


def test_a_question_joins_the_open_issue_once() -> None:
    """What was called by hand is about the question as well from then on; the same again changes nothing."""
    stage = la.escalated()
    story = raised(stage)
    assert [e.IssueRaised] == [type(event) for event in story.events]
    assert story.state.ladder
    assert ("", QUESTION) == story.state.ladder.about
    before = story.events
    raise_issue(story, stage.facts(None), "error rate 9 %", QUESTION)
    assert before == story.events


def test_the_next_level_is_called_whatever_its_time() -> None:
    """A tie calls the level after those that were called, with why."""
    stage = la.stage_with()
    story = raised(stage)
    call_next(story, stage.facts(None), "they disagree", QUESTION)
    assert ("L2", ("Max Winter",)) == la.called(story.events)[-1]
    assert story.state.ladder
    assert "they disagree" == story.state.ladder.calls[-1].why


def test_the_next_level_of_no_issue_is_the_first() -> None:
    """It opens one, whose reason is not said twice."""
    stage = la.stage_with()
    story = Story(stage.state)
    call_next(story, stage.facts(None), "nobody decides", QUESTION)
    assert [("L1", ("Oli Berg",))] == la.called(story.events)
    assert story.state.ladder
    assert (QUESTION, "nobody decides", "") == (
        *story.state.ladder.about,
        story.state.ladder.opened.note,
        story.state.ladder.calls[0].why,
    )


def test_after_the_last_level_all_are_called_again() -> None:
    """Each person once, though they stand for two levels; whoever has no Slack once as well; later, not twice
    at once.
    """
    rows = [la.row(level, contact, "", "+49 30 5550 2001") for level, contact, _ in la.LEVELS]
    rows += [la.row("L4", "CTO", ""), la.row("L5", "Board", "", "+49 30 5550 9")]
    stage = la.stage_with(la.plan_with(*rows), Board=Holders(unknown=("Bea (+49 1)",)))
    story = Story(stage.state)
    for _ in range(4):
        call_next(story, stage.facts(None), "nobody decides")
    assert [
        ("L1", ("Oli Berg",)),
        ("L2", ("Max Winter",)),
        ("L3", ("Jo Blake",)),
        ("L4", ()),
        ("L5", ("Bea (+49 1)",)),
    ] == la.called(story.events)
    before = len(story.events)
    call_next(story, stage.facts(None), "nobody, at the same instant")
    assert before == len(story.events)
    stage.at += la.MINUTE
    call_next(story, stage.facts(None), "still nobody")
    assert [
        ("L1", ("Oli Berg",)),
        ("L2", ("Max Winter",)),
        ("L3", ("Jo Blake",)),
        ("L5", ("Bea (+49 1)",)),
    ] == la.called(story.events[before:])


def test_the_clock_calls_nobody_again_while_somebody_has_it() -> None:
    """Once every level was called, silence of the last one is no reason to wake all; a tie is."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", "")))
    stage.do(i.Acknowledge(), la.ON_CALL)
    story = Story(stage.state)
    climb(story, stage.facts(None), Called.SILENCE)
    assert () == story.events
    stage.at += la.MINUTE
    climb(story, stage.facts(None), Called.ASKED)
    assert [("L1", ("Oli Berg",))] == la.called(story.events)


@pytest.mark.parametrize("shift", [False, True])
def test_whoever_took_charge_is_asked_again(shift: bool) -> None:
    """Also a deputy who stood in, and whoever was on call then and is not now."""
    deputy = Person(id="U31", name="Dee Diaz")
    stage = la.escalated(On_call=Holders(people=(la.ON_CALL,), deputies=(deputy,)))
    if not shift:
        stage.do(i.PassOn(), la.ON_CALL)
    stage.do(i.Acknowledge(), la.ON_CALL if shift else deputy)
    if shift:
        stage.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    story = Story(stage.state)
    stage.at += la.MINUTE
    call_again(story, stage.facts(None))
    assert [("L1", ("Oli Berg" if shift else "Dee Diaz",))] == la.called(story.events)


def test_a_question_that_the_end_opens_keeps_its_issue() -> None:
    """Who was called for it a moment ago is not sent away."""
    stage = la.stage_with()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="orders are lost"), p.DBA)
    completed = (e.Completed(at=stage.at, by=p.ANA),)
    assert completed == with_issue_over(stage.state, completed, stage.facts(p.ANA))


def test_the_lead_is_called_where_nobody_of_the_plan_can_be() -> None:
    """Without 9.2, or with nobody in it, the lead and the lead's deputies are called, and then again."""
    for plan in (p.web_shop(), la.plan_with(la.row("L1", "Nobody", "First response"))):
        stage = la.escalated(plan)
        assert (LEAD, ("Ana Ruiz", "Sam Ito")) == la.called(stage.last)[-1]
        assert Called.NOBODY is la.ladder(stage).calls[-1].because
        assert [(LEAD, ("Ana Ruiz", "Sam Ito"))] == la.called(la.passes(stage, 5))
        assert Called.AGAIN is la.ladder(stage).calls[-1].because


def test_what_a_question_raised_is_over_with_it() -> None:
    """Of two things the one is settled first: the issue stays open for the other; others end nothing."""
    stage = la.stage_with()
    story = raised(stage)
    settle_issue(story, stage.facts(p.ANA), "decision:9", "Continue")
    assert la.open_in(story)
    settle_issue(story, stage.facts(p.ANA), QUESTION, "Continue")
    assert la.open_in(story) is None
    assert story.state.ladders[0].over
    assert ("Continue", p.ANA) == (story.state.ladders[0].over.note, story.state.ladders[0].over.by)
    both = raised(la.escalated())
    settle_issue(both, stage.facts(p.ANA), QUESTION, "Continue")
    assert both.state.ladder
    assert ("",) == both.state.ladder.about


def test_the_deployments_end_ends_what_was_called_for() -> None:
    """Whoever was called stands down as it is rolled back, completed or cancelled."""
    stage = la.escalated()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    ladder = la.ladder(stage)
    stage.walk()
    assert (ladder.number,) == tuple(each.number for each in stage.state.ladders if each.over)
    *_, over = [event for event in stage.events if isinstance(event, e.IssueOver)]
    assert "the deployment is rolled back" == over.why


def test_no_end_is_told_where_no_issue_is_open() -> None:
    """Neither without one, nor of one that ended before."""
    stage = la.stage_with()
    ending = e.Completed(at=p.T0, by=p.ANA)
    assert (ending,) == with_issue_over(stage.state, (ending,), stage.facts(p.ANA))
    other = la.escalated()
    other.do(i.StandDown(), p.ANA)
    assert (ending,) == with_issue_over(other.state, (ending,), other.facts(p.ANA))
    assert (other.last[0],) == with_issue_over(stage.state, other.last, stage.facts(p.ANA))


def test_who_has_it_and_leaves_slack_has_it_no_more() -> None:
    """Somebody else is called at once, with why; who left is not asked again and is not on it."""
    stage = la.escalated()
    stage.do(i.Acknowledge(), la.ON_CALL)
    events = stage.leaves(la.ON_CALL)
    assert [("L2", ("Max Winter",))] == la.called(events)
    assert Called.LEFT is la.ladder(stage).calls[-1].because
    assert () == la.ladder(stage).on_it
    assert (la.MANAGER,) == la.ladder(stage).asked


def test_who_is_asked_and_leaves_slack_is_replaced_at_once() -> None:
    """By who stands for the level now, all of them once; nobody where others have it or are asked."""
    both = Holders(people=(la.ON_CALL, la.SECOND), deputies=(p.DREW,))
    stage = la.escalated(On_call=both)
    assert [] == la.called(stage.leaves(la.ON_CALL))
    assert [("L1", ("Drew Lindqvist",))] == la.called(stage.leaves(la.SECOND))
    assert (p.DREW,) == la.ladder(stage).asked
    other = la.escalated(On_call=both)
    assert [("L1", ("Drew Lindqvist",))] == la.called(other.leaves(la.ON_CALL, la.SECOND))
    taken = la.escalated()
    taken.do(i.Escalate(reason="it gets worse"), p.DBA)
    taken.do(i.Acknowledge(), la.MANAGER)
    assert [] == la.called(taken.leaves(la.ON_CALL))


def test_who_is_on_call_and_leaves_slack_is_replaced_too() -> None:
    """Though the plan does not name them: by whom it names."""
    stage = la.stage_with()
    stage.do(i.NoteOnCall(level="L1", people=(la.SECOND,)), None)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert [("L1", ("Mia Stone",))] == la.called(stage.last)
    assert [("L1", ("Oli Berg",))] == la.called(stage.leaves(la.SECOND))
    assert [((), (), ("Escalation",))] == [
        (event.roles, event.deputy_for, event.waits)
        for event in stage.last
        if isinstance(event, e.PersonLeft)
    ]
    stage.returns(la.SECOND)
    assert (la.ON_CALL,) == la.ladder(stage).asked


@pytest.mark.parametrize("ways", [frozenset(), frozenset(Monitor)])
def test_that_a_policy_of_the_plan_is_not_rung_is_noted(ways: frozenset[Way]) -> None:
    """Where PagerDuty is not set up; of a level that names no policy nobody expects a page."""
    stage = la.stage_with(paging())
    stage.ways = ways
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    la.passes(stage, 10)
    is_unpaged = {call.level: call.is_unpaged for call in la.ladder(stage).calls}
    assert {"L1": not ways, "L2": not ways, "L3": False} == is_unpaged


def test_of_several_of_a_level_without_slack_the_first_is_meant() -> None:
    """Not reached: the other one is still to be telephoned; the next level is called once none is left."""
    rows = (
        la.row("L1", "Shops", "First response"),
        la.row("L1", "Ops", ""),
        la.row("L2", "Manager", "> 1 h"),
    )
    roles = {name: Holders(unknown=(f"{name} (+49 1)",)) for name in ("Shops", "Ops")}
    stage = la.escalated(la.plan_with(*rows), **roles)
    first = stage.do(i.PassOn(), p.ANA)
    assert [e.CallPassedOn(at=stage.at, by=p.ANA, level="L1", for_whom="Shops (+49 1)")] == list(first)
    second = stage.do(i.PassOn(), p.ANA)
    assert [("L2", (la.MANAGER.name,))] == la.called(second)
