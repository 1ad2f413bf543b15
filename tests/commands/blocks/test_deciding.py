from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.electorate import electorate
from bot.domain.intents import CastVote
from bot.domain.people import Holders, Person
from bot.domain.plan import Severity
from bot.domain.question_parts import RollbackQuestion
from commands.blocks import deciding
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks.readable import named

TIMES = "(yours: "


def asked(severity: Severity = Severity.HIGH, rule: str = "", minutes: int = 15) -> Stage:
    """Devi asks, in a plan whose 6.2 says who decides."""
    plan = a.with_levels()
    if rule:
        plan = replace(plan, decisions=(a.rule(severity, rule, minutes),))
    return a.asked(severity, plan=plan)


def who(stage: Stage, reader: Person | None = None) -> str:
    """Who decides, as it is read."""
    said = deciding.who_decides(stage.state, stage.plan, question(stage), reader.id if reader else "")
    first, *later = named(said).split(f" {TIMES}")
    return first + "".join(each.partition(")*")[2] for each in later)


def question(stage: Stage) -> RollbackQuestion:
    """The open one."""
    assert stage.state.question
    return stage.state.question


@pytest.mark.parametrize(
    ("severity", "rule", "expected"),
    [
        (Severity.HIGH, "", "@ana, @lee decide together until *23:15 CET"),
        (Severity.HIGH, "Dev Lead", "@lee decides until *23:15 CET"),
        (Severity.HIGH, "Dev Lead or DBA", "@lee, @dora may decide until *23:15 CET"),
        (Severity.CRITICAL, "", "@ana decides now"),
        (Severity.CRITICAL, "Dev Lead or DBA", "@lee, @dora may decide now"),
        (Severity.CRITICAL, "Dev Lead + DBA", "@lee, @dora decide together now"),
        (
            Severity.HIGH,
            "any two of Dev Lead, DBA, QA",
            "any 2 of @lee, @dora, @quinn decide until *23:15 CET",
        ),
        (
            Severity.HIGH,
            "Majority of Dev Lead, DBA, QA Lead",
            "any 2 of @lee, @dora, @quinn decide until *23:15 CET",
        ),
        (Severity.HIGH, "whoever is on call", "@ana decides until *23:15 CET"),
    ],
)
def test_who_decides_is_named(severity: Severity, rule: str, expected: str) -> None:
    """By name, until when, and whether all or any of them."""
    assert expected == who(asked(severity, rule, 0 if severity is Severity.CRITICAL else 15))


def test_any_holder_of_a_role_answers_for_it() -> None:
    """One of two who hold it; of several roles one for each."""
    roles = dict(p.roles(Dev_Lead=Holders(people=(p.LEE, p.TESS))))
    for cell, expected in (
        ("Dev Lead", "@lee or @tess decides until *23:15 CET"),
        ("DBA + Dev Lead", "@dora, @lee, @tess decide together, one for each role until *23:15 CET"),
    ):
        plan = replace(a.with_levels(), decisions=(a.rule(Severity.HIGH, cell, 15),))
        stage = Stage(plan, dict(roles)).to_deploying()
        stage.do(i.StartStep(step="5"), p.DBA)
        stage.do(i.RequestRollback(severity=Severity.HIGH, reason="slow"), p.DEV)
        assert expected == who(stage)


def test_once_somebody_answered_it_waits_for_the_others() -> None:
    """Whoever answered is not named any more; a deputy's answer counts for the role's."""
    stage = asked()
    stage.do(a.ROLLBACK, p.SAM)
    assert "it waits for @lee until *23:15 CET" == who(stage)


def test_a_deputy_is_named_where_nobody_holds_the_role() -> None:
    """Holders are waited for; where there is none, those who stand in."""
    stage = asked()
    lead = Holders(deputies=(p.SAM,))
    state = replace(stage.state, roles={**stage.state.roles, "deployment lead": lead})
    found = electorate(state, stage.plan)
    assert (p.SAM, p.LEE) == deciding.waited_for(question(stage), found)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((p.OMAR,), "@omar decides alone now"),
        ((p.OMAR, p.NED), f"@omar or <@{p.NED.id}> decides alone now"),
        ((p.OMAR, p.QUINN, p.PIA, p.SEC), "one of @omar, @quinn, @pia and 1 more decides alone now"),
    ],
)
def test_after_the_time_one_of_the_next_level_decides(others: tuple[Person, ...], expected: str) -> None:
    """One, either, or one of many."""
    roles = dict(p.roles(Ops_Manager=Holders(people=others)))
    stage = Stage(a.with_levels(), roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="slow"), p.DEV)
    a.passes(stage, 16)
    assert expected == who(stage)
    assert deciding.by_when(stage.state, stage.plan, question(stage)) is None


