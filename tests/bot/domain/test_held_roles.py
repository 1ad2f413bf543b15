from dataclasses import replace

import pytest

from bot.domain.held_roles import held_roles, meant_role
from bot.domain.people import Holders
from bot.domain.refusals import Refusal
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.documents import member
from tests.bot.domain.stories import Stage, at_state


def test_each_role_that_somebody_holds_is_named_once() -> None:
    """Two names of one role count once; everybody at once, and what nobody holds, is left out."""
    stage = at_state(Lifecycle.DEPLOYING)
    found = held_roles(stage.state, stage.plan)
    assert len(found) == len(set(found))
    assert "All" not in found
    assert all(stage.state.holders(role).all for role in found)


@pytest.mark.parametrize(("typed", "meant"), [("dba", "DBA"), ("Deployment", "Deployment Lead")])
def test_a_role_is_meant_by_its_name_or_its_first_words(typed: str, meant: str) -> None:
    """Case does not matter, nor does the end of it where no other begins so."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert meant == meant_role(stage.state, typed, stage.plan)


def test_what_is_no_role_is_told_with_those_there_are() -> None:
    """Nothing at all means none."""
    stage = at_state(Lifecycle.DEPLOYING)
    for typed in ("", "CFO"):
        refusal = meant_role(stage.state, typed, stage.plan)
        assert isinstance(refusal, Refusal)
        assert "is none of this plan: Deployment Lead" in refusal.text


@pytest.mark.parametrize(("typed", "meant"), [("Ops", "Operations"), ("ops manager", "Ops Manager")])
def test_which_of_two_is_meant_by_ops(typed: str, meant: str) -> None:
    """Handing the one over leaves the other alone."""
    plan = replace(p.web_shop(), team=(member("Ops Manager", "@omar"), member("Operations", "@ned")))
    stage = Stage(plan, dict(p.roles(Operations=Holders(people=(p.NED,))))).to_deploying()
    assert meant == meant_role(stage.state, typed, stage.plan)
    assert {"Ops Manager", "Operations"} < set(held_roles(stage.state, stage.plan))
    assert "Ops" not in held_roles(stage.state, stage.plan)
    assert "Ops Manager" == meant_role(at_state(Lifecycle.DEPLOYING).state, typed, p.web_shop())
