from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision_makers import LONGEST, Makers, Quorum, makers, roles_that_decide
from bot.domain.plan import Severity, TeamMember
from tests.bot.domain import asking as a, plans as p

LEAD, DEV, DBA, QA = "Deployment Lead", "Dev Lead", "DBA", "QA Lead"
A, B, C = Quorum(roles=(LEAD,)), Quorum(roles=(DEV,)), Quorum(roles=(DBA,))
AB, AC, ABC = Quorum(roles=(LEAD, DEV)), Quorum(roles=(LEAD, DBA)), Quorum(roles=(LEAD, DEV, DBA))
TWO, MOST = replace(ABC, needed=2), replace(ABC, is_majority=True)


def test_a_role_that_only_the_roster_fills_is_one() -> None:
    """Beside others as well; without the roster it is two."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "DBA or Ops & QA Lead", 20),))
    one = frozenset({"ops & qa lead"})
    assert (C, Quorum(roles=("Ops & QA Lead",))) == makers(plan, Severity.HIGH, one).quorums
    assert (C, Quorum(roles=("Ops", QA))) == makers(plan, Severity.HIGH).quorums
    assert "Ops & QA Lead" in roles_that_decide(plan, one)
    alone = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, "Ops & QA Lead", 20),))
    assert (Quorum(roles=("Ops & QA Lead",)),) == makers(alone, Severity.HIGH, one).quorums


def read(cell: str) -> Makers:
    """Who decides what is high, where this is the cell."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, cell, 20),))
    return makers(plan, Severity.HIGH)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Deployment Lead", (A,)),
        ("Deployment Lead.", (A,)),
        ("Deployment Lead or deputy", (A,)),
        ("Deployment Lead (or their deputy) + Dev Lead", (AB,)),
        ("Deployment Lead + Dev Lead", (AB,)),
        ("Deployment Lead and Dev Lead", (AB,)),
        ("Deployment Lead and Dev Lead jointly", (AB,)),
        ("Deployment Lead with Dev Lead", (AB,)),
        ("Deployment Lead together with Dev Lead", (AB,)),
        ("Deployment Lead & Dev Lead", (AB,)),
        ("Deployment Lead, Dev Lead, DBA", (ABC,)),
        ("Deployment Lead, Dev Lead, and DBA", (ABC,)),
        ("Both Deployment Lead and Dev Lead", (AB,)),
        ("All of Deployment Lead, Dev Lead", (AB,)),
        ("Each of Deployment Lead and Dev Lead", (AB,)),
        ("Consensus of Deployment Lead and Dev Lead", (AB,)),
        ("Deployment Lead or Dev Lead", (A, B)),
        ("Deployment  Lead OR  Dev Lead", (A, B)),
        ("Deployment Lead, Dev Lead or DBA", (A, B, C)),
        ("Deployment Lead, Dev Lead, or DBA", (A, B, C)),
        ("Either Deployment Lead or Dev Lead", (A, B)),
        ("Any of Deployment Lead, Dev Lead, DBA", (A, B, C)),
        ("any one of the Deployment Lead, Dev Lead", (A, B)),
        ("at least one of Deployment Lead, Dev Lead", (A, B)),
        ("any DBA", (C,)),
        ("Deployment Lead and Dev Lead or DBA", (AB, C)),
        ("Deployment Lead + Dev Lead, or DBA", (AB, C)),
        ("Either Deployment Lead and Dev Lead or DBA", (AB, C)),
        ("Deployment Lead and either Dev Lead or DBA", (AB, AC)),
        ("Deployment Lead + (Dev Lead or DBA)", (AB, AC)),
        ("(Dev Lead or DBA) and Deployment Lead", (AB, AC)),
        ("Either Dev Lead or DBA, and Deployment Lead", (AB, AC)),
        ("Deployment Lead and one of Dev Lead, DBA", (AB, AC)),
        ("any two of Deployment Lead, Dev Lead, DBA", (TWO,)),
        ("Two of the Deployment Lead, Dev Lead and DBA", (TWO,)),
        ("At least 2 of: Deployment Lead, Dev Lead or DBA", (TWO,)),
        ("2 or more of Deployment Lead, Dev Lead or DBA", (TWO,)),
        ("minimum two people from Deployment Lead, Dev Lead, DBA", (TWO,)),
        ("QA Lead, or any two of Deployment Lead, Dev Lead, DBA", (Quorum(roles=(QA,)), TWO)),
        ("Majority of Deployment Lead, Dev Lead, DBA", (MOST,)),
        ("more than half of Deployment Lead, Dev Lead and DBA", (MOST,)),
        (
            "Ana Ruiz (@ana) or Lee Park (@lee)",
            tuple(Quorum(roles=(x,)) for x in ("Ana Ruiz (@ana)", "Lee Park (@lee)")),
        ),
        ("Security Team + CTO", (Quorum(roles=("Security Team", "CTO")),)),
    ],
)
def test_a_cell_is_read(cell: str, expected: tuple[Quorum, ...]) -> None:
    """Joined roles decide together, with "or" each alone, and of some as many as are named."""
    text = " ".join(cell.split())
    assert Makers(text=text, within=timedelta(minutes=20), quorums=expected) == read(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(
            (all_, Quorum())
            for all_ in ("Team consensus", "Consensus", "team", "All", "Unanimous", "everybody")
        ),
        ("Consensus of the team", Quorum()),
        ("Unanimous decision by the whole team", Quorum()),
        ("Majority", Quorum(is_majority=True)),
        ("a simple majority vote of the team", Quorum(is_majority=True)),
        ("more than half of the team", Quorum(is_majority=True)),
        ("any two of the team", Quorum(needed=2)),
        ("at least 3 members of the team", Quorum(needed=3)),
        ("anyone in the team", Quorum(needed=1)),
        ("any team member", Quorum(needed=1)),
    ],
)
def test_the_team(cell: str, expected: Quorum) -> None:
    """The team names no role: who is on decides, all of them or so many."""
    assert (expected,) == read(cell).quorums


