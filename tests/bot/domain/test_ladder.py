from bot.domain import intents as i
from tests.bot.domain import ladders as la, plans as p


def test_who_is_asked_is_who_said_nothing_since_they_were_called() -> None:
    """Whoever took charge or passed it on is not; called again, they are."""
    stage = la.escalated()
    assert (la.ON_CALL,) == la.ladder(stage).asked
    stage.do(i.PassOn(), la.ON_CALL)
    assert (la.MANAGER,) == la.ladder(stage).asked
    stage.do(i.Acknowledge(), la.MANAGER)
    assert () == la.ladder(stage).asked
    la.passes(stage, 15)
    assert (la.MANAGER,) == la.ladder(stage).asked


def test_an_answer_counts_for_calls_before_it() -> None:
    """Whoever took charge before others were called has it, but did not answer that call."""
    stage = la.escalated()
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert la.ladder(stage).is_answered
    stage.do(i.Escalate(reason="it gets worse"), p.DBA)
    assert not la.ladder(stage).is_answered
    assert [la.ON_CALL.id] == [answer.who for answer in la.ladder(stage).on_it]


def test_a_call_of_nobody_asks_for_no_answer() -> None:
    """The last call that called somebody is the one that is waited for."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", ""), la.row("L2", "Nobody", "")))
    stage.do(i.PassOn(), la.ON_CALL)
    ladder = la.ladder(stage)
    assert [True, False, True] == [call.rings for call in ladder.calls]
    assert 3 == ladder.last_ring
    assert ("L1", "L2", "Deployment Lead") == ladder.levels
    assert 1 == len(ladder.calls_of("L2"))


def test_as_what_and_since_when_somebody_is_asked() -> None:
    """By the last call of a person; by the first of a level, until it is asked whether it still has it."""
    stage = la.escalated(la.plan_with(la.row("L1", "On call", "")))
    first = stage.at
    assert "L1" == la.ladder(stage).level_of(la.ON_CALL.id)
    assert not la.ladder(stage).calls[0].includes(la.MANAGER.id)
    la.passes(stage, 5)
    assert first == la.ladder(stage).asked_since("L1")
    stage.do(i.Acknowledge(), la.ON_CALL)
    la.passes(stage, 15)
    assert stage.at == la.ladder(stage).asked_since("L1")
