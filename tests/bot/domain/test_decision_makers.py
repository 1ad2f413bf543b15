from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decision_makers import Makers, makers, roles_that_decide
from bot.domain.plan import Severity
from tests.bot.domain import asking as a, plans as p

A, B, C = ("Deployment Lead",), ("Dev Lead",), ("DBA",)


@pytest.mark.parametrize(
    ("cell", "alternatives"),
    [
        ("Deployment Lead", (A,)),
        ("Deployment Lead + Dev Lead", (A + B,)),
        ("Deployment Lead and Dev Lead", (A + B,)),
        ("Deployment Lead & Dev Lead", (A + B,)),
        ("Deployment Lead, Dev Lead, DBA", (A + B + C,)),
        ("Both Deployment Lead and Dev Lead", (A + B,)),
        ("All of Deployment Lead, Dev Lead", (A + B,)),
        ("Each of Deployment Lead and Dev Lead", (A + B,)),
        ("Consensus of Deployment Lead and Dev Lead", (A + B,)),
        ("Deployment Lead or Dev Lead", (A, B)),
        ("Deployment  Lead OR  Dev Lead", (A, B)),
        ("Deployment Lead, Dev Lead or DBA", (A, B, C)),
        ("Deployment Lead, Dev Lead, or DBA", (A, B, C)),
        ("Either Deployment Lead or Dev Lead", (A, B)),
        ("Any of Deployment Lead, Dev Lead, DBA", (A, B, C)),
        ("any one of the Deployment Lead, Dev Lead", (A, B)),
        ("Deployment Lead and Dev Lead or DBA", (A + B, C)),
        ("Deployment Lead + Dev Lead, or DBA", (A + B, C)),
    ],
)
def test_a_cell_is_read(cell: str, alternatives: tuple[tuple[str, ...], ...]) -> None:
    """Roles that are joined decide together, roles with "or" between them each alone."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.HIGH, cell, 20),))
    expected = Makers(text=" ".join(cell.split()), within=timedelta(minutes=20), alternatives=alternatives)
    assert expected == makers(plan, Severity.HIGH)


@pytest.mark.parametrize(
    "cell", ["Team consensus", "Consensus", "team", "All", "Unanimous", "Consensus of the team"]
)
def test_the_teams_consensus(cell: str) -> None:
    """The team's consensus names no role: who is on decides."""
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.MEDIUM, cell, 30),))
    found = makers(plan, Severity.MEDIUM)
    assert (True, ()) == (found.consensus, found.alternatives)


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
    unread = replace(nothing, decisions=(a.rule(severity, "", None),))
    for plan in (nothing, without, unread):
        found = makers(plan, severity)
        assert (text, timedelta(minutes=minutes)) == (found.text, found.within)


def test_roles_that_decide_are_bound() -> None:
    """Every role that 6.2 names is one of the plan's, the template's where it names none."""
    assert ("Deployment Lead", "Deployment Lead", "Dev Lead") == roles_that_decide(p.web_shop())
    plan = replace(p.web_shop(), decisions=(a.rule(Severity.CRITICAL, "CTO or DBA", 0),))
    assert ("CTO", "DBA") == roles_that_decide(plan)[:2]
