import pytest

from bot.domain import intents as i
from bot.domain.people import Holders, Person
from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from bot.domain.waiting import Ask, waiting, waiting_for
from tests.bot.domain import asking as a, ladders as la, machines, plans as p
from tests.bot.domain.stories import Stage, at_state

LEAD = (p.ANA, p.SAM)
EXPECTED: dict[Lifecycle, list[tuple[Ask, str, str, tuple[Person, ...]]]] = {
    Lifecycle.DRAFT: [(Ask.SUBMIT, "submit:01234567:0", "submit", (p.ANA,))],
    Lifecycle.IN_REVIEW: [
        (Ask.SIGN_OFF, "review:01234567:1", "UAT Sign-off", (p.PIA,)),
        (Ask.SIGN_OFF, "review:01234567:1", "Security Sign-off", (p.SEC,)),
        (Ask.SIGN_OFF, "review:01234567:1", "Operations Sign-off", (p.OMAR,)),
        (Ask.SIGN_OFF, "review:01234567:1", "Change Advisory Board", (p.CARLA,)),
        (Ask.SIGN_OFF, "review:01234567:1", "Dev Lead", (p.LEE,)),
        (Ask.SIGN_OFF, "review:01234567:1", "QA Lead", (p.QUINN,)),
        (Ask.SIGN_OFF, "review:01234567:1", "DevOps Lead", (p.DREW,)),
        (Ask.SIGN_OFF, "review:01234567:1", "Product Owner", (p.PIA,)),
    ],
    Lifecycle.APPROVED: [(Ask.BEGIN, "begin:1", "begin", LEAD)],
    Lifecycle.PRE_DEPLOYMENT: [(Ask.STEP, "step:1:1", "1 Create deployment backup", (p.DBA,))],
    Lifecycle.DEPLOYING: [(Ask.STEP, "step:5:1", "5 Run database migrations", (p.DBA,))],
    Lifecycle.VERIFYING: [(Ask.STEP, "step:10:1", "10 Run smoke tests", (p.QUINN,))],
    Lifecycle.COMPLETED: [],
    Lifecycle.ROLLING_BACK: [(Ask.STEP, "step:R2:1", "R2 Rollback application", (p.DEV,))],
    Lifecycle.ROLLED_BACK: [
        (Ask.STEP, "step:R7:1", "R7 Post-mortem meeting", (p.ANA, p.DEV, p.DBA, p.LEE, p.QUINN))
    ],
    Lifecycle.CANCELLED: [],
    Lifecycle.MISSED: [],
}


def asks(stage: Stage) -> list[tuple[Ask, str, str, tuple[Person, ...]]]:
    """What waits, without since when."""
    found = waiting(stage.state, stage.plan)
    return [(asked.ask, asked.question, asked.subject, asked.people) for asked in found]


@pytest.mark.parametrize("state", Lifecycle)
def test_what_waits_in_each_state(state: Lifecycle) -> None:
    """In each state the open questions are those that a person would expect."""
    assert EXPECTED[state] == asks(at_state(state))


def test_go_waits_for_the_lead_until_it_is_given() -> None:
    """When 3.1 is over, Go waits for the lead; on hold it is the resume that waits."""
    stage = Stage().to_go()
    assert [(Ask.GO, "go:1", "go", LEAD)] == asks(stage)
    stage.do(i.Hold(reason="slow"), p.DBA)
    assert [(Ask.RESUME, "resume:1", "resume", LEAD)] == asks(stage)
    stage.do(i.Resume(), p.ANA)
    stage.do(i.Go(), p.ANA)
    assert [] == asks(stage)


def test_failed_step_waits_for_owner_and_lead() -> None:
    """A failed step waits for its owner and the lead, since it failed; the rollback for who decides."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    decision, asked = waiting(stage.state, stage.plan)
    assert (Ask.DECISION, (p.ANA, p.SAM, p.LEE)) == (decision.ask, decision.people)
    assert (Ask.FAILED_STEP, (p.DBA, p.ANA, p.SAM), stage.at) == (asked.ask, asked.people, asked.since)


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        (Holders(people=(p.DBA,), deputies=(p.LEE,)), (p.DBA,)),
        (Holders(deputies=(p.LEE,)), (p.LEE,)),
        (Holders(unknown=("Dora Nagy, +49 30 4",)), LEAD),
    ],
)
def test_step_waits_for_who_can_act(holders: Holders, expected: tuple[Person, ...]) -> None:
    """A step waits for its owner, else the owner's deputy, else the lead who records it."""
    stage = Stage(roles=dict(p.roles(DBA=holders))).to_deploying()
    assert expected == waiting(stage.state, stage.plan)[0].people


def test_confirmations_wait_from_their_turn_on() -> None:
    """Each confirmation waits once it is asked for and until it is given."""
    stage = Stage().to_confirming()
    assert [
        (Ask.CONFIRM, "confirm:1", "Deployment Complete", LEAD),
        (Ask.CONFIRM, "confirm:2", "Smoke Tests Pass", (p.QUINN,)),
        (Ask.CONFIRM, "confirm:3", "Monitoring Normal", (p.OMAR,)),
    ] == asks(stage)
    stage.do(i.Confirm(), p.QUINN)
    assert "confirm:2" not in {asked.question for asked in waiting(stage.state, stage.plan)}


