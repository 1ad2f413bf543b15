from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.authority import ask, owner_names
from bot.domain.lifecycle import decide
from bot.domain.people import Group, Holders, Person
from bot.domain.refusals import Because, Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def test_lead_and_deputy_may_begin() -> None:
    """The lead's deputy may what the lead may."""
    stage = Stage().to_approved()
    stage.do(i.Begin(override="all known"), p.SAM)
    assert Lifecycle.PRE_DEPLOYMENT is stage.state.state


def test_others_hear_the_lead_by_name() -> None:
    """Whoever is not the lead hears whom to ask."""
    stage = Stage().to_approved()
    expected = "Only the Deployment Lead or the lead's deputy may begin: ask Ana Ruiz or Sam Ito."
    assert expected == stage.refused(i.Begin(), p.DBA).text


def test_stranger_may_not_hold() -> None:
    """Who is not named in the plan hears that, and whom to ask."""
    stage = at_state(Lifecycle.DEPLOYING)
    expected = "Only somebody named in the plan of WEB-DEPLOY-041 may hold: ask Ana Ruiz or Sam Ito."
    assert expected == stage.refused(i.Hold(reason="x"), p.STRANGER).text


def test_step_of_another() -> None:
    """A step that is somebody else's names its owner, and who may stand in."""
    stage = at_state(Lifecycle.DEPLOYING)
    expected = (
        "Step 5, Run database migrations, is Dora Nagy's: only they or, on their behalf, Ana Ruiz or Sam Ito "
        "may say how it goes."
    )
    assert expected == stage.refused(i.StartStep(step="5"), p.DEV).text


def claimed() -> Stage:
    """Of two DBAs, Dora started step 5 four minutes after it was called."""
    team = Holders(people=(p.DBA, p.LEE), deputies=(p.SEC,))
    stage = Stage(roles=dict(p.roles(DBA=team))).to_deploying()
    stage.at += timedelta(minutes=4)
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


@pytest.mark.parametrize("intent", [i.StartStep(step="5"), i.FinishStep(step="5"), i.SkipStep(step="5")])
def test_step_that_one_of_several_started(intent: i.Intent) -> None:
    """Another owner hears who has the step, and since when."""
    expected = (
        "Dora Nagy has step 5, Run database migrations, since 23:04 CET: only they or, on their behalf, "
        "Ana Ruiz or Sam Ito may say how it goes."
    )
    refusal = claimed().refused(intent, p.LEE)
    assert (Because.NOT_YOURS, expected) == (refusal.because, refusal.text)


@pytest.mark.parametrize("by", [p.DBA, p.SAM, p.SEC])
def test_step_that_one_of_several_started_is_ended(by: Person) -> None:
    """Whoever started it ends it, or the lead's or the owner's deputy does."""
    stage = claimed()
    stage.do(i.FinishStep(step="5"), by)
    assert StepStatus.DONE is stage.state.steps["5"].status


def test_started_step_of_somebody_who_went_is_everyones_again() -> None:
    """Where whoever started it is an owner no more, the others may go on."""
    stage = claimed()
    stage.roles = dict(p.roles(DBA=Holders(people=(p.LEE, p.DEV))))
    stage.wake(ROLES_TIMER)
    stage.do(i.FinishStep(step="5"), p.LEE)
    assert StepStatus.DONE is stage.state.steps["5"].status


def test_failed_step_is_for_any_owner() -> None:
    """Once it failed, whoever of its owners comes next may do it."""
    stage = claimed()
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.LEE)
    stage.do(i.StartStep(step="5"), p.LEE)
    assert p.LEE == stage.state.steps["5"].by


def test_step_of_the_leads() -> None:
    """A lead who owns the step is named once."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=(p.ANA,))))).to_deploying()
    text = stage.refused(i.StartStep(step="5"), p.DEV).text
    assert "is Ana Ruiz's: only they or, on their behalf, Sam Ito may" in text


def test_start_is_for_those_named() -> None:
    """Who is not named in the plan may not start it, and hears who may."""
    opened = i.OpenDeployment(id="A-1", revision="0", channel="C1", plan=p.small())
    refusal = Stage(p.small()).refused(opened, p.STRANGER)
    assert Because.NOT_YOURS is refusal.because
    assert "Only somebody named in the plan may start it: ask Ana Ruiz or Sam Ito." == refusal.text


def test_nobody_makes_themselves_a_starter() -> None:
    """Who is chosen for a role by the one who starts it is not named by the plan, nor for the lead's."""
    stage = Stage(p.small(), dict(p.roles(Deployment_Lead=Holders(people=(p.STRANGER,)))))
    facts = replace(stage.facts(p.STRANGER), starters=(p.DBA,))
    opened = i.OpenDeployment(id="A-1", revision="0", channel="C1", plan=p.small())
    refusal = decide(None, opened, facts)
    assert isinstance(refusal, Refusal)
    assert "Only somebody named in the plan may start it: ask Dora Nagy." == refusal.text


def test_start_of_a_plan_without_a_lead() -> None:
    """Where the plan's lead is not in Slack, others who are named are."""
    stage = Stage(p.small(), dict(p.roles(Deployment_Lead=Holders())))
    refusal = stage.refused(
        i.OpenDeployment(id="A-1", revision="0", channel="C1", plan=p.small()), p.STRANGER
    )
    named = "Devi Rao, Dora Nagy, Lee Park, Quinn Adler or Pia Moreau"
    assert f"Only somebody named in the plan may start it: ask {named}." == refusal.text


def test_start_of_a_plan_that_names_nobody() -> None:
    """A plan that names nobody in Slack can be started by anybody: its people are asked for later."""
    stage = Stage(p.small(), {}).open(p.STRANGER)
    assert Lifecycle.DRAFT is stage.state.state


def test_owner_records_for_themselves() -> None:
    """What the owner presses is not on anybody's behalf, what the lead presses is."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert stage.state.steps["5"].on_behalf is False
    stage.do(i.FinishStep(step="5"), p.SAM)
    assert stage.state.steps["5"].on_behalf is True


def test_whom_to_ask() -> None:
    """People are named; where there are none, the way to name them."""
    assert "ask Dora Nagy or Sam Ito" == ask("DBA", Holders(people=(p.DBA,), deputies=(p.SAM,)))
    expected = "nobody in Slack stands for “DBA” yet, `/deploy roster DBA @who` names somebody"
    assert expected == ask("DBA", Holders())


CROWD = tuple(Person(id=f"U{number}", name=f"Person {number}") for number in range(6))


def test_a_large_group_is_said_by_its_handle() -> None:
    """Five members are named, six are the group."""
    group = Group(id="S1", handle="dba-team", members=tuple(person.id for person in CROWD))
    five, six = (Holders(people=CROWD[:count], groups=(group,)) for count in (5, 6))
    assert "Person 4" in ask("DBA", five)
    assert "Person 4" in owner_names(five, "DBA")
    assert "ask somebody of @dba-team" == ask("DBA", six)
    assert "@dba-team" == owner_names(six, "DBA")


def test_owner_by_name() -> None:
    """An owner is said by name in Slack, else as the document names them, else by the role."""
    assert "Dora Nagy" == owner_names(Holders(people=(p.DBA,), unknown=("Jo Lind",)), "DBA")
    assert "Jo Lind, +46 8 1" == owner_names(Holders(unknown=("Jo Lind, +46 8 1",)), "DBA")
    assert "DBA" == owner_names(Holders(), "DBA")
