from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda_events import Fate
from bot.domain.presence_progress import (
    with_is_on,
    with_released,
    with_told,
    with_what_happened,
)
from bot.domain.state import Lifecycle
from bot.domain.state_parts import Told
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
TOLD = e.TimesTold(at=p.T0, by=None, person=p.DBA.id, starts={"5": p.T0})


def moved(stage: Stage, by: timedelta) -> Stage:
    """The window moves."""
    stage.moves(by).do(i.Reschedule(start=(p.T0 + by).replace(tzinfo=None)), p.ANA)
    return stage


def test_whoever_said_so_is_kept() -> None:
    """With the time; a clock says nothing."""
    state = at_state(Lifecycle.APPROVED).state
    assert {p.DBA.id: p.T0} == with_is_on(state, e.PersonIsOn(at=p.T0, by=p.DBA)).on
    assert state is with_is_on(state, e.PersonIsOn(at=p.T0, by=None))


def test_what_was_told_last_counts() -> None:
    """Times of other steps stay, and how often somebody was told is counted."""
    state = with_told(at_state(Lifecycle.APPROVED).state, TOLD)
    assert {p.DBA.id: Told(starts={"5": p.T0})} == state.told
    again = with_told(state, replace(TOLD, starts={"R3": p.END}))
    assert {p.DBA.id: Told(starts={"5": p.T0, "R3": p.END}, times=2)} == again.told


def test_whoever_is_released_is_kept() -> None:
    """With the last time."""
    state = at_state(Lifecycle.DEPLOYING).state
    for at, people in ((p.T0, (p.DBA, p.PAUL)), (p.END, (p.PAUL,))):
        state = with_released(state, e.PeopleReleased(at=at, by=None, people=people))
    assert {p.DBA.id: p.T0, p.PAUL.id: p.END} == state.released


def test_what_the_agenda_does_brings_nothing_forth() -> None:
    """Anything else is since when the state asks what it asks for; an approval settles plan and window."""
    before = at_state(Lifecycle.APPROVED).state
    came = e.CameDue(at=p.T0, by=None, rule="x", subject="y", due_at=p.T0, fate=Fate.ON_TIME)
    for event in (came, TOLD, e.CaughtUp(at=p.T0, by=None, since=p.T0)):
        assert before is with_what_happened(before, before, event)
    noted = with_what_happened(before, before, e.NoteAdded(at=p.T0, by=p.ANA, text="x"))
    assert (p.T0, before.settled_at) == (noted.acted_at, noted.settled_at)


def test_the_first_approval_for_a_window_counts() -> None:
    """One that is given anew after people were asked changes nothing for them; before that it does."""
    before = at_state(Lifecycle.APPROVED).state
    reopened, anew = e.ReviewReopened(at=p.T0, by=p.ANA), e.Approved(at=p.END, by=None)
    asked = with_told(before, TOLD)
    for state, expected in ((asked, before.settled_at), (before, p.END)):
        in_review = with_what_happened(state, state, reopened)
        assert expected == with_what_happened(in_review, in_review, anew).settled_at


@pytest.mark.parametrize(("minutes", "rounds"), [(15, 0), (16, 1), (-15, 0), (-16, 1)])
def test_a_window_that_moves_far_begins_a_round(minutes: int, rounds: int) -> None:
    """By more than 15 minutes either way; who was on is asked anew, who was told is known."""
    stage = at_state(Lifecycle.APPROVED)
    stage.do(i.SayOn(), p.DBA)
    state = with_told(stage.state, TOLD)
    state = with_released(state, e.PeopleReleased(at=p.T0, by=None, people=(p.PAUL,)))
    stage._state = state
    after = moved(stage, minutes * MINUTE).state
    assert rounds == after.on_round
    assert (set() if rounds else {p.DBA.id}) == set(after.on)
    assert (set() if rounds else {p.PAUL.id}) == set(after.released)
    assert ((p.DBA.id,) if rounds else ()) == after.told_before


def test_small_moves_add_up() -> None:
    """Twice ten minutes are twenty from where the round began, and then it counts from there."""
    stage = moved(at_state(Lifecycle.APPROVED), 10 * MINUTE)
    assert 0 == stage.state.on_round
    stage.moves(10 * MINUTE).do(i.Reschedule(start=(p.T0 + 20 * MINUTE).replace(tzinfo=None)), p.ANA)
    assert (1, p.T0 + 20 * MINUTE) == (stage.state.on_round, stage.state.on_t0)
