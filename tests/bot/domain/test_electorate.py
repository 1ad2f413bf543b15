from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.electorate import electorate
from bot.domain.people import Holders, Person
from bot.domain.plan import Plan, Severity, TeamMember
from bot.domain.question_parts import Choice
from bot.domain.state import Lifecycle
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage, at_state


def asked(stage: Stage) -> tuple[Person, ...]:
    """Who is asked now."""
    return electorate(stage.state, stage.plan).asked(a.question(stage).votes)


def team(*roles: str) -> Plan:
    """The web shop's plan with these roles in 1.2."""
    rows = (
        TeamMember(role=role, name="", contact="", responsibility="", deputy="", line=0) for role in roles
    )
    return replace(p.web_shop(), team=tuple(rows))


@pytest.mark.parametrize(
    ("severity", "people"),
    [
        (Severity.CRITICAL, (p.ANA, p.SAM)),
        (Severity.HIGH, (p.ANA, p.SAM, p.LEE)),
        (Severity.MEDIUM, (p.ANA, p.SAM, p.DBA, p.QUINN)),
    ],
)
def test_who_is_asked_by_severity(severity: Severity, people: tuple[Person, ...]) -> None:
    """The lead; the lead and the Dev Lead; the team: each with deputies."""
    stage = a.asked(severity, plan=team("Deployment Lead", "DBA", "QA Lead"))
    assert people == asked(stage)


def test_consensus_is_of_those_who_are_on() -> None:
    """Who said "I'm on" decides with the others who did, and nobody else."""
    stage = a.asked(Severity.MEDIUM, plan=team("Deployment Lead", "DBA", "QA Lead"), on=(p.DBA, p.QUINN))
    assert (p.DBA, p.QUINN) == asked(stage)


def test_who_stands_for_nothing_any_more_is_not_counted() -> None:
    """Whoever was on and handed their role over, or left Slack, does not keep the others waiting."""
    stage = a.asked(Severity.MEDIUM, on=(p.DBA, p.QUINN))
    stage.leaves(p.QUINN)
    assert (p.DBA,) == asked(stage)


def test_a_role_that_nobody_holds_falls_to_the_lead() -> None:
    """Without a Dev Lead in Slack the lead's vote alone decides."""
    stage = a.asked(Severity.HIGH)
    stage.leaves(p.LEE)
    assert (p.ANA, p.SAM) == asked(stage)
    stage.do(a.ROLLBACK, p.ANA)
    assert stage.state.rollback


def test_with_nobody_to_decide_everybody_is_asked() -> None:
    """Where neither lead nor deputy is left, everybody named may answer, and one answer decides."""
    stage = a.asked(Severity.CRITICAL)
    stage.leaves(p.ANA, p.SAM)
    assert set(stage.state.everyone) == set(asked(stage))
    stage.do(a.ROLLBACK, p.DBA)
    assert stage.state.rollback


def test_a_deputys_vote_counts_until_the_holder_votes() -> None:
    """The deputy stands in; what the holder says comes before it."""
    stage = a.asked(Severity.HIGH)
    stage.do(a.ROLLBACK, p.SAM)
    assert (p.LEE,) == asked(stage)
    stage.do(a.CONTINUE, p.ANA)
    stage.do(a.CONTINUE, p.LEE)
    assert stage.state.declined


def test_two_holders_who_disagree_are_a_tie() -> None:
    """A role of two people who vote otherwise agrees with nobody."""
    roles = dict(p.roles(Dev_Lead=Holders(people=(p.LEE, p.NED))))
    stage = Stage(roles=roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    stage.do(a.ROLLBACK, p.ANA)
    assert (p.LEE, p.NED) == asked(stage)
    found = electorate(stage.state, stage.plan)
    votes = {
        **a.question(stage).votes,
        p.LEE.id: replace(a.question(stage).votes[p.ANA.id], by=p.LEE),
        p.NED.id: replace(a.question(stage).votes[p.ANA.id], by=p.NED, choice=Choice.CONTINUE),
    }
    assert found.is_tie(votes)


def test_any_one_of_several_settles() -> None:
    """With "or" between the roles the first press decides."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "Deployment Lead or Dev Lead", 15),))
    stage = a.asked(Severity.HIGH, plan=plan)
    stage.do(a.CONTINUE, p.LEE)
    assert stage.state.declined


def test_no_question_has_no_electorate() -> None:
    """Who decides is asked of an open question only."""
    stage = at_state(Lifecycle.DEPLOYING)
    with pytest.raises(ValueError, match="no rollback question is open"):
        electorate(stage.state, stage.plan)
