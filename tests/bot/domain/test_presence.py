from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.people import Holders, role_text
from bot.domain.presence import NAMED_BEFORE, by_telephone, is_asked, is_here, needs, not_on, own_needs
from bot.domain.state import LEAD, Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

ALL = ["DBA", "DevOps", "PM", "QA", "Ops", LEAD, "Product Owner"]


def roles(stage: Stage) -> list[str]:
    """The roles that have to act."""
    return [need.role for need in needs(stage.state, stage.plan)]


def missing(stage: Stage) -> list[str]:
    """The roles of which nobody was heard."""
    return [need.role for need in not_on(stage.state, stage.plan)]


def test_who_has_to_act_is_needed_each_once() -> None:
    """Owners of steps, the lead, who confirms; roles of one person are one, and "All" is nobody's."""
    stage = at_state(Lifecycle.APPROVED)
    assert ALL == roles(stage)
    assert ["1", "5", "R3"] == [step.number for step in needs(stage.state, stage.plan)[0].steps]
    assert ["QA"] == [need.role for need in own_needs(stage.state, stage.plan, p.QUINN.id)]


def test_who_has_done_all_is_not_needed() -> None:
    """Nobody is waited for who has nothing to do any more."""
    stage = Stage(replace(p.small(), rollback=None)).to_verifying()
    assert [LEAD, "QA Lead"] == roles(stage)


def test_whoever_says_so_is_on() -> None:
    """By a press, or by doing something in the run; a deputy's word counts for whom they stand in."""
    stage = at_state(Lifecycle.APPROVED)
    assert ALL == missing(stage)
    stage.do(i.SayOn(), p.DBA)
    stage.do(i.SayOn(), p.SAM)
    assert [role for role in ALL if role not in {"DBA", LEAD}] == missing(stage)
    assert is_here(stage.state, p.SAM)
    for number in ("1", "3"):
        stage.do(i.TickItem(wanted=number), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    stage.do(i.FinishStep(step="1"), p.DBA)
    stage.do(i.StartStep(step="2"), p.DEV)
    assert ["PM", "QA", "Ops", "Product Owner"] == missing(stage)


def test_who_is_not_in_slack_is_telephoned() -> None:
    """They cannot press, so they are not missed."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(unknown=("Bo Berg (+49 170 1)",))))).to_approved()
    assert "DBA" not in missing(stage)
    assert ["DBA"] == [need.role for need in by_telephone(stage.state, stage.plan)]


@pytest.mark.parametrize(("before", "expected"), [(1, True), (0, False), (-1, False)])
def test_what_is_approved_late_is_not_asked(before: int, expected: bool) -> None:
    """Two hours before the window nobody is asked any more, a minute earlier they are."""
    stage = Stage()
    stage.at = p.T0 - NAMED_BEFORE - timedelta(minutes=before)
    stage.to_approved()
    assert expected is is_asked(stage.state)
    assert expected is bool(missing(stage))


@pytest.mark.parametrize(("before", "expected"), [(1, True), (0, False)])
@pytest.mark.parametrize("approved_at", ["kept", "not kept"])
def test_what_was_approved_before_that_was_kept_is_asked(
    before: int, expected: bool, approved_at: str
) -> None:
    """Its approvals say since when."""
    stage = Stage()
    stage.at = p.T0 - NAMED_BEFORE - timedelta(minutes=before)
    state = replace(stage.to_approved().state, settled_at=None)
    if approved_at == "not kept":
        state = replace(state, approved_at=None)
    assert expected is is_asked(state)
    assert not is_asked(replace(state, state=Lifecycle.IN_REVIEW))


@pytest.mark.parametrize("state", Lifecycle)
def test_people_are_expected_while_it_is_to_run(state: Lifecycle) -> None:
    """Once approved, until it ends, is missed or goes back."""
    expected = {Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING}
    stage = at_state(state)
    assert (state in expected) is is_asked(stage.state)


def test_twice_is_once() -> None:
    """Who says so again hears since when they are on."""
    stage = at_state(Lifecycle.APPROVED)
    assert [e.PersonIsOn] == [type(event) for event in stage.do(i.SayOn(), p.DBA)]
    assert "You said so already, at 23:00 CET." == stage.refused(i.SayOn(), p.DBA).text


def test_who_only_signs_is_not_asked() -> None:
    """Approvers have nothing to say here; whoever holds the role by now has."""
    stage = at_state(Lifecycle.APPROVED)
    assert "deputises for them" in stage.refused(i.SayOn(), p.CARLA).text
    stage.do(i.HandOver(role="PM", to=p.NED.id), p.ANA)
    stage.do(i.SayOn(), p.NED)
    assert p.NED.id in stage.state.on
    assert "deputises" in stage.refused(i.SayOn(), p.PAUL).text


def test_nobody_is_asked_while_it_is_left() -> None:
    """What was done before Go is undone first: nobody needs to be there for it."""
    stage = Stage(p.maintenance()).to_pre_deployment()
    stage.do(i.StartStep(step="1"), p.DEV)
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert not is_asked(stage.state)
    assert "being cancelled" in stage.refused(i.SayOn(), p.DEV).text


def test_of_many_one_is_enough() -> None:
    """A role of a group is there as soon as one of them is."""
    stage = Stage(roles={**p.roles(), role_text("Ops"): Holders(people=(p.OMAR, p.NED))}).to_approved()
    assert "Ops" in missing(stage)
    stage.do(i.SayOn(), p.NED)
    assert "Ops" not in missing(stage)
