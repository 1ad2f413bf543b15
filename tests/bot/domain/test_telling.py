from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.notices import Audience, NoticeEdited, NoticeKind
from bot.domain.notices_progress import with_edited, with_notice
from bot.domain.plan import Channel
from bot.domain.telling import (
    audience_of,
    counts_on_it,
    destinations,
    is_of_the_end,
    lacks_people,
    last_told,
    row_given,
    told_of,
    was_told,
    ways_to,
    words_of,
)
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_notices_progress import EVERYBODY, given

NOBODY = Audience(name="Customers")
MAILED = Audience(name="Customers", addresses=("c@example.com",))
POSTED = Audience(name="Customers", channels=("C9",))
PAGE_ALONE = frozenset({Channel.STATUS_PAGE})
ALL_WAYS = frozenset(Channel)
ASK = 'nobody is known for “Customers”: `/deploy roster audience "Customers" '


@pytest.mark.parametrize(
    ("audience", "wanted", "set_up", "ways", "failings"),
    [
        (MAILED, (Channel.EMAIL,), ALL_WAYS, (Channel.EMAIL,), ()),
        (MAILED, (Channel.EMAIL,), PAGE_ALONE, (), ("email is not set up: not sent",)),
        (MAILED, (Channel.SLACK,), ALL_WAYS, (), ("no channel is known for “Customers”",)),
        (POSTED, (Channel.EMAIL,), ALL_WAYS, (), ("no address is known for “Customers”",)),
        (NOBODY, (Channel.EMAIL,), ALL_WAYS, (), (f"{ASK}address…`",)),
        (NOBODY, (Channel.SLACK,), ALL_WAYS, (), (f"{ASK}#channel`",)),
        (NOBODY, (Channel.STATUS_PAGE,), ALL_WAYS, (Channel.STATUS_PAGE,), ()),
        (POSTED, (), ALL_WAYS, (), ("the plan names no way by which to tell it",)),
        (
            POSTED,
            (Channel.EMAIL, Channel.SLACK, Channel.SLACK),
            ALL_WAYS,
            (Channel.SLACK,),
            ("no address is known for “Customers”",),
        ),
    ],
)
def test_a_way_works_or_says_why_not(
    audience: Audience,
    wanted: tuple[Channel, ...],
    set_up: frozenset[Channel],
    ways: tuple[Channel, ...],
    failings: tuple[str, ...],
) -> None:
    """What is not set up, and whom nobody knows, is said with what mends it."""
    facts = replace(Stage().open().facts(None), ways=set_up)
    assert (ways, failings) == ways_to(audience, wanted, facts)


@pytest.mark.parametrize(
    ("message", "is_end"),
    [
        ("Deployment complete", True),
        ("It is Done", True),
        ("Finished", True),
        ("Deployment completed successfully", True),
        ("Deployment in progress", False),
        ("Being completely rebuilt", False),
    ],
)
def test_words_that_are_true_only_in_the_end(message: str, *, is_end: bool) -> None:
    """Whatever minute the plan gives them, and in whatever words the lead puts it."""
    state = Stage().open().state
    row = p.told_at(1, "T+30min", message, "All", Channel.SLACK)
    assert is_end == is_of_the_end(state, row)
    edited = with_edited(state, NoticeEdited(at=p.T0, by=p.ANA, row=1, message="All is complete"))
    assert "All is complete" == words_of(edited, row)
    assert is_of_the_end(edited, row)
    assert is_of_the_end(state, replace(row, time=p.NOTIFICATIONS[3].time, message="Thank you"))


def test_a_row_tells_its_audience_the_window() -> None:
    """By the ways of its cell, with the window that holds now."""
    stage = Stage(p.announced()).open()
    notice = row_given(stage.state, stage.plan.notifications[1], stage.facts(None))
    assert (1, "row:2", ("C2",), p.END) == (
        notice.number,
        notice.about,
        notice.audience.channels,
        notice.ends_at,
    )
    unknown = replace(stage.facts(None), audiences={})
    assert not row_given(stage.state, stage.plan.notifications[1], unknown).ways


@pytest.mark.parametrize(("hours", "is_told"), [(23.9, True), (24, False), (-24, False), (-23, True)])
def test_a_row_counts_anew_for_a_window_a_day_away(hours: float, *, is_told: bool) -> None:
    """Until it deploys: then what was told was told."""
    row = p.NOTIFICATIONS[0]
    state = with_notice(Stage().open().state, replace(given(1), starts_at=p.T0))
    moved = replace(state, window_start=p.T0 + timedelta(hours=hours))
    assert is_told == bool(told_of(moved, row))
    assert told_of(replace(moved, actual_t0=p.T0), row)
    assert was_told(moved, row)
    assert not was_told(moved, p.NOTIFICATIONS[1])


def test_each_destination_knows_what_it_was_told_last() -> None:
    """By way; a correction that did not get through counts as tried."""
    both = replace(EVERYBODY, channels=("C1",))
    state = with_notice(Stage().open().state, replace(given(1), audience=both))
    state = with_notice(state, replace(given(2), audience=both, ways=(Channel.SLACK,)))
    numbers = {reached: notice.number for reached, notice in last_told(state).items()}
    assert {(Channel.EMAIL, "all@octal.example"): 1, (Channel.SLACK, "C1"): 2} == numbers
    state = with_notice(state, replace(given(3), kind=NoticeKind.MOVED, audience=both, ways=()))
    assert {3} == {notice.number for notice in last_told(state).values()}
    reached = destinations(both, (Channel.EMAIL, Channel.SLACK))
    assert replace(both, name="All stakeholders") == audience_of(state, reached)


@pytest.mark.parametrize(("minutes", "counts"), [(-121, False), (-120, True), (30, True)])
def test_whoever_was_told_late_counts_on_it(minutes: int, *, counts: bool) -> None:
    """From two hours before T-0 on."""
    state = Stage().open().state
    told = with_notice(state, replace(given(1), at=p.T0 + timedelta(minutes=minutes))).notices[0]
    assert counts == counts_on_it(state, told)
    assert not counts_on_it(replace(state, window_start=None), told)


@pytest.mark.parametrize(
    ("ways", "failings", "lacks"),
    [
        ((), ("nobody is known",), True),
        ((), ("nobody is known", "email is not set up: not sent"), True),
        ((), ("email is not set up: not sent",), False),
        ((Channel.SLACK,), ("nobody is known",), False),
    ],
)
def test_what_the_lead_can_mend(ways: tuple[Channel, ...], failings: tuple[str, ...], *, lacks: bool) -> None:
    """Nobody is known; what is not set up is not mended in a night."""
    assert lacks == lacks_people(replace(given(1), ways=ways, failings=failings))
