from dataclasses import replace

from bot.document.record import way_back as w
from bot.domain import events as e, intents as i
from bot.domain.events import DecisionEscalated
from bot.domain.ladder import Answer
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, Escalated
from tests.bot.document.record.nights import Night, deploying, healthy, rolled_back
from tests.bot.domain import plans as p


def asked() -> Night:
    """A rollback is asked about, and nobody decided."""
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    night.do(i.RequestRollback(severity=Severity.HIGH, reason="orders are lost"), p.DBA)
    return night


def test_a_question_has_evidence_votes_and_decision() -> None:
    """Who was asked, who wanted what and why, who decided, how severe it was said to be."""
    said = w.questions(rolled_back().told())
    assert (
        "**Question 1**, asked 2026-12-01 23:17 CET (22:17 UTC) by T-Minus, by what was seen: critical"
        in said
    )
    assert "HighErrorRate: 7.2%, during step 6, since 2026-12-01 23:17 CET (22:17 UTC)" in said
    assert "- Asked directly: Ana Ruiz, Sam Ito, Lee Park" in said
    assert (
        "- Severity from high to critical 2026-12-01 23:21 CET (22:21 UTC), Ana Ruiz: “orders are lost @Dora"
        in said
    )
    assert (
        "- **Decided: roll back, by Ana Ruiz, 2026-12-01 23:21 CET (22:21 UTC): “orders are lost and it"
        in said
    )
    assert "| 2026-12-01 23:18 CET (22:18 UTC) | Lee Park | Continue | “the cache is warming up” |" in said


def test_an_open_question_is_not_decided_yet() -> None:
    """It has no votes; whoever asked is named."""
    night = asked()
    said = w.questions(night.told())
    assert "by Dora Nagy: high in the end" in said
    assert said.endswith("- Not decided yet.")
    night.takes((DecisionEscalated(at=night.at, by=None, why=Escalated.TIME_IS_UP),))
    assert "- Undecided (time is up) 2026-12-01 23:00 CET (22:00 UTC)" in w.questions(night.told())


def test_a_question_that_was_declined_is_told_with_its_own_votes() -> None:
    """Two questions do not share any."""
    night = asked()
    for who in (p.ANA, p.LEE):
        night.do(i.CastVote(choice=Choice.CONTINUE, reason="it warms up"), who)
    night.do(i.RequestRollback(severity=Severity.HIGH, reason="worse"), p.DBA)
    first, second = w.questions(night.told()).split("**Question 2**")
    assert "**Decided: continue, no rollback, by Ana Ruiz and Lee Park, " in first
    assert 2 == first.count("| Continue |")
    assert "| Continue |" not in second
    assert "" == w.questions(healthy().told())


def test_the_way_back_names_what_was_left_out_and_why() -> None:
    """And its steps as they were walked, with who pressed for whom."""
    said = w.walked(rolled_back().told())
    assert (
        "| R3 | Rollback database | DBA (Dora Nagy) | 10 min | 23:33 CET (22:33 UTC) | ✅ done | 1 |" in said
    )
    assert "Ana Ruiz, for Dora Nagy | “3 migrations down” |" in said
    assert "- Left out: step R1, Enable maintenance mode: maintenance mode is on already" in said
    assert "" == w.walked(healthy().told())


def test_what_was_undone_on_the_way_out_is_told() -> None:
    """Where it was given up in pre-deployment nothing was decided about a rollback."""
    night = deploying(until_go=False)
    night.do(i.Cancel(reason="the supplier is down"), p.ANA)
    said = w.walked(night.told())
    assert "| R6 | Disable maintenance mode | DevOps (Devi Rao) |" in said
    assert "Left out" not in said


def test_a_ladder_is_told_in_the_order_in_which_it_was_climbed() -> None:
    """Who was called why, who passed it on, who took charge, and what it was over with."""
    said = w.ladders(rolled_back().told())
    assert (
        "**Issue 1**, 2026-12-01 23:17 CET (22:17 UTC), raised by T-Minus: “high, roll back or continue"
        in said
    )
    order = ["called: Oli Berg", "Oli Berg passes it on", "called: Max Winter", "Max Winter takes charge"]
    places = [said.index(each) for each in order]
    assert sorted(places) == places
    assert "called: Oli Berg (as 9.2 has it); not paged: PagerDuty is not set up |" in said
    assert said.endswith("Over 2026-12-01 23:21 CET (22:21 UTC): “a rollback is decided”.")
    assert "" == w.ladders(healthy().told())


def test_answers_for_others_have_both_names() -> None:
    """Of who has no Slack, and of who answered elsewhere; an open issue is still open."""
    night = asked()
    told = night.told()
    (ladder,) = told.state.ladders
    by_phone = Answer(takes_charge=True, by=p.ANA, at=night.at, level="L1", calls=1, for_whom="Zora (+49)")
    outside = Answer(
        takes_charge=True, by=None, at=night.at, level="L1", calls=1, where="PagerDuty", said_by="Oli"
    )
    absent = replace(ladder.calls[0], people=(), absent=("Zora (+49)",))
    nobody = replace(absent, absent=())
    changed = replace(ladder, calls=(absent, nobody), answers=(by_phone, outside))
    said = w.ladders(replace(told, state=replace(told.state, ladders=(changed,))))
    assert "Zora (+49) takes charge (recorded by Ana Ruiz)" in said
    assert "Oli takes charge, in PagerDuty" in said
    assert "called: Zora (+49) by telephone" in said
    assert "called: nobody new stands for it" in said
    assert "raised by T-Minus" in said
    assert said.endswith("Still open.")


def test_who_escalated_by_hand_is_named() -> None:
    """What somebody did that something else followed from is not their call for help."""
    night = deploying()
    night.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert "raised by Dora Nagy: “orders are lost”" in w.ladders(night.told())


def test_what_spoke_for_a_rollback_has_its_end() -> None:
    """Where that was seen; what was over before anybody heard of it is over by now."""
    night = asked()
    assert night.state.question
    evidence = night.state.question.evidence[0]
    over = replace(evidence, is_over=True)
    night.passes(2)
    question = replace(night.state.question, evidence=(over,))
    told = replace(night.told(), state=replace(night.state, question=question))
    assert "since 2026-12-01 23:00 CET (22:00 UTC), over by now." in w.questions(told)
    seen = e.EvidenceSeen(at=night.at, by=None, evidence=(over,))
    told = replace(told, events=(*told.events, seen))
    assert "(22:00 UTC), until 2026-12-01 23:02 CET (22:02 UTC)." in w.questions(told)


def test_one_who_may_decide_alone_decided_it() -> None:
    """Whoever voted the same before did not."""
    night = asked()
    night.do(i.ChangeSeverity(severity=Severity.CRITICAL, reason="worse"), p.ANA)
    night.do(i.CastVote(choice=Choice.CONTINUE, reason="it warms up"), p.LEE)
    night.do(i.CastVote(choice=Choice.CONTINUE, reason="it does"), p.ANA)
    assert "continue, no rollback, by Ana Ruiz, " in w.questions(night.told())
