"""The timer of a deployment's agenda is written where it is not what is set already."""

from datetime import UTC, datetime, timedelta

from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import ClearTimer, SetTimer
from bot.waking import KEPT, Waking

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SET = (SetTimer(name=AGENDA_TIMER, due=NOON),)
CLEARED = (ClearTimer(name=AGENDA_TIMER),)


def test_it_is_set_only_where_it_changes() -> None:
    """Set, left alone while the next event changes nothing, set to another time, cleared once."""
    waking = Waking()
    assert SET == waking.effects(NOON, before="", after="a", has_fired=False)
    assert () == waking.effects(NOON, before="a", after="b", has_fired=False)
    assert (SetTimer(name=AGENDA_TIMER, due=LATER),) == waking.effects(
        LATER, before="b", after="c", has_fired=False
    )
    assert CLEARED == waking.effects(None, before="c", after="d", has_fired=False)
    assert () == waking.effects(None, before="d", after="e", has_fired=False)


def test_a_new_deployment_without_anything_to_come_has_none() -> None:
    """Nothing is written for it."""
    assert () == Waking().effects(None, before="", after="a", has_fired=False)


def test_what_another_process_did_is_set_anew() -> None:
    """Also where nothing is to come: what it set is not known."""
    assert SET == Waking().effects(NOON, before="theirs", after="a", has_fired=False)
    assert CLEARED == Waking().effects(None, before="theirs", after="a", has_fired=False)


def test_what_is_not_known_is_looked_for_once() -> None:
    """From then on it is known, and set only where it changes."""
    waking = Waking()
    looked = []

    def look() -> datetime | None:
        looked.append("theirs")
        return NOON

    assert (NOON, NOON) == (waking.set_with("theirs", look), waking.set_with("theirs", look))
    assert ["theirs"] == looked
    assert () == waking.effects(NOON, before="theirs", after="a", has_fired=False)
    assert NOON == waking.set_with("a", look)
    assert ["theirs"] == looked


def test_what_was_put_off_is_looked_for_again() -> None:
    """What a process knew of a timer that somebody put off does not hold any more."""
    waking = Waking()
    waking.effects(NOON, before="", after="a", has_fired=False)
    waking.forget("a")
    waking.forget("never known")
    assert LATER == waking.set_with("a", lambda: LATER)


def test_a_timer_that_fired_is_set_again() -> None:
    """It was taken when it fired; with nothing to come there is nothing to clear."""
    waking = Waking()
    waking.effects(NOON, before="", after="a", has_fired=False)
    assert SET == waking.effects(NOON, before="a", after="b", has_fired=True)
    assert () == waking.effects(None, before="b", after="c", has_fired=True)


def test_a_decision_that_was_not_committed_is_made_again() -> None:
    """What was set in vain is not taken for set."""
    waking = Waking()
    waking.effects(NOON, before="", after="a", has_fired=False)
    in_vain = waking.effects(LATER, before="a", after="b", has_fired=False)
    assert in_vain == waking.effects(LATER, before="a", after="b", has_fired=False)


def test_the_oldest_is_forgotten() -> None:
    """A process knows so many, and sets what it forgot anew."""
    waking = Waking()
    for number in range(KEPT + 1):
        waking.effects(NOON, before="", after=f"{number}", has_fired=False)
    assert () == waking.effects(NOON, before="1", after="b", has_fired=False)
    assert SET == waking.effects(NOON, before="0", after="a", has_fired=False)
