"""How the rows of 7.1 stand."""

import pytest

from bot.domain import intents as i
from bot.domain.plan import Phase
from bot.domain.smoke_rows import (
    Standing,
    is_testing,
    left,
    on_a_press,
    reading,
    rows,
    step_of,
    who_tests,
    writing,
)
from bot.domain.watch import SmokeOutcome, SmokeResult
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

LOCKED = SmokeResult(outcome=SmokeOutcome.FAILED, why="401 Unauthorized", status=401)


def standings(stage: Stage) -> list[Standing]:
    """How each row stands."""
    return [row.standing for row in rows(stage.state, stage.plan)]


def started(stage: Stage | None = None) -> Stage:
    """The step of the smoke tests runs."""
    stage = stage or Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    return stage


@pytest.mark.parametrize(
    ("action", "tests"),
    [
        ("Run smoke tests", True),
        ("Smoke-test the shop", True),
        ("Monitor for 30 min", False),
        ("Clear", False),
    ],
)
def test_a_step_is_known_by_its_words(action: str, tests: bool) -> None:
    """Which runs the tests of 7."""
    assert tests == is_testing(p.step("1", action, "QA", 5, Phase.POST_DEPLOYMENT))


@pytest.mark.parametrize(("phase", "tests"), [(each, each is not Phase.PRE_DEPLOYMENT) for each in Phase])
def test_no_step_of_pre_deployment_runs_them(phase: Phase, tests: bool) -> None:
    """“Prepare smoke test accounts” would have the old release tested."""
    assert tests == is_testing(p.step("1", "Prepare smoke test accounts", "QA", 5, phase))


def test_each_row_is_a_machines_now_or_on_a_press_or_peoples() -> None:
    """Before anybody asked, while one is at them, and then."""
    stage = Stage(m.testing()).to_verifying()
    by_kind = [Standing.NOT_ASKED, Standing.ON_A_PRESS, Standing.NOT_ASKED, Standing.OF_PEOPLE]
    assert by_kind == standings(stage)
    started(stage)
    assert ((1, 3), (2,), (2,)) == (
        reading(stage.plan),
        writing(stage.state, stage.plan),
        on_a_press(stage.state, stage.plan),
    )
    under_way = [Standing.UNDER_WAY, Standing.ON_A_PRESS, Standing.UNDER_WAY, Standing.OF_PEOPLE]
    assert under_way == standings(stage)
    m.reported(stage, m.PASSED)
    assert [Standing.PASSED, *under_way[1:]] == standings(stage)


@pytest.mark.parametrize(
    ("result", "standing"),
    [
        (m.PASSED, Standing.PASSED),
        (m.FAILED, Standing.FAILED),
        (m.MASKED, Standing.MAINTENANCE),
        (m.LEFT, Standing.OF_PEOPLE),
        (SmokeResult(outcome=SmokeOutcome.UNANSWERED), Standing.UNANSWERED),
    ],
)
def test_what_came_of_a_row_is_how_it_stands(result: SmokeResult, standing: Standing) -> None:
    """All but what passed is left."""
    stage = m.reported(started(), result)
    assert standing is standings(stage)[0]
    assert (standing is not Standing.PASSED) == any(
        row.test.number == 1 for row in left(stage.state, stage.plan)
    )


def test_a_press_runs_what_writes_what_lies_between_and_what_was_turned_away() -> None:
    """Not what somebody ticked, or no machine may run."""
    tests = (
        m.smoke_test(1, "Home"),
        m.smoke_test(2, "Login", "POST /login"),
        m.smoke_test(3, "Cart", "GET /cart"),
        m.smoke_test(4, "Order", "POST /orders"),
        m.smoke_test(5, "Orders", "GET /orders"),
        m.smoke_test(6, "Bye", "POST /bye"),
    )
    stage = started(Stage(m.with_tests(*tests)).to_verifying())
    assert (2, 3, 4, 5, 6) == on_a_press(stage.state, stage.plan)
    stage.do(i.TickTest(wanted="6", has_passed=True), p.QUINN)
    assert (2, 3, 4) == on_a_press(stage.state, stage.plan)
    m.reported(stage, m.PASSED, first=1)
    stage.do(i.ReportSmokeTests(results={5: LOCKED}, asked=1), None)
    assert (2, 3, 4, 5) == on_a_press(stage.state, stage.plan)
    stage.do(i.ReportSmokeTests(results={3: m.PASSED, 2: m.LEFT, 4: m.LEFT}, asked=1), None)
    assert () == on_a_press(stage.state, stage.plan)


def test_what_only_people_can_judge_is_theirs() -> None:
    """Also where it looks like a request."""
    odd = m.smoke_test(1, "Login", "POST /login", "works as before")
    stage = Stage(m.with_tests(odd)).to_verifying()
    assert [Standing.OF_PEOPLE] == standings(stage)


def test_the_owner_of_their_step_is_asked_else_the_lead() -> None:
    """Of several steps that of the one that was called last."""
    stage = Stage(m.testing()).to_deploying()
    assert (None, stage.state.lead.people) == (
        step_of(stage.state, stage.plan),
        who_tests(stage.state, stage.plan),
    )
    stage.walk()
    step = step_of(stage.state, stage.plan)
    assert ("10", (p.QUINN,)) == (step and step.number, who_tests(stage.state, stage.plan))
