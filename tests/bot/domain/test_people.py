from dataclasses import replace

from hypothesis import given, strategies as st

from bot.domain.people import (
    NOBODY,
    Group,
    Holders,
    Person,
    everyone,
    handed_to,
    holders_of,
    names,
    role_text,
    unique,
)
from tests.bot.domain import plans as p


def test_holders_come_before_deputies_and_once() -> None:
    """Everybody who may act for a role is named once, holders first."""
    holders = Holders(people=(p.ANA, p.SAM), deputies=(p.SAM, p.DEV))
    assert (p.ANA, p.SAM, p.DEV) == holders.all


def test_person_is_known_by_id() -> None:
    """Somebody who changed their name holds the role still."""
    assert Holders(people=(p.ANA,)).include(Person(id=p.ANA.id, name="Ana Ruiz-Berg"))
    assert not Holders(people=(p.ANA,)).include(p.SAM)


DBAS = Group(id="S1", handle="dba-team", members=(p.DBA.id, p.DEV.id))


def test_a_member_stands_for_a_role_by_their_group() -> None:
    """The group is named to which somebody belongs, and none for who holds the role by name."""
    holders = Holders(people=(p.DBA, p.DEV), deputies=(p.SAM,), groups=(DBAS,))
    assert ["dba-team", "dba-team", ""] == [holders.membership(each) for each in (p.DBA, p.DEV, p.SAM)]


def test_a_group_stands_for_all_the_people_or_for_none() -> None:
    """Somebody beside the group, or nobody at all, is not called by the group's name."""
    assert DBAS == Holders(people=(p.DBA,), groups=(DBAS,)).group
    assert Holders(people=(p.DBA, p.SAM), groups=(DBAS,)).group is None
    assert Holders(deputies=(p.DBA,), groups=(DBAS,)).group is None


def test_a_group_that_handed_its_role_over_holds_it_no_more() -> None:
    """The members may not act any more, and nobody is called by the group; a deputy's group stays theirs."""
    holders = Holders(people=(p.DBA, p.DEV), deputies=(p.SAM,), groups=(DBAS,))
    assert Holders(people=(p.NED,), deputies=(p.SAM,)) == handed_to(holders, p.NED)
    after = handed_to(replace(holders, deputies=(p.DBA,)), p.NED)
    assert (p.NED, p.DBA) == after.all
    assert ("", "dba-team") == (after.membership(p.NED), after.membership(p.DBA))


def test_unique_keeps_the_order() -> None:
    """People are named once, in the order in which they first came."""
    assert [p.SAM, p.ANA] == [*unique((p.SAM, p.ANA, p.SAM))]


def test_role_is_found_in_any_case_and_spacing() -> None:
    """A role's text is looked up without regard to case and spacing."""
    assert (p.CARLA,) == holders_of(p.roles(), "  cab ").people
    assert NOBODY == holders_of(p.roles(), "Pilot")


@given(text=st.text())
def test_role_text_is_stable(text: str) -> None:
    """The looked-up form of a looked-up form is itself."""
    assert role_text(text) == role_text(role_text(text))


def test_names() -> None:
    """One, two, three names make a sentence's list, none an empty one."""
    assert ["", "Ana Ruiz", "Ana Ruiz or Sam Ito", "Ana Ruiz, Sam Ito or Devi Rao"] == [
        names((p.ANA, p.SAM, p.DEV)[:count]) for count in range(4)
    ]


def test_everyone() -> None:
    """Everybody of all roles, deputies too, each once."""
    assert (p.ANA, p.SAM) == everyone(
        {"a": Holders(people=(p.ANA,), deputies=(p.SAM,)), "b": Holders(people=(p.SAM,))}
    )
