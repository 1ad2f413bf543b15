from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage


def test_running_states() -> None:
    """Steps are called from pre-deployment to verifying, and on the way back."""
    running = [state.value for state in Lifecycle if state.is_running]
    assert ["pre-deployment", "deploying", "verifying", "rolling back"] == running


def test_closed_states() -> None:
    """A missed deployment still waits for somebody, a completed one for nobody."""
    closed = [state.value for state in Lifecycle if state.is_closed]
    assert ["completed", "rolled back", "cancelled"] == closed


def test_steps_that_are_over() -> None:
    """The next step is called after one that is done or skipped."""
    assert [StepStatus.DONE, StepStatus.SKIPPED] == [status for status in StepStatus if status.is_over]


@pytest.mark.parametrize(
    ("release", "version", "expected"),
    [
        ("Web shop", "4.12.0", "Web shop 4.12.0, production"),
        ("Web shop", "", "Web shop, production"),
        ("", "", "WEB-DEPLOY-041, production"),
    ],
)
def test_title(release: str, version: str, expected: str) -> None:
    """A deployment is called by its release, by its ID where there is none."""
    state = replace(Stage().open().state, release=release, version=version)
    assert expected == state.title


def test_people_of_a_deployment() -> None:
    """The lead with the deputies, everybody named, and the planned T-0 are read from the state."""
    state = Stage().open().state
    assert (p.ANA, p.SAM) == state.lead.all
    assert set(p.CAST) == set(state.everyone)
    assert p.T0 == state.planned_t0


def test_who_is_on_duty() -> None:
    """Those on call, and those called for the open issue, each once; after it those on call alone."""
    stage = la.stage_with()
    assert not stage.state.on_duty
    stage.do(i.NoteOnCall(level="L2", people=(la.SECOND, la.ON_CALL)), None)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    assert (la.ON_CALL, la.SECOND) == stage.state.on_duty
    stage.do(i.StandDown(), p.ANA)
    assert (la.SECOND, la.ON_CALL) == stage.state.on_duty
