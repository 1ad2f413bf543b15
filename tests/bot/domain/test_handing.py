from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import SetTimer
from bot.domain.facts import Facts
from bot.domain.handing import roles_to_hand
from bot.domain.held_roles import meant_role
from bot.domain.people import Holders, Person
from bot.domain.refusals import Because, Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.state import LEAD, Lifecycle
from bot.domain.waiting import waiting_for
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def hand(role: str, to: str = p.NED.id) -> i.HandOver:
    return i.HandOver(role=role, to=to)


def test_the_new_holder_answers_what_waits() -> None:
    """Who takes a role over is asked what waits for it; who held it is not asked any more."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(hand("dba"), p.ANA)
    assert ["5 Run database migrations"] == [
        waited.subject for waited in waiting_for(stage.state, stage.plan, p.NED.id)
    ]
    assert () == waiting_for(stage.state, stage.plan, p.DBA.id)
    assert Because.NOT_YOURS is stage.refused(i.FinishStep(step="5"), p.DBA).because
    stage.do(i.FinishStep(step="5"), p.NED)


def test_a_short_name_hands_the_role_it_means() -> None:
    """Handing “DevOps” hands every text that means the DevOps Engineer, and the other way round."""
    for typed in ("DevOps", "devops engineer"):
        stage = at_state(Lifecycle.DEPLOYING)
        stage.do(hand(typed), p.SAM)
        assert (p.NED,) == stage.state.holders("DevOps").people
        assert (p.NED,) == stage.state.holders("DevOps Engineer").people
        assert (p.DREW,) == stage.state.holders("DevOps Lead").people


def test_deputies_stay_but_nobody_is_their_own() -> None:
    """The deputy who takes the lead over is no deputy any more; the others stay."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(hand(LEAD, p.SAM.id), p.SAM)
    assert Holders(people=(p.SAM,)) == stage.state.lead
    stage.do(hand(LEAD, p.DEV.id), p.SAM)
    assert (p.DEV,) == stage.state.lead.all


def test_texts_of_several_roles_are_looked_up_at_once() -> None:
    """Handing sets the timer that binds every role anew."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(hand("DBA"), p.ANA)
    assert SetTimer(name=ROLES_TIMER, due=stage.at) in stage.effects()


def test_the_reason_is_kept() -> None:
    """Why a role was handed over stands in the record."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(replace(hand("DBA"), reason="his shift begins"), p.ANA)
    event = stage.last[0]
    assert isinstance(event, e.RoleHanded)
    assert "his shift begins" == event.reason


def facts(stage: Stage, by: Person) -> Facts:
    """What a form is opened with."""
    return Facts(now=stage.at, actor=by, plan=stage.plan)


def test_the_lead_and_the_deputy_are_offered_every_role_once() -> None:
    """Two names of one role count once, and everybody at once is no role."""
    stage = at_state(Lifecycle.DEPLOYING)
    offered = roles_to_hand(stage.state, facts(stage, p.ANA))
    assert offered == roles_to_hand(stage.state, facts(stage, p.SAM))
    assert isinstance(offered, tuple)
    assert {"Deployment Lead", "DBA", "CAB"} < set(offered)
    assert 1 == len({"DevOps", "DevOps Engineer"} & set(offered))
    assert "All" not in offered
    for role in offered:
        assert role == meant_role(stage.state, role, stage.plan)


def test_who_may_not_is_offered_nothing() -> None:
    """Others read who may; the Dev Lead gets the silent lead's role alone; none that signs before Begin."""
    stage = at_go()
    refusal = roles_to_hand(stage.state, facts(stage, p.DBA))
    assert isinstance(refusal, Refusal)
    assert Because.NOT_YOURS is refusal.because
    stage.at += timedelta(minutes=2)
    assert (LEAD,) == roles_to_hand(stage.state, facts(stage, p.LEE))
    draft = Stage(replace(p.small(), signoffs=(p.row(1, "Everything", LEAD),))).open()
    offered = roles_to_hand(draft.state, facts(draft, p.ANA))
    assert LEAD not in (offered if isinstance(offered, tuple) else ())


