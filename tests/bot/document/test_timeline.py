from datetime import UTC, datetime

from bot.document.parse import parse
from bot.document.timeline import timeline
from tests.bot.document.documents import FILLED, SEED, WEB_SHOP, changed


def test_every_step_and_notification_has_its_time() -> None:
    """Times are instants, offsets minutes from T-0."""
    found = timeline(parse(FILLED).plan)
    steps = {step.number: step for phase in found.phases for step in phase.steps}

    assert (-60, datetime(2026, 12, 1, 21, 0, tzinfo=UTC)) == (steps["1"].offset, steps["1"].at)
    assert (60, datetime(2026, 12, 1, 23, 0, tzinfo=UTC)) == (steps["14"].offset, steps["14"].at)
    assert 90 == found.minutes
    assert [
        datetime(2026, 11, 30, 22, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 21, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 21, 15, tzinfo=UTC),
        datetime(2026, 12, 1, 22, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 23, 30, tzinfo=UTC),
    ] == [notification.at for notification in found.notifications]


def test_owners_are_shown_with_their_person() -> None:
    """A role of one person is shown with the name, a role of several and everyone without."""
    found = timeline(parse(changed("| DBA | Dora Nagy (@dba) |", "| DBA | @dba, @ivo |")).plan)
    owners = {step.number: step.owner for phase in found.phases for step in phase.steps}

    assert found.rollback is not None
    assert ("DBA", "DevOps: Devi Rao", "All") == (owners["5"], owners["6"], found.rollback.steps[-1].owner)


def test_a_person_in_the_owners_cell_is_not_said_twice() -> None:
    """A handle stands for itself."""
    found = timeline(parse(changed("| DBA | 15 min |", "| @dba | 15 min |")).plan)

    assert "@dba" == found.phases[0].steps[0].owner


def test_without_a_window_there_are_only_offsets() -> None:
    """A plan without its date has no times."""
    found = timeline(parse(WEB_SHOP).plan)

    assert found.start is None
    assert {None} == {step.at for phase in found.phases for step in phase.steps}


def test_a_rollback_has_lengths_and_no_times() -> None:
    """Nobody knows when it would begin."""
    found = timeline(parse(FILLED).plan)

    assert found.rollback is not None
    assert {(None, None)} == {(step.offset, step.at) for step in found.rollback.steps}
    assert 30 == found.rollback_minutes


def test_a_clock_time_is_an_instant_of_the_plans_zone() -> None:
    """A notification at a clock time does not hang on T-0."""
    text = changed("| T-24h |", "| 2026-11-30 09:00 |")

    assert datetime(2026, 11, 30, 8, 0, tzinfo=UTC) == timeline(parse(text).plan).notifications[0].at


def test_a_time_that_cannot_be_read_is_a_question() -> None:
    """A notification without a time is listed all the same."""
    found = timeline(parse(changed("| T-24h |", "| soon |")).plan)

    assert ("?", None) == (found.notifications[0].when, found.notifications[0].at)


def test_the_seed_has_a_timeline() -> None:
    """Also a template shows in which order and how long."""
    found = timeline(parse(SEED).plan)

    assert (3, 99, 44) == (len(found.phases), found.minutes, found.rollback_minutes)