def test_what_waits_for_one_person() -> None:
    """One person's list has what waits for them alone."""
    stage = Stage().to_review()
    mine = waiting_for(stage.state, stage.plan, p.PIA.id)
    assert ["UAT Sign-off", "Product Owner"] == [asked.subject for asked in mine]
    assert () == waiting_for(stage.state, stage.plan, p.STRANGER.id)


def test_step_that_one_of_several_started_waits_for_them() -> None:
    """Two own the step until one of them starts it: then it is in that one's list alone."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=(p.DBA, p.LEE))))).to_deploying()
    before = [bool(waiting_for(stage.state, stage.plan, each.id)) for each in (p.DBA, p.LEE)]
    stage.do(i.StartStep(step="5"), p.LEE)
    after = [bool(waiting_for(stage.state, stage.plan, each.id)) for each in (p.DBA, p.LEE)]
    assert ([True, True], [False, True]) == (before, after)


def test_who_is_called_is_waited_for() -> None:
    """Until somebody has it, who is then asked whether it is over; in the end the lead."""
    stage = la.escalated(
        la.plan_with(la.row("L1", "On call", ""), la.row("L2", "Vendor", "", "+49 1 234567"))
    )
    first = waiting(stage.state, stage.plan)[0]
    assert (Ask.ESCALATION, "escalation:1", "orders are lost") == (first.ask, first.question, first.subject)
    assert (la.ON_CALL,) == first.people
    stage.do(i.PassOn(), la.ON_CALL)
    assert LEAD == waiting(stage.state, stage.plan)[0].people
    stage.do(i.PassOn(), p.ANA)
    assert LEAD == waiting(stage.state, stage.plan)[0].people
    stage.do(i.Acknowledge(), la.ON_CALL)
    taken = waiting(stage.state, stage.plan)[0]
    assert (Ask.IN_CHARGE, (la.ON_CALL,)) == (taken.ask, taken.people)
    stage.do(i.StandDown(), p.ANA)
    assert Ask.STEP is waiting(stage.state, stage.plan)[0].ask


def test_where_all_passed_it_on_the_lead_is_waited_for() -> None:
    """However many were called."""
    stage = la.escalated(p.web_shop())
    for person in LEAD:
        stage.do(i.PassOn(), person)
    assert LEAD == waiting(stage.state, stage.plan)[0].people


def test_while_a_rollback_is_asked_for_only_what_can_be_pressed_waits() -> None:
    """A hold's end and confirmations wait again once it is answered; what failed and what runs waits on."""
    stage = Stage().to_confirming()
    stage.do(i.Hold(reason="slow"), p.DBA)
    before = asks(stage)
    stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason="it burns"), p.DEV)
    assert [(Ask.DECISION, "decision:1:0", "roll back or continue", LEAD)] == asks(stage)
    stage.do(a.CONTINUE, p.ANA)
    assert before == asks(stage)


@pytest.mark.parametrize("failed", [True, False])
def test_steps_that_wait_while_a_rollback_is_asked_for(*, failed: bool) -> None:
    """One that runs may end, one that failed may be tried again; one that nobody began waits for nobody."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    if failed:
        stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    else:
        stage.do(i.RequestRollback(severity=Severity.CRITICAL, reason="it burns"), p.DEV)
    _, step = waiting(stage.state, stage.plan)
    assert (Ask.FAILED_STEP if failed else Ask.STEP, "step:5:1") == (step.ask, step.question)
    if failed:
        stage.do(i.RetryStep(step="5"), p.DBA)
        _, again = waiting(stage.state, stage.plan)
        assert (Ask.STEP, "step:5:2") == (again.ask, again.question)
        assert stage.do(i.StartStep(step="5"), p.DBA)
    else:
        stage.do(i.FinishStep(step="5"), p.DBA)
        stage.do(a.CONTINUE, p.ANA)
        stage.do(i.RequestRollback(severity=Severity.HIGH, reason="it burns"), p.DEV)
        assert [Ask.DECISION] == [each.ask for each in waiting(stage.state, stage.plan)]


def test_a_row_that_no_machine_measures_waits_for_who_watches() -> None:
    """Once Monitoring Normal is asked for, until it is said or confirmed; not beside a rollback question."""
    stage = Stage(machines.watching(machines.by_hand(), machines.by_hand("Queue"))).to_verifying()

    def left() -> list[tuple[str, str, tuple[Person, ...]]]:
        waits = waiting(stage.state, stage.plan)
        return [(each.question, each.subject, each.people) for each in waits if each.ask is Ask.METRIC]

    assert [] == left()
    stage.walk()
    assert [("metric:1:", "Disk Space", (p.OMAR,)), ("metric:2:", "Queue", (p.OMAR,))] == left()
    stage.do(i.SayMetric(wanted="1", is_normal=True), p.OMAR)
    assert [("metric:2:", "Queue", (p.OMAR,))] == left()
    stage.do(i.Confirm(wanted="3", override="it drains"), p.ANA)
    assert [] == left()
    stage = Stage(machines.watching(machines.by_hand())).to_confirming()
    stage.do(i.RequestRollback(reason="orders are lost"), p.DBA)
    assert [] == left()
