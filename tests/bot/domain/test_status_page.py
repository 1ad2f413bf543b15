from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.plan import Channel, Notification, NotificationTime, Plan
from bot.domain.state import Lifecycle
from bot.domain.status_page import PageStatus, is_asked_for, page_entry
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

IMPACT = "The shop shows a maintenance page; carts are kept"
WINDOW = "Tue 1 Dec 23:00–01:00 CET (Tue 1 Dec 22:00–00:00 UTC)"
NOTICED = f"What you will notice: {IMPACT}."
UNTIL = "Planned to end by Wed 2 Dec 01:00 CET (Wed 2 Dec 00:00 UTC)."
UNDER_WAY = f"Deployment in progress. {NOTICED} {UNTIL}"
BEFORE = "The shop will be in maintenance from 22:25 until about 00:00"
PLANNED = f"{BEFORE}. Planned for {WINDOW}. {NOTICED}"
LATER = "Tue 1 Dec 23:00–01:00 CET".replace("Tue 1", "Wed 2") + " (Wed 2 Dec 22:00–00:00 UTC)"


def row(number: int, message: str, offset: int | None, *channels: Channel) -> Notification:
    """A row of 9.1; without an offset it is that of T+done."""
    return Notification(
        number=number,
        time=NotificationTime(text="", offset_minutes=offset, when_done=offset is None, clock=None),
        message=message,
        audience="All",
        channels=channels or (Channel.STATUS_PAGE,),
        channels_text="",
        line=0,
    )


ROWS = (
    row(1, "Deployment scheduled", -1440, Channel.EMAIL),
    row(2, BEFORE, -45),
    row(3, "Deployment in progress", 0),
)


def paged(*rows: Notification) -> Plan:
    """The web shop's plan with these rows of 9.1."""
    plan = p.web_shop()
    release = replace(plan.release, customer_impact=IMPACT)
    return replace(plan, release=release, notifications=rows or ROWS)


def on_page(*rows: Notification) -> Stage:
    """A stage where the status page is set up."""
    stage = Stage(paged(*rows))
    stage.ways = frozenset(Channel)
    return stage


def shown(stage: Stage) -> tuple[PageStatus, str]:
    """What the page shows now."""
    entry = page_entry(stage.state, stage.plan)
    return entry.status, entry.words


def maintenance_on(stage: Stage) -> Stage:
    """Step 3, which turns it on, is done."""
    stage.to_pre_deployment()
    for number, role in (("1", "DBA"), ("2", "DevOps"), ("3", "DevOps")):
        stage.do(i.FinishStep(step=number), stage.state.holders(role).all[0])
    return stage


def maintenance_off(stage: Stage) -> Stage:
    """Step 12, which turns it off, is done."""
    stage.to_verifying()
    for number, role in (("10", "QA"), ("11", "Ops"), ("12", "DevOps")):
        stage.do(i.FinishStep(step=number), stage.state.holders(role).all[0])
    return stage


def given_up(stage: Stage, *, anew: bool = False) -> Stage:
    """Cancelled, or moved by a day, with maintenance mode on: it is turned off first."""
    maintenance_on(stage)
    if anew:
        stage.moves(timedelta(days=1)).do(i.Reschedule(start=p.T0 + timedelta(days=1)), p.ANA)
    else:
        stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert stage.state.leaving
    return stage


def back_after_completion(stage: Stage) -> Stage:
    """It was complete, and is rolled back."""
    stage.to_completed().do(i.RequestRollback(reason="orders are lost"), p.ANA)
    return stage


CHECKED = f"The change is made and is being checked. {NOTICED} {UNTIL}"
STOPPED = "Nothing was changed; maintenance mode is being turned off."
SCHEDULED, IN_PROGRESS, VERIFYING, COMPLETED = PageStatus


@pytest.mark.parametrize(
    ("way", "status", "words"),
    [
        (Stage.to_approved, SCHEDULED, PLANNED),
        (Stage.to_pre_deployment, SCHEDULED, PLANNED),
        (maintenance_on, IN_PROGRESS, UNDER_WAY),
        (given_up, IN_PROGRESS, f"The maintenance is cancelled. {STOPPED}"),
        (Stage.to_deploying, IN_PROGRESS, UNDER_WAY),
        (Stage.to_verifying, VERIFYING, CHECKED),
        (maintenance_off, VERIFYING, "Web shop 4.12.0 is live and is being watched."),
        (Stage.to_confirming, VERIFYING, "Web shop 4.12.0 is live and is being watched."),
        (Stage.to_completed, COMPLETED, "The maintenance is complete."),
        (
            Stage.to_rolling_back,
            IN_PROGRESS,
            "The change is being taken back: the previous version will run again.",
        ),
        (Stage.to_rolled_back, COMPLETED, "The change was taken back: the previous version runs again."),
        (
            back_after_completion,
            COMPLETED,
            "The change is being taken back: the previous version will run again.",
        ),
        (Stage.to_cancelled, COMPLETED, "The maintenance is cancelled. Nothing was changed."),
        (
            Stage.to_missed,
            SCHEDULED,
            "The maintenance did not take place at the planned time. A new time will be told here.",
        ),
    ],
)
def test_the_page_shows_what_really_happens(
    way: Callable[[Stage], Stage], status: PageStatus, words: str
) -> None:
    """In each state, with and without maintenance mode: never complete before the four confirmations."""
    assert (status, words) == shown(way(on_page()))


