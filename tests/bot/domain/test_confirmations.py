from dataclasses import replace

from bot.domain import intents as i
from bot.domain.confirmations import confirmers, role_of
from bot.domain.events import Completed, ConfirmationAsked, Confirmed
from bot.domain.people import Group, Holders
from bot.domain.plan import CheckpointKind
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_who_confirms_what() -> None:
    """Lead, QA Lead, the owner of the last monitoring step, Product Owner; the column Role comes first."""
    plan = p.web_shop()
    roles = [role_of(plan, checkpoint) for checkpoint in plan.checkpoints]
    assert ["Deployment Lead", "QA Lead", "Ops", "Product Owner"] == roles
    named = p.checkpoint(5, "Ledger Balanced", CheckpointKind.RELEASE, role="Controller")
    assert "Controller" == role_of(plan, named)


def test_monitoring_without_its_step_is_the_leads() -> None:
    """Where no step of 3.3 is about monitoring, the lead confirms it."""
    monitoring = p.checkpoint(1, "Monitoring Normal", CheckpointKind.MONITORING)
    assert "Deployment Lead" == role_of(p.small(), monitoring)


def test_lead_records_for_a_role_without_slack() -> None:
    """The lead confirms where nobody in Slack stands for the role, so that nothing is stuck."""
    stage = Stage(roles=dict(p.roles(Ops=Holders(unknown=("Omar Haddad, +49 30 3",)))))
    stage.to_confirming()
    monitoring = stage.plan.checkpoints[2]
    assert (p.ANA, p.SAM) == confirmers(stage.state, stage.plan, monitoring).all
    stage.do(i.Confirm(wanted="monitoring"), p.SAM)
    assert 3 in stage.state.confirmations


def test_a_confirmation_keeps_the_group_relied_on() -> None:
    """Whoever confirms as a member of a user group is kept with the group."""
    group = Group(id="S1", handle="qa-team", members=(p.QUINN.id,))
    stage = Stage(roles=dict(p.roles(QA_Lead=Holders(people=(p.QUINN,), groups=(group,))))).to_confirming()
    confirmed, *_ = stage.do(i.Confirm(wanted="smoke"), p.QUINN)
    assert isinstance(confirmed, Confirmed)
    assert "qa-team" == confirmed.as_member_of


def test_fourth_confirmation_completes() -> None:
    """Completed comes with the last of the four and is the last confirmer's."""
    stage = Stage().to_confirming()
    for wanted, by in (("1", p.ANA), ("smoke", p.QUINN), ("Monitoring Normal", p.OMAR)):
        stage.do(i.Confirm(wanted=wanted), by)
        assert Lifecycle.VERIFYING is stage.state.state
    events = stage.do(i.Confirm(), p.PIA)
    assert [Confirmed, Completed] == [type(event) for event in events]
    assert stage.state.ended
    assert p.PIA == stage.state.ended.by


def test_release_is_asked_for_last() -> None:
    """The release is asked for when the others are given, and refused before."""
    stage = Stage().to_confirming()
    stage.do(i.Confirm(), p.ANA)
    stage.do(i.Confirm(), p.QUINN)
    refusal = stage.refused(i.Confirm(), p.PIA)
    assert Because.INCOMPLETE is refusal.because
    assert "Release Approved cannot be confirmed yet: Monitoring Normal first." == refusal.text
    events = stage.do(i.Confirm(), p.OMAR)
    assert [4] == [event.checkpoint for event in events if isinstance(event, ConfirmationAsked)]


def test_too_early() -> None:
    """A checkpoint whose step is not over says which step it waits for."""
    stage = Stage().to_verifying()
    text = stage.refused(i.Confirm(wanted="smoke"), p.QUINN).text
    assert "Smoke Tests Pass cannot be confirmed yet: step 10, Run smoke tests, is not over." == text


def test_wrong_person_hears_the_role_and_name() -> None:
    """Somebody else hears who confirms it."""
    stage = Stage().to_confirming()
    text = stage.refused(i.Confirm(wanted="smoke"), p.DBA).text
    assert "Smoke Tests Pass is confirmed by the role “QA Lead”: ask Quinn Adler." == text


def test_nothing_to_confirm_hears_who_does() -> None:
    """Who has no checkpoint and names none hears whose they are."""
    stage = Stage().to_confirming()
    refusal = stage.refused(i.Confirm(), p.DBA)
    assert Because.NOT_YOURS is refusal.because
    assert "Smoke Tests Pass: ask Quinn Adler" in refusal.text


def test_plan_without_checkpoints_asks_nobody() -> None:
    """Where the plan asks for no confirmation, whoever gives one hears that."""
    stage = Stage(replace(p.small(), checkpoints=())).to_verifying()
    assert "The plan asks for none" in stage.refused(i.Confirm(), p.DBA).text


def test_second_confirmation() -> None:
    """Who confirmed already hears so."""
    stage = Stage().to_confirming()
    stage.do(i.Confirm(), p.QUINN)
    text = stage.refused(i.Confirm(), p.QUINN).text
    assert "Smoke Tests Pass is already confirmed, by you at 00:39 CET." == text


def test_several_of_mine_are_listed() -> None:
    """Who holds several checkpoints that are ready must say which."""
    stage = Stage(roles=dict(p.roles(QA_Lead=Holders(people=(p.ANA,))))).to_confirming()
    refusal = stage.refused(i.Confirm(), p.ANA)
    assert Because.UNKNOWN is refusal.because
    assert "There are: 1 Deployment Complete; 2 Smoke Tests Pass;" in refusal.text


def test_unknown_checkpoint() -> None:
    """Words that name no checkpoint are answered with those there are."""
    stage = Stage().to_confirming()
    text = stage.refused(i.Confirm(wanted="zebra"), p.ANA).text
    assert text.startswith("Which checkpoint? Nothing is called “zebra”. There are: 1 Deployment")


def test_last_confirmation_on_hold_completes_when_resumed() -> None:
    """On hold nothing follows by itself; resumed, the deployment completes."""
    stage = Stage(p.small()).to_confirming()
    stage.do(i.Hold(reason="errors in the log"), p.DBA)
    stage.do(i.Confirm(), p.QUINN)
    held = stage.state.state
    stage.do(i.Resume(), p.ANA)
    assert (Lifecycle.VERIFYING, Lifecycle.COMPLETED) == (held, stage.state.state)


def test_smoke_tests_before_the_last_step_do_not_complete() -> None:
    """All confirmations given early do not complete a deployment whose steps go on."""
    only_smoke = replace(p.web_shop(), checkpoints=p.web_shop().checkpoints[1:2])
    stage = Stage(only_smoke).to_verifying()
    stage.do(i.FinishStep(step="10"), p.QUINN)
    stage.do(i.Confirm(), p.QUINN)
    confirmed = stage.state.state
    stage.walk()
    assert (Lifecycle.VERIFYING, Lifecycle.COMPLETED) == (confirmed, stage.state.state)
