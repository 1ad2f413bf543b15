from functools import reduce

import pytest

from bot.domain.notices import Audience
from bot.domain.refusals import Because, Refusal
from bot.domain.roster import (
    Roster,
    RosterFacts,
    RosterRole,
    RosterRoleSet,
    SetAudience,
    SetRole,
    decide,
    evolve,
)
from tests.bot.domain import plans as p

ADMIN = RosterFacts(now=p.T0, actor=p.ANA, is_admin=True)
OTHER = RosterFacts(now=p.T0, actor=p.DBA, is_admin=False)
CAB = SetRole(role="CAB", people=("S1",), deputies=("U2",))


def with_role(intent: SetRole, roster: Roster | None = None) -> Roster:
    """The roster after an admin's change."""
    decision = decide(roster or Roster(), intent, ADMIN)
    assert not isinstance(decision, Refusal)
    for event in decision:
        roster = evolve(roster or Roster(), event)
    return roster or Roster()


def test_admin_sets_a_role() -> None:
    """An admin's change is an event, and the role is found in any case."""
    decision = decide(Roster(), CAB, ADMIN)
    expected = RosterRoleSet(at=p.T0, by=p.ANA, role="CAB", people=("S1",), deputies=("U2",))
    assert (expected,) == decision
    assert {"cab": RosterRole(role="CAB", people=("S1",), deputies=("U2",))} == with_role(CAB).roles


def test_others_hear_who_may() -> None:
    """Who is neither admin nor release manager hears that."""
    decision = decide(Roster(), CAB, OTHER)
    assert isinstance(decision, Refusal)
    assert Because.NOT_YOURS is decision.because
    assert "admins and the roster's Release manager" in decision.text


@pytest.mark.parametrize("kind", ["people", "deputies"])
def test_release_manager_may(kind: str) -> None:
    """Whoever the roster names Release manager, or its deputy, may change it."""
    manager = (
        {"people": ("U04",), "deputies": ()} if kind == "people" else {"people": (), "deputies": ("U04",)}
    )
    roster = with_role(
        SetRole(role="release MANAGER", people=manager["people"], deputies=manager["deputies"])
    )
    assert isinstance(decide(roster, CAB, OTHER), tuple)


def test_role_needs_a_name() -> None:
    """A role without a name is asked for."""
    decision = decide(Roster(), SetRole(role="  ", people=("U1",)), ADMIN)
    assert isinstance(decision, Refusal)
    assert Because.INCOMPLETE is decision.because


def test_same_again_changes_nothing() -> None:
    """What is so already is no event, nor is taking off what is not there."""
    assert () == decide(with_role(CAB), CAB, ADMIN)
    assert () == decide(Roster(), SetRole(role="CAB", people=()), ADMIN)


def test_nobody_takes_the_role_off() -> None:
    """A role that nobody stands for any more leaves the roster; the others stay."""
    roster = with_role(SetRole(role="DBA", people=("U4",)), with_role(CAB))
    assert {"dba"} == set(with_role(SetRole(role="cab", people=()), roster).roles)


CUSTOMERS = Audience(name="All Customers", addresses=("c@example.com",), channels=("C1",))


def with_audience(audience: Audience, roster: Roster | None = None) -> Roster:
    """The roster after an admin's change."""
    decision = decide(roster or Roster(), SetAudience(audience=audience), ADMIN)
    assert not isinstance(decision, Refusal)
    return reduce(evolve, decision, roster or Roster())


def test_an_audience_is_set_and_taken_off() -> None:
    """It is found in any case; with nothing behind its name it leaves the roster, and roles stay."""
    roster = with_audience(CUSTOMERS, with_role(CAB))
    assert {"all customers": CUSTOMERS} == roster.audiences
    assert () == decide(roster, SetAudience(audience=CUSTOMERS), ADMIN)
    without = with_audience(Audience(name="ALL customers"), roster)
    assert {} == without.audiences
    assert {"cab"} == set(without.roles)
    assert () == decide(without, SetAudience(audience=Audience(name="All Customers")), ADMIN)


def test_an_audience_needs_a_name_and_a_keeper() -> None:
    """As a role does."""
    for facts, audience, because in (
        (ADMIN, Audience(name=" "), Because.INCOMPLETE),
        (OTHER, CUSTOMERS, Because.NOT_YOURS),
    ):
        decision = decide(Roster(), SetAudience(audience=audience), facts)
        assert isinstance(decision, Refusal)
        assert because is decision.because