def test_approvals_stay() -> None:
    """A role that signed is handed over in mid-run, and its approval stays who gave it."""
    stage = at_state(Lifecycle.DEPLOYING)
    before = stage.state.signoffs
    stage.do(hand("CAB"), p.ANA)
    assert before == stage.state.signoffs
    assert (p.NED,) == stage.state.holders("CAB").people


@pytest.mark.parametrize("state", [Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED])
def test_a_role_that_signs_is_not_handed_before_begin(state: Lifecycle) -> None:
    """Nobody hands an approval to a friend: before Begin a signing role moves with the plan or the roster."""
    refusal = at_state(state).refused(hand("CAB"), p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "CAB signs this plan" in refusal.text
    assert "/deploy roster CAB @who" in refusal.text


def test_who_holds_it_already_is_told() -> None:
    """Handing a role to its only holder changes nothing."""
    refusal = at_state(Lifecycle.DEPLOYING).refused(hand("DBA", p.DBA.id), p.ANA)
    assert "Dora Nagy stands for DBA already." == refusal.text


def test_somebody_unknown_or_gone_cannot_take_over() -> None:
    """Who is no active member of the workspace takes nothing over."""
    refusal = at_state(Lifecycle.DEPLOYING).refused(hand("DBA", "U0GONE"), p.ANA)
    assert Because.UNKNOWN is refusal.because


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("CFO", "“CFO” is none of this plan: Deployment Lead"),
        ("D", "“D” is more than one of this plan"),
        ("All", "“All” is none of this plan"),
        ("Author", "“Author” is none of this plan"),
    ],
)
def test_a_role_that_is_none_is_told(typed: str, said: str) -> None:
    """A role that the plan does not have, that is several or everybody, is refused with those there are."""
    assert said in at_state(Lifecycle.DEPLOYING).refused(hand(typed), p.ANA).text


def test_a_person_in_a_roles_place_is_handed_by_mention() -> None:
    """Where the plan writes a person as an owner, a mention of them hands that place over."""
    plan = p.web_shop()
    first = plan.phases[0]
    step = replace(first.steps[0], owner="@dora")
    plan = replace(plan, phases=(replace(first, steps=(step, *first.steps[1:])), *plan.phases[1:]))
    stage = Stage(plan, {**p.roles(), "@dora": Holders(people=(p.DBA,))})
    stage.to_pre_deployment()
    stage.do(hand(f"<@{p.DBA.id}|dora>"), p.ANA)
    assert (p.NED,) == stage.state.holders("@dora").people
    assert (p.DBA,) == stage.state.holders("DBA").people


def at_go() -> Stage:
    """Go is asked for, and T-0 is there."""
    stage = Stage().to_go()
    stage.at = p.T0
    return stage


def silent(stage: Stage, since: timedelta) -> Stage:
    """So much time went by in which the lead did nothing."""
    stage.at += since
    return stage


def test_where_nobody_leads_any_more_the_dev_lead_may_at_once() -> None:
    """The group that led was emptied: nobody else could do anything any more."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.roles[LEAD.casefold()] = Holders()
    stage.wake(ROLES_TIMER)
    stage.refused(hand(LEAD, p.QUINN.id), p.QUINN)
    stage.do(hand(LEAD, p.LEE.id), p.LEE)
    assert (p.LEE,) == stage.state.lead.people


def test_a_silent_lead_is_replaced_after_two_minutes() -> None:
    """The Dev Lead may take over once the lead owed an answer for two minutes, not a second earlier."""
    stage = at_go()
    stage.at = p.T0 + timedelta(seconds=119)
    refusal = stage.refused(hand(LEAD, p.LEE.id), p.LEE)
    assert Because.NOT_YOURS is refusal.because
    assert "Ana Ruiz can be replaced from 23:02 CET on" in refusal.text
    stage.at = p.T0 + timedelta(minutes=2)
    stage.do(hand(LEAD, p.LEE.id), p.LEE)
    assert (p.LEE,) == stage.state.lead.people
    stage.do(i.Go(), p.LEE)


def test_a_lead_has_until_t_0_for_go() -> None:
    """However early pre-deployment is finished: before T-0 nobody is late with Go."""
    stage = Stage().to_go()
    assert stage.at < p.T0
    for at in (stage.at + timedelta(minutes=5), p.T0):
        stage.at = at
        assert "from 23:02 CET on" in stage.refused(hand(LEAD, p.LEE.id), p.LEE).text


def test_a_lead_who_holds_is_not_silent() -> None:
    """A hold of the lead's is an answer; one of somebody else's waits for the lead's resume."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.Hold(reason="a look at the disks"), p.SAM)
    stage.at += timedelta(hours=1)
    assert "Nothing waits for Ana Ruiz" in stage.refused(hand(LEAD, p.LEE.id), p.LEE).text
    stage.do(i.Resume(), p.ANA)
    stage.do(i.Hold(reason="the replica lags"), p.DBA)
    stage.at += timedelta(minutes=2)
    stage.do(hand(LEAD, p.LEE.id), p.LEE)