def test_what_follows_is_said() -> None:
    """What happens when nobody decides, or who may from when; then, why it was escalated."""
    stage = asked()
    then = deciding.what_then(stage.state, stage.plan, question(stage))
    assert "undecided then: the next level of 9.2 is called" == then
    a.passes(stage, 16)
    then = deciding.what_then(stage.state, stage.plan, question(stage))
    assert "escalated 23:16: it was not decided in time; reminded every 5 min" == then
    critical = asked(Severity.CRITICAL)
    later = named(deciding.what_then(critical.state, critical.plan, question(critical)))
    assert later.startswith("from *23:02 CET (yours: ")
    assert later.endswith("* @lee or @omar may decide alone")
    alone = replace(critical.plan, contacts=())
    roles = {**critical.state.roles, "dev lead": Holders()}
    nobody = replace(critical.state, roles=roles)
    later = named(deciding.what_then(nobody, alone, question(critical)))
    assert later.startswith("undecided at *23:02 CET (yours: ")
    assert later.endswith("*: reminded every 2 min")
    nobody = replace(nobody, roles={**roles, "ops manager": Holders()})
    called = deciding.what_then(nobody, critical.plan, question(critical))
    assert called.endswith("*: the next level of 9.2 is called")
    then = deciding.what_then(stage.state, alone, question(asked()))
    assert "undecided then: the Deployment Lead decides alone" == then


def test_the_matrix_is_read_from_the_plan() -> None:
    """What 6.2 says stands in one line; where it says nothing, what the template has."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "Ops Manager or Dev Lead", 60),))
    expected = (
        "Critical: Deployment Lead, at once; High: Ops Manager or Dev Lead, within 1 h; "
        "Medium: Team consensus, within 30 min"
    )
    assert expected == deciding.matrix(plan)


@pytest.mark.parametrize(
    ("voters", "expected"),
    [
        ({p.LEE: a.ROLLBACK}, "it waits for 2 more of @dora, @quinn, @drew until *23:15 CET"),
        ({p.LEE: a.ROLLBACK, p.DBA: a.CONTINUE}, "it waits for 2 more of @quinn, @drew until *23:15 CET"),
        ({p.LEE: a.ROLLBACK, p.DBA: a.ROLLBACK}, "it waits for 1 more of @quinn, @drew until *23:15 CET"),
    ],
)
def test_of_some_of_several_so_many_more_are_waited_for(
    voters: dict[Person, CastVote], expected: str
) -> None:
    """As many as are missing to the choice that has most."""
    stage = asked(Severity.HIGH, "any three of Dev Lead, DBA, QA Lead, DevOps Lead")
    for person, vote in voters.items():
        stage.do(vote, person)
    assert expected == who(stage)


def test_whose_votes_are_enough_by_now_press_again() -> None:
    """Everybody reads who; whoever gave one of them reads it of themselves, and until when."""
    stage = asked(Severity.MEDIUM, "Dev Lead and DBA", 30)
    stage.do(a.ROLLBACK, p.LEE)
    stage.do(i.HandOver(role="DBA", to=p.LEE.id), p.ANA)
    assert "@lee settles it by pressing *Roll back* again; time is up at *23:30 CET" == who(stage)
    own = "your *Roll back* is enough by now: press it again to settle it; time is up at *23:30 CET"
    assert own == who(stage, p.LEE)
    a.passes(stage, 30)
    alone = "@lee settles it by pressing *Roll back* again; or @omar decides alone"
    assert alone == who(stage, p.DBA)


def test_whoever_agrees_is_named_to_those_who_press_again() -> None:
    """Of two whose votes are enough each reads of the other."""
    stage = asked(Severity.MEDIUM, "Dev Lead, DBA and QA Lead", 0)
    stage.do(a.CONTINUE, p.LEE)
    stage.do(a.CONTINUE, p.DBA)
    stage.do(i.HandOver(role="QA Lead", to=p.DBA.id), p.ANA)
    assert "@lee or @dora settles it by pressing *Continue* again" == who(stage)
    own = "your *Continue* and that of @lee are enough by now: press it again to settle it"
    assert own == who(stage, p.DBA)


def test_what_is_not_understood_is_said() -> None:
    """Under the question and in the matrix, with who decides instead."""
    stage = asked(Severity.HIGH, "whoever is on call")
    then = (
        "undecided then: the next level of 9.2 is called; 6.2 says “whoever is on call”, which is not "
        "understood: the Deployment Lead decides"
    )
    assert then == deciding.what_then(stage.state, stage.plan, question(stage))
    row = "High: Deployment Lead (“whoever is on call” is not understood), within 15 min"
    assert row in deciding.matrix(stage.plan)