def test_the_teams_consensus_or_a_role() -> None:
    """Either is enough."""
    assert (Quorum(), A) == read("Team consensus or Deployment Lead").quorums


@pytest.mark.parametrize(
    "cell",
    [
        "Deployment Lead (or Dev Lead if absent)",
        "Deployment Lead if reachable, else Dev Lead",
        "Deployment Lead in consultation with DBA",
        "Deployment Lead, informing PM",
        "whoever is on call",
        "2/3 of the team",
        "any seven of Deployment Lead, DBA",
        "any 3 of Deployment Lead, DBA",
        "no one of Deployment Lead, DBA",
        "0 of the team",
        "any two of the team and DBA",
        "Majority of whoever is on call",
        "Deployment Lead + majority of the team",
        "Deployment Lead + Team",
        "Deployment Lead + any two of DBA, Dev Lead, QA Lead",
        "Deployment Lead or Dev Lead and either DBA or QA Lead",
        "Deployment Lead and either DBA and Dev Lead or QA Lead",
        "Either Deployment Lead or Dev Lead and DBA",
        "QA Lead or two of DBA",
        "Deployment Lead or whoever is on call",
        "any of Deployment Lead, whoever is on call",
        "DBA (on call)",
        ".",
        "Deployment Lead, not Dev Lead",
        "Deployment Lead; escalate to CAB",
        "Deployment Lead, within 5 min",
        "Deployment Lead → Dev Lead",
        "Deployment Lead -> Dev Lead",
        "Deployment Lead + TBD",
        "A or 2 of " * 400,
        "Deployment Lead or " * 16,
    ],
)
def test_what_is_not_understood_is_the_leads(cell: str) -> None:
    """Nothing is guessed: the lead decides, and it is known that the cell was not understood."""
    found = read(cell)
    assert (False, (A,)) == (found.is_understood, found.quorums)


def test_a_cell_is_read_up_to_a_length() -> None:
    """Of 300 characters it is, of one more it is not understood."""
    cell = f"Deployment Lead or {'x' * (LONGEST - 19)}"
    assert (True, False) == (read(cell).is_understood, read(f"{cell}x").is_understood)


def test_a_role_with_an_and_in_its_name_decides_beside_others() -> None:
    """As the document fills it, it is one."""
    rows = ((LEAD, "@ana"), ("R&D Lead", "@lee"))
    team = tuple(
        TeamMember(role=role, name=name, contact="", responsibility="", deputy="", line=0)
        for role, name in rows
    )
    plan = replace(p.web_shop(), team=team, decisions=(a.rule(Severity.HIGH, f"{LEAD} + R&D Lead", 20),))
    assert (Quorum(roles=(LEAD, "R&D Lead")),) == makers(plan, Severity.HIGH).quorums


@pytest.mark.parametrize("role", ["Research and Development", "Approval Board", "DBA (on call)"])
def test_a_role_that_the_document_fills_is_one_however_it_reads(role: str) -> None:
    """Whatever words it is made of."""
    member = TeamMember(role=role, name="Ana Ruiz (@ana)", contact="", responsibility="", deputy="", line=0)
    plan = replace(p.web_shop(), team=(member,), decisions=(a.rule(Severity.HIGH, role, 20),))
    assert (Quorum(roles=(role,)),) == makers(plan, Severity.HIGH).quorums


@pytest.mark.parametrize(
    ("quorum", "expected"),
    [
        (Quorum(), [1, 2, 3, 4, 5]),
        (Quorum(needed=2), [1, 2, 2, 2, 2]),
        (Quorum(is_majority=True), [1, 2, 2, 3, 3]),
    ],
)
def test_how_many_have_to_agree(quorum: Quorum, expected: list[int]) -> None:
    """All, as many as are named where there are so many, or more than half."""
    assert expected == [quorum.of(places) for places in range(1, 6)]


@pytest.mark.parametrize(
    ("severity", "text", "minutes"),
    [
        (Severity.CRITICAL, "Deployment Lead", 0),
        (Severity.HIGH, "Deployment Lead + Dev Lead", 15),
        (Severity.MEDIUM, "Team consensus", 30),
    ],
)
def test_what_the_plan_does_not_say_is_the_templates(severity: Severity, text: str, minutes: int) -> None:
    """Without 6.2, without the row, and with cells that cannot be read, the template's row holds."""
    nothing = p.web_shop()
    other = next(each for each in Severity if each is not severity)
    without = replace(nothing, decisions=(a.rule(other, "DBA", 5),))
    unread = [replace(nothing, decisions=(a.rule(severity, cell, None),)) for cell in ("", "-", " TBD")]
    for plan in (nothing, without, *unread):
        found = makers(plan, severity)
        assert (text, timedelta(minutes=minutes)) == (found.text, found.within)


def test_roles_that_decide_are_bound() -> None:
    """Every role that 6.2 names is one of the plan's, the template's where it names none."""
    assert ("Deployment Lead", "Deployment Lead", "Dev Lead") == roles_that_decide(p.web_shop())
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.CRITICAL, "CTO or DBA", 0),))
    assert ("CTO", "DBA") == roles_that_decide(plan)[:2]
