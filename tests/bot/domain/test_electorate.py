from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.electorate import Electorate, electorate
from bot.domain.people import Holders, Person
from bot.domain.plan import Plan, Severity, TeamMember
from bot.domain.question_parts import Choice, Vote
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


def test_for_whom_a_deputy_votes() -> None:
    """For holders of whom none has voted; nobody who decides alone stands in for anybody."""
    roles = dict(p.roles(Dev_Lead=Holders(people=(p.LEE,), deputies=(p.SAM,))))
    stage = Stage(a.with_levels(), roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    found = electorate(stage.state, stage.plan)
    cast = {p.ANA.id: Vote(by=p.ANA, at=p.T0, choice=Choice.ROLLBACK)}
    assert (p.ANA, p.LEE) == found.instead_of(p.SAM, {})
    assert (p.LEE,) == found.instead_of(p.SAM, cast)
    assert () == found.instead_of(p.ANA, {})
    assert () == replace(found, alone=(p.SAM,)).instead_of(p.SAM, {})


def test_a_deputy_who_is_left_alone_with_a_role_decides_for_that_alone() -> None:
    """The lead has left, and the deputy is the Dev Lead's as well: the Dev Lead answers for themselves."""
    roles = dict(p.roles(Dev_Lead=Holders(people=(p.LEE,), deputies=(p.SAM,))))
    stage = Stage(a.with_levels(), roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    stage.leaves(p.ANA)
    stage.do(a.ROLLBACK, p.SAM)
    assert (p.LEE,) == asked(stage)
    stage.do(a.ROLLBACK, p.LEE)
    assert stage.state.rollback


def test_the_first_level_is_all_that_its_number_names() -> None:
    """Both rows of L1, though L2 stands above them, and who is on call."""
    rows = (a.contact("L2", "CTO"), a.contact("L1", "Ops Manager"), a.contact("L1", "DBA"))
    stage = a.asked(Severity.CRITICAL, plan=replace(p.web_shop(), contacts=rows))
    found = electorate(stage.state, stage.plan)
    assert (p.LEE, p.OMAR, p.DBA) == found.later
    state = replace(stage.state, on_call={"L1": (p.NED,)})
    assert p.NED in electorate(state, stage.plan).later


def test_whose_votes_count() -> None:
    """A holder's, a deputy's while no holder voted, and that of who decides alone."""
    found = electorate(a.asked(Severity.HIGH).state, p.web_shop())
    sam, ana, omar = (Vote(by=who, at=p.T0, choice=Choice.ROLLBACK) for who in (p.SAM, p.ANA, p.OMAR))
    assert {p.SAM.id} == found.counted({p.SAM.id: sam})
    assert {p.ANA.id} == found.counted({p.SAM.id: sam, p.ANA.id: ana, p.OMAR.id: omar})
    assert {p.OMAR.id} == replace(found, alone=(p.OMAR,)).counted({p.OMAR.id: omar})


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


VOTE = Vote(by=p.ANA, at=p.T0, choice=Choice.ROLLBACK)


def cast(**choices: Choice) -> dict[str, Vote]:
    """Votes by the names of those who cast them."""
    people = {person.name.split()[0].casefold(): person for person in p.CAST}
    voters = {people[name]: choice for name, choice in choices.items()}
    return {person.id: replace(VOTE, by=person, choice=choice) for person, choice in voters.items()}


def deciding(cell: str, *gone: Person, **roles: Holders) -> Electorate:
    """Who decides what is high, where this is 6.2's cell."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, cell, 15),))
    stage = Stage(plan, dict(p.roles(**roles))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    if gone:
        stage.leaves(*gone)
    return electorate(stage.state, stage.plan)


BACK, ON = Choice.ROLLBACK, Choice.CONTINUE


@pytest.mark.parametrize(
    ("votes", "settles"),
    [
        (cast(ana=BACK), False),
        (cast(ana=BACK, lee=ON), False),
        (cast(ana=BACK, lee=ON, dora=ON), False),
        (cast(ana=BACK, lee=BACK), True),
        (cast(ana=BACK, lee=ON, dora=BACK), True),
        (cast(lee=BACK, dora=BACK), False),
    ],
)
def test_any_two_of_three(votes: dict[str, Vote], settles: bool) -> None:
    """Two who agree decide, by the press of one of them."""
    found = deciding("any two of Deployment Lead, Dev Lead, DBA")
    assert settles is found.settles(p.ANA, BACK, votes)


def test_more_than_half_decides_and_half_is_a_tie() -> None:
    """Of four, three; where all have voted and none has three, nobody is waited for."""
    found = deciding("Majority of Deployment Lead, Dev Lead, DBA, QA Lead")
    assert found.settles(p.ANA, BACK, cast(ana=BACK, lee=BACK, dora=BACK))
    half = cast(ana=BACK, lee=BACK, dora=ON, quinn=ON)
    assert (False, True) == (found.settles(p.ANA, BACK, half), found.is_tie(half))
    assert not found.is_tie(cast(ana=BACK, lee=BACK, dora=ON))


def test_the_majority_is_of_those_who_are_on() -> None:
    """Two of three who said so; of the roles of 1.2, where nobody did."""
    plan = replace(team("Deployment Lead", "DBA"), decisions=(a.rule(Severity.MEDIUM, "Majority", 30),))
    stage = a.asked(Severity.MEDIUM, plan=plan, on=(p.DBA, p.QUINN, p.PIA))
    stage.do(a.ROLLBACK, p.DBA)
    stage.do(a.CONTINUE, p.QUINN)
    stage.do(a.ROLLBACK, p.PIA)
    assert stage.state.rollback
    assert (p.ANA, p.SAM, p.DBA) == asked(a.asked(Severity.MEDIUM, plan=plan))


def test_two_of_several_are_two_people() -> None:
    """One who holds two of the roles, or stands in for two, is not enough where two are wanted."""
    cell = "any two of Deployment Lead, Dev Lead, QA Lead"
    both = deciding(cell, Dev_Lead=Holders(people=(p.ANA,)), QA_Lead=Holders(people=(p.ANA, p.QUINN)))
    assert not both.settles(p.ANA, BACK, cast(ana=BACK))
    assert both.settles(p.ANA, BACK, cast(ana=BACK, quinn=BACK))
    deputy = deciding(cell, Dev_Lead=Holders(people=(p.LEE,), deputies=(p.SAM,)))
    assert not deputy.settles(p.SAM, BACK, cast(sam=BACK))


def test_so_many_as_there_are() -> None:
    """Where roles fall to the lead, the lead and whoever is left are enough; the lead, where all do."""
    cell = "any two of Deployment Lead, Dev Lead, DBA"
    one = deciding(cell, p.LEE)
    assert (False, True) == (
        one.settles(p.ANA, BACK, cast(ana=BACK)),
        one.settles(p.ANA, BACK, cast(ana=BACK, dora=BACK)),
    )
    none = deciding(cell, p.LEE, p.DBA)
    assert none.settles(p.ANA, BACK, cast(ana=BACK))


def test_an_alternative_that_is_there_comes_before_the_lead() -> None:
    """Of "A and either B or C" with C away, A and B decide; with both away, A."""
    cell = "Deployment Lead and either Dev Lead or DBA"
    one, none = deciding(cell, p.DBA), deciding(cell, p.DBA, p.LEE)
    assert (p.ANA, p.SAM, p.LEE) == one.asked({})
    assert not one.settles(p.ANA, BACK, cast(ana=BACK))
    assert none.settles(p.ANA, BACK, cast(ana=BACK))


def test_what_is_enough_both_ways_decides_nothing() -> None:
    """Two of four for each: a tie."""
    found = deciding("any two of Deployment Lead, Dev Lead, DBA, QA Lead")
    votes = cast(ana=BACK, lee=BACK, dora=ON, quinn=ON)
    assert (False, True, ()) == (
        found.settles(p.ANA, BACK, votes),
        found.is_tie(votes),
        found.sufficing(votes),
    )


def test_votes_that_are_enough_by_now() -> None:
    """Those that count, each once: a deputy's does not beside the holder's, nor who voted otherwise."""
    found = deciding("Deployment Lead or any two of Dev Lead, DBA, QA Lead")
    votes = cast(sam=BACK, lee=ON, dora=BACK, quinn=BACK)
    assert [p.SAM, p.DBA, p.QUINN] == [vote.by for vote in found.sufficing(votes)]
    assert [p.ANA] == [vote.by for vote in found.sufficing(cast(ana=ON, sam=BACK, lee=BACK))]
    assert () == found.sufficing(cast(lee=BACK, dora=ON))


def test_what_is_not_understood_is_the_leads_alone() -> None:
    """Nobody else is asked."""
    found = deciding("whoever is on call, with the DBA")
    assert (p.ANA, p.SAM) == found.asked({})
    assert found.settles(p.ANA, BACK, cast(ana=BACK))


@pytest.mark.parametrize("escalated", [False, True])
def test_one_who_decides_lets_it_go_on_where_nothing_speaks_for_a_rollback(*, escalated: bool) -> None:
    """Of those whose vote counts, and for Continue alone; not once somebody wants a rollback all the same."""
    stage = a.begun(a.with_levels())
    stage.do(i.FailStep(step="5", reason="a lock timed out"), p.DBA)
    if escalated:
        a.passes(stage, 15)
    assert not electorate(stage.state, stage.plan).settles(p.LEE, Choice.CONTINUE, {})
    stage.do(i.SkipStep(step="5", reason="by hand"), p.DBA)
    found = electorate(stage.state, stage.plan)
    people = (p.ANA, p.SAM, p.LEE, p.DBA)
    lets = [person for person in people if found.settles(person, Choice.CONTINUE, {})]
    assert [p.ANA, p.SAM, p.LEE] == lets
    assert not found.settles(p.LEE, Choice.ROLLBACK, {})
    assert escalated is found.settles(p.OMAR, Choice.ROLLBACK, {})
    stage.do(a.ROLLBACK, p.LEE)
    assert not electorate(stage.state, stage.plan).settles(p.LEE, Choice.CONTINUE, {})


def test_nobody_decides_for_two_who_are_there() -> None:
    """The Dev Lead deputises for the lead only once the lead left; one deputy is not both of theirs."""
    lead = Holders(people=(p.ANA,), deputies=(p.LEE,))
    crossed = deciding("Deployment Lead + Dev Lead", Deployment_Lead=lead)
    assert not crossed.settles(p.LEE, ON, cast(lee=ON))
    assert (p.ANA,) == crossed.asked(cast(lee=ON))
    shared = deciding("Deployment Lead + Dev Lead", Dev_Lead=Holders(people=(p.LEE,), deputies=(p.SAM,)))
    assert (False, False) == (shared.settles(p.SAM, ON, cast(sam=ON)), shared.is_tie(cast(sam=ON)))
    assert shared.settles(p.LEE, ON, cast(sam=ON, lee=ON))
    left = deciding("Deployment Lead + Dev Lead", p.ANA, Deployment_Lead=lead)
    assert left.settles(p.LEE, ON, cast(lee=ON))


def test_whoever_is_on_speaks_for_themselves() -> None:
    """In the team's consensus no deputy does: one who is on, too, has one vote."""
    stage = a.asked(Severity.MEDIUM, on=(p.ANA, p.SAM, p.DBA))
    stage.do(a.CONTINUE, p.SAM)
    stage.do(a.CONTINUE, p.DBA)
    assert (p.ANA,) == asked(stage)
    stage.do(a.CONTINUE, p.ANA)
    assert stage.state.declined


def test_it_is_no_tie_while_a_holder_may_make_it_enough() -> None:
    """One who holds two roles counts once: the other holder is asked; so is one for whom a deputy voted."""
    two = deciding("any two of Deployment Lead, Dev Lead", Dev_Lead=Holders(people=(p.ANA, p.LEE)))
    assert (False, (p.LEE,)) == (two.is_tie(cast(ana=BACK)), two.asked(cast(ana=BACK)))
    assert two.settles(p.LEE, BACK, cast(ana=BACK, lee=BACK))
    assert two.is_tie(cast(ana=BACK, lee=ON))
    both = deciding("Deployment Lead + Dev Lead")
    assert (False, (p.ANA,)) == (both.is_tie(cast(sam=BACK, lee=ON)), both.asked(cast(sam=BACK, lee=ON)))
    assert both.is_tie(cast(ana=BACK, lee=ON))
