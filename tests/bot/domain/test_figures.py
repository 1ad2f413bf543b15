from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain import intents as i
from bot.domain.figures import Figures, Middle, Moments, OfService, Run, figures, moments
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.state import Lifecycle
from tests.bot.domain import asking, plans as p
from tests.bot.domain.stories import DAY_BEFORE, at_state

MINUTE = timedelta(minutes=1)
NOTHING = Moments(approved=None, deployed=None, live=None, troubled=None, restored=None, ended=None)
NONE = Middle(count=0, median=None)


def test_moments_are_known_as_far_as_it_got() -> None:
    """Approved the day before, deployed at T-0, live when 3.2 is over, ended with the last confirmation."""
    stage = at_state(Lifecycle.VERIFYING)
    live = replace(NOTHING, approved=DAY_BEFORE, deployed=p.T0, live=stage.at)
    assert live == moments(stage.state)
    done = at_state(Lifecycle.COMPLETED)
    assert replace(live, ended=done.at) == moments(done.state)


@pytest.mark.parametrize("state", [Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.MISSED])
def test_what_never_began_has_no_moment(state: Lifecycle) -> None:
    """Before approval there is none; a missed one did not begin, so that its approval counts for nothing."""
    assert NOTHING == moments(at_state(state).state)


def test_what_was_cancelled_ended_and_was_not_deployed() -> None:
    """It has an end and no T-0."""
    found = moments(at_state(Lifecycle.CANCELLED).state)
    assert (None, None, True) == (found.deployed, found.troubled, found.ended is not None)


def test_trouble_begins_with_the_question_and_ends_rolled_back() -> None:
    """From when it was asked, however long the deciding took; on the way back it is not over."""
    stage = asking.asked(Severity.CRITICAL)
    since = stage.at
    stage.at += 7 * MINUTE
    stage.do(i.CastVote(choice=Choice.ROLLBACK), p.ANA)
    on_the_way = moments(stage.state)
    stage.walk(Lifecycle.ROLLED_BACK)
    assert (since, None) == (on_the_way.troubled, on_the_way.restored)
    assert (since, stage.at) == (moments(stage.state).troubled, moments(stage.state).restored)


def test_trouble_that_is_settled_otherwise_ends_as_it_is() -> None:
    """Where it goes on the last question's answer counts; while one is open nothing is restored."""
    stage = asking.asked(Severity.CRITICAL)
    since = stage.at
    still_asked = moments(stage.state)
    stage.at += 7 * MINUTE
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="it recovers"), p.ANA)
    found = moments(stage.state)
    assert (since, None) == (still_asked.troubled, still_asked.restored)
    assert (since, stage.at) == (found.troubled, found.restored)


def test_a_rollback_that_nobody_was_asked_about_begins_with_itself() -> None:
    """The lead may decide at once."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    found = moments(stage.state)
    assert stage.state.rollback
    assert (stage.state.rollback.at, stage.at) == (found.troubled, found.restored)


def run(
    state: Lifecycle = Lifecycle.COMPLETED,
    *,
    service: str = "web-shop",
    late: int = 0,
    took: int = 60,
    deployed: bool = True,
    restore: int | None = None,
) -> Run:
    """One that was approved an hour before T-0 and was live half way; all in minutes."""
    t0 = p.T0 + late * MINUTE

    def after(minutes: float | None) -> datetime | None:
        return t0 + minutes * MINUTE if deployed and minutes is not None else None

    at = Moments(
        approved=p.T0 - 60 * MINUTE,
        deployed=after(0),
        live=after(took / 2),
        troubled=after(0) if restore is not None else None,
        restored=after(restore),
        ended=t0 + took * MINUTE,
    )
    return Run(state=state, service=service, window=(p.T0, p.T0 + 60 * MINUTE), at=at)


def test_no_deployment_has_no_figures() -> None:
    """Nothing is divided by nothing, and no median is made up."""
    assert figures([]) == Figures(
        outcomes={},
        deployed=0,
        failed=0,
        took=NONE,
        planned=NONE,
        lead=NONE,
        restore=NONE,
        late=0,
        overran=0,
        services=(),
    )
    assert figures([]).failure_rate is None


def test_a_single_one_is_its_own_median() -> None:
    """All that is known of it, and that nothing failed."""
    found = figures([run()])
    hour = Middle(count=1, median=60 * MINUTE)
    assert (hour, hour, Middle(count=1, median=90 * MINUTE)) == (found.took, found.planned, found.lead)
    assert (0.0, NONE) == (found.failure_rate, found.restore)


def test_what_was_cancelled_or_missed_counts_in_the_outcomes_alone() -> None:
    """It was not deployed: neither its times nor its service are among the others'."""
    cancelled = run(Lifecycle.CANCELLED, deployed=False, service="billing")
    missed = replace(run(Lifecycle.MISSED, deployed=False), at=NOTHING)
    found = figures([run(), cancelled, missed])
    assert {Lifecycle.COMPLETED: 1, Lifecycle.CANCELLED: 1, Lifecycle.MISSED: 1} == found.outcomes
    assert (1, 0.0, 1) == (found.deployed, found.failure_rate, found.took.count)
    assert (OfService(service="web-shop", deployed=1, failed=0),) == found.services


def test_what_was_rolled_back_failed() -> None:
    """Of those that had their T-0: one that went back before it changed nothing, and none has a length."""
    back = run(Lifecycle.ROLLED_BACK, restore=30)
    found = figures([run(), run(), back, run(Lifecycle.ROLLED_BACK, deployed=False), run(restore=10)])
    assert (4, 1, 0.25) == (found.deployed, found.failed, found.failure_rate)
    assert Middle(count=2, median=20 * MINUTE) == found.restore
    assert 3 == found.took.count


@pytest.mark.parametrize(("late", "expected"), [(5, 0), (6, 1)])
def test_five_minutes_are_in_time(late: int, expected: int) -> None:
    """Both for T-0 and for the window's end; one more is late."""
    found = figures([run(late=late)])
    assert (expected, expected) == (found.late, found.overran)


def test_services_stand_in_the_order_of_how_often() -> None:
    """Those of one number by name; each with how often it was rolled back, however its name is written."""
    runs = [
        run(service="mail"),
        run(service="billing"),
        run(Lifecycle.ROLLED_BACK, service="shop"),
        run(service="Shop "),
    ]
    expected = [("shop", 2, 1), ("billing", 1, 0), ("mail", 1, 0)]
    assert expected == [(each.service, each.deployed, each.failed) for each in figures(runs).services]


RUNS = st.builds(
    run,
    st.sampled_from([Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK, Lifecycle.CANCELLED, Lifecycle.MISSED]),
    service=st.sampled_from("ab"),
    late=st.integers(-30, 30),
    took=st.integers(0, 500),
    deployed=st.booleans(),
    restore=st.none() | st.integers(0, 500),
)


@given(st.lists(RUNS))
def test_figures_agree_with_each_other(runs: list[Run]) -> None:
    """However they go, parts are no more than the whole, and there is a median where there is a time."""
    found = figures(runs)
    assert len(runs) == sum(found.outcomes.values())
    assert found.deployed == sum(each.deployed for each in found.services)
    assert found.failed == sum(each.failed for each in found.services) <= found.deployed
    assert found.overran <= found.took.count <= found.deployed - found.failed
    for middle in (found.took, found.planned, found.lead, found.restore):
        assert (middle.count == 0) is (middle.median is None)
        assert middle.median is None or timedelta() <= middle.median <= timedelta(minutes=1_000)