def test_without_a_step_for_maintenance_mode_it_is_in_progress_with_go() -> None:
    """Pre-deployment is nothing that customers notice, and what is deployed is live at once."""
    stage = Stage(replace(p.small(), notifications=(row(1, "Deployment in progress", 0),))).to_go()
    assert shown(stage)[0] is SCHEDULED
    stage.do(i.Go(at_once=True), p.ANA)
    assert shown(stage)[0] is IN_PROGRESS
    assert shown(stage.walk(Lifecycle.VERIFYING))[1].endswith("is live and is being watched.")


def test_a_press_that_is_taken_back_is_taken_back_there() -> None:
    """Maintenance mode was not on after all."""
    stage = maintenance_on(on_page())
    stage.do(i.ReopenStep(step="3"), p.ANA)
    assert (SCHEDULED, PLANNED) == shown(stage)


def test_a_moved_window_is_told_at_once_and_confirmed_later() -> None:
    """The times that the plan's own words name do not hold any more."""
    stage = on_page().to_approved()
    stage.moves(timedelta(days=1)).do(i.Reschedule(start=p.T0 + timedelta(days=1)), p.ANA)
    entry = page_entry(stage.state, stage.plan)
    assert (p.T0 + timedelta(days=1), p.END + timedelta(days=1)) == (entry.start, entry.end)
    planned = "Maintenance is planned: Web shop 4.12.0."
    moved = f"The time is moved to {LATER}"
    assert f"{planned} {moved}, which is still to be confirmed. {NOTICED}" == entry.words
    for by in (p.OMAR, p.CARLA):
        stage.do(i.GiveSignOff(), by)
    assert stage.state.state is Lifecycle.APPROVED
    assert f"{planned} {moved}. {NOTICED}" == shown(stage)[1]


def test_moved_with_maintenance_mode_on_it_is_in_progress_until_that_is_off() -> None:
    """Then it waits for its new window."""
    stage = given_up(on_page(), anew=True)
    assert (IN_PROGRESS, f"The maintenance is moved to {LATER}. {STOPPED}") == shown(stage)
    stage.walk()
    assert shown(stage)[0] is SCHEDULED


def test_words_without_a_time_stand_after_a_move() -> None:
    """Only what names a clock time is wrong by it."""
    stage = on_page(row(1, "Web shop maintenance", -60)).to_approved()
    stage.moves(timedelta(days=1)).do(i.Reschedule(start=p.T0 + timedelta(days=1)), p.ANA)
    assert shown(stage)[1].startswith("Web shop maintenance. The time is moved to")


def test_an_approval_that_is_taken_back_changes_nothing_there() -> None:
    """What is decided among colleagues is no news to customers until the window is another."""
    stage = on_page().to_approved()
    stage.do(i.WithdrawSignOff(wanted="1"), p.PIA)
    assert (SCHEDULED, PLANNED) == shown(stage)


@pytest.mark.parametrize(
    ("offset", "way", "words"),
    [
        (-1, Stage.to_approved, "Our own words. Planned"),
        (0, Stage.to_deploying, "Our own words. What"),
        (30, Stage.to_deploying, "Our own words. What"),
        (None, Stage.to_completed, "Our own words."),
        (0, Stage.to_approved, "Maintenance is planned: Web shop 4.12.0. Planned"),
        (-1, Stage.to_deploying, "The maintenance has begun. What"),
    ],
)
def test_a_rows_words_are_for_its_time(offset: int | None, way: Callable[[Stage], Stage], words: str) -> None:
    """Before T-0, from it on, and when it is done; elsewhere it is said in ours."""
    assert shown(way(on_page(row(1, "Our own words", offset))))[1].startswith(words)


def test_a_row_with_a_clock_time_speaks_of_what_is_then() -> None:
    """By where it lies from T-0; a row whose time cannot be read speaks of nothing."""
    for at, expected in ((p.T0 - timedelta(minutes=1), True), (p.T0, False), (None, False)):
        time = NotificationTime(text="", offset_minutes=None, when_done=False, clock=at)
        stage = on_page(replace(row(1, "Our own words", 0), time=time)).to_approved()
        assert expected == shown(stage)[1].startswith("Our own words")
    unread = on_page(replace(row(1, "Our own words", 0), time=None)).to_approved()
    assert shown(unread)[1].startswith("Maintenance is planned")


def test_it_is_asked_for_by_a_row_alone() -> None:
    """Mail and Slack are other ways."""
    assert is_asked_for(paged())
    assert not is_asked_for(paged(row(1, "Deployment scheduled", -60, Channel.EMAIL, Channel.SLACK)))


def test_a_window_in_utc_is_said_once() -> None:
    """Nobody needs to read the same twice; without a window there is none to tell."""
    stage = on_page().to_approved()
    utc = replace(stage.state, zone="")
    assert "Planned for Tue 1 Dec 22:00–00:00 UTC. What" in page_entry(utc, stage.plan).words
    without = replace(stage.state, window_start=None, window_end=None, announced=None)
    assert f"{BEFORE}. {NOTICED}" == page_entry(without, stage.plan).words