def test_a_step_of_several_is_not_the_leads_to_answer() -> None:
    """What others can begin as well waits for any of them."""
    stage = Stage(roles={**p.roles(), "dba": Holders(people=(p.ANA, p.DBA))}).to_pre_deployment()
    stage.at += timedelta(hours=1)
    assert "Nothing waits for Ana Ruiz" in stage.refused(hand(LEAD, p.LEE.id), p.LEE).text


def test_a_lead_who_did_something_is_not_silent() -> None:
    """Whatever the lead or the deputy does begins the two minutes anew."""
    stage = at_go()
    stage.at += timedelta(minutes=1, seconds=30)
    stage.do(i.Hold(reason="a look at the disks"), p.SAM)
    stage.do(i.Resume(), p.SAM)
    stage.at += timedelta(minutes=1, seconds=59)
    assert Because.NOT_YOURS is stage.refused(hand(LEAD, p.LEE.id), p.LEE).because
    stage.at += timedelta(seconds=1)
    stage.do(hand(LEAD, p.LEE.id), p.LEE)


def test_a_new_lead_has_two_minutes() -> None:
    """Who took the lead over has time to answer what waited before."""
    stage = silent(at_go(), timedelta(minutes=9))
    stage.do(hand(LEAD, p.DEV.id), p.LEE)
    assert Because.NOT_YOURS is stage.refused(hand(LEAD, p.LEE.id), p.LEE).because


def test_a_lead_of_whom_nothing_is_wanted_is_not_replaced() -> None:
    """While nothing waits for the lead nobody takes the role, however long that is."""
    stage = silent(at_state(Lifecycle.DEPLOYING), timedelta(hours=1))
    assert "Nothing waits for Ana Ruiz" in stage.refused(hand(LEAD, p.LEE.id), p.LEE).text


def test_before_begin_the_lead_has_until_the_window() -> None:
    """An approved plan waits for its lead until two minutes after the window opened."""
    stage = at_state(Lifecycle.APPROVED)
    stage.at = p.T0 + timedelta(seconds=119)
    assert Because.NOT_YOURS is stage.refused(hand(LEAD, p.LEE.id), p.LEE).because
    stage.at = p.T0 + timedelta(minutes=2)
    stage.do(hand(LEAD, p.LEE.id), p.LEE)


def test_a_silent_leads_other_roles_are_not_the_dev_leads() -> None:
    """The Dev Lead replaces a silent lead, and hands over nothing else."""
    stage = silent(at_go(), timedelta(minutes=5))
    assert Because.NOT_YOURS is stage.refused(hand("DBA"), p.LEE).because


def test_a_step_the_lead_is_at_is_no_silence() -> None:
    """A lead who runs a step of their own is at work; one who does not start it is silent."""
    stage = Stage(roles={**p.roles(), "dba": Holders(people=(p.ANA,))}).to_pre_deployment()
    called = stage.at
    stage.do(i.StartStep(step="1"), p.ANA)
    stage.at = called + timedelta(minutes=5)
    assert "Nothing waits for Ana Ruiz" in stage.refused(hand(LEAD, p.LEE.id), p.LEE).text
