from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain.freezes import (
    EndFreeze,
    FreezeEnded,
    FreezeFacts,
    Freezes,
    FreezeSet,
    SetFreeze,
    changed,
    decide,
    evolve,
)
from bot.domain.hushing import HUSHED
from bot.domain.refusals import Because, Refusal
from tests.bot.domain import around as a, plans as p

KEEPER = FreezeFacts(now=p.T0, actor=p.ANA, is_keeper=True, zone=p.ZONE)
OTHER = FreezeFacts(now=p.T0, actor=p.DBA, is_keeper=False, zone=p.ZONE)


def local(text: str) -> datetime:
    """A time as people type it, without a zone."""
    return datetime.fromisoformat(text)


def wanted(
    start: str = "2026-12-23 00:00", end: str = "2027-01-03 00:00", reason: str = "year's end"
) -> SetFreeze:
    """A freeze of everything in production over the end of the year."""
    return SetFreeze(service="", environment="production", start=local(start), end=local(end), reason=reason)


def refused(
    intent: SetFreeze | EndFreeze, facts: FreezeFacts = KEEPER, freezes: Freezes | None = None
) -> Refusal:
    """The refusal that is expected."""
    decision = decide(freezes or Freezes(), intent, facts)
    assert isinstance(decision, Refusal)
    return decision


def test_a_freeze_is_set_in_the_typers_zone() -> None:
    """What a keeper types is a freeze in UTC that remembers the zone; numbers go up."""
    decision = decide(Freezes(count=6), wanted(), KEEPER)
    assert isinstance(decision, FreezeSet)
    freeze = decision.freeze
    assert (7, p.ZONE, p.ANA) == (freeze.number, freeze.zone, freeze.by)
    assert (datetime(2026, 12, 22, 23, tzinfo=UTC), datetime(2027, 1, 2, 23, tzinfo=UTC)) == (
        freeze.start,
        freeze.end,
    )


def test_the_reason_for_a_freeze_keeps_no_secret() -> None:
    """It is read by whoever is refused, and kept."""
    decision = decide(Freezes(), wanted(reason="token=abc leaked"), KEEPER)
    assert isinstance(decision, FreezeSet)
    assert f"token={HUSHED} leaked" == decision.freeze.reason
    ended = decide(evolve(Freezes(), decision), EndFreeze(number=1, reason="password: x"), KEEPER)
    assert isinstance(ended, FreezeEnded)
    assert f"password: {HUSHED}" == ended.reason


def test_a_freeze_over_a_change_of_clocks_keeps_its_hours() -> None:
    """Each end is reckoned with the offset of its own day."""
    decision = decide(Freezes(), wanted("2027-03-27 22:00", "2027-03-28 22:00"), KEEPER)
    assert isinstance(decision, FreezeSet)
    assert timedelta(hours=23) == decision.freeze.end - decision.freeze.start


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-25 02:30", "2026-10-25 12:00", 10.5),
        ("2026-10-24 12:00", "2026-10-25 02:30", 15.5),
        ("2027-03-28 02:30", "2027-03-28 12:00", 9.5),
        ("2027-03-27 12:00", "2027-03-28 02:30", 14.5),
    ],
)
def test_a_freeze_covers_whatever_an_hour_may_mean(start: str, end: str, hours: float) -> None:
    """An hour that clocks repeat or skip is frozen either way: from the first of both, until the last."""
    facts = replace(KEEPER, now=p.T0 - timedelta(days=60))
    decision = decide(Freezes(), wanted(start, end), facts)
    assert isinstance(decision, FreezeSet)
    assert timedelta(hours=hours) == decision.freeze.end - decision.freeze.start


def test_without_a_zone_it_is_utc() -> None:
    """Whoever's zone Slack does not know means UTC."""
    facts = FreezeFacts(now=p.T0, actor=p.ANA, is_keeper=True, zone="")
    decision = decide(Freezes(), wanted(), facts)
    assert isinstance(decision, FreezeSet)
    assert datetime(2026, 12, 23, tzinfo=UTC) == decision.freeze.start


def test_others_hear_who_may() -> None:
    """Who is no keeper may neither set nor end one."""
    for intent in (wanted(), EndFreeze(number=1, reason="over")):
        refusal = refused(intent, OTHER)
        assert Because.NOT_YOURS is refusal.because
        assert "admins and the roster's Release manager" in refusal.text


def test_a_reason_is_needed() -> None:
    """Setting and ending ask why."""
    assert "Why?" in refused(wanted(reason="")).text
    assert "Why?" in refused(EndFreeze(number=1, reason="")).text


def test_a_freeze_has_a_length_and_is_not_over() -> None:
    """It must end after it begins and after now, both sides of each limit."""
    assert "end before it begins" in refused(wanted("2026-12-23 00:00", "2026-12-23 00:00")).text
    assert "was over Tue 1 Dec 23:00 CET" in refused(wanted("2026-11-23 00:00", "2026-12-01 23:00")).text
    assert isinstance(decide(Freezes(), wanted("2026-12-01 22:59", "2026-12-01 23:01"), KEEPER), FreezeSet)


def test_a_freeze_is_ended_by_its_number() -> None:
    """One that counts is ended with a reason; one that is unknown or over is not, and the rest is named."""
    freezes = Freezes(count=3, freezes=(a.freeze(1), a.freeze(2, end=p.T0), a.freeze(3)))
    decision = decide(freezes, EndFreeze(number=3, reason="moved"), KEEPER)
    assert FreezeEnded(at=p.T0, by=p.ANA, number=3, reason="moved") == decision
    for number in (2, 4):
        assert "There are: 1, 3." in refused(EndFreeze(number=number, reason="moved"), freezes=freezes).text
    assert "There are: none." in refused(EndFreeze(number=1, reason="moved")).text


@given(st.lists(st.integers(1, 48), max_size=8))
def test_numbers_are_never_given_twice(lengths: list[int]) -> None:
    """Whatever is forgotten meanwhile, each freeze has a number of its own, and those that count are kept."""
    freezes = Freezes()
    for hours in lengths:
        freeze = a.freeze(freezes.count + 1, start=p.T0 - a.HOUR, end=p.T0 + hours * a.HOUR)
        now = p.T0 + freezes.count * a.HOUR
        freezes = evolve(freezes, FreezeSet(at=now, by=p.ANA, freeze=freeze))
    assert len(lengths) == freezes.count
    now = p.T0 + len(lengths) * a.HOUR
    expected = {number for number, hours in enumerate(lengths, start=1) if hours > len(lengths)}
    assert expected == {freeze.number for freeze in freezes.at(now)}


def test_a_freeze_counts_until_its_end() -> None:
    """In its last moment it counts, at its end it does not; the earliest comes first."""
    later = a.freeze(1, start=p.T0 + a.HOUR)
    freezes = Freezes(count=2, freezes=(later, a.freeze(2)))
    assert [2, 1] == [freeze.number for freeze in freezes.at(p.T0)]
    assert [2, 1] == [freeze.number for freeze in freezes.at(later.end - timedelta(seconds=1))]
    assert () == freezes.at(later.end)


@pytest.mark.parametrize("number", [1, 2])
def test_an_ended_freeze_is_gone_and_known(number: int) -> None:
    """Which freeze an event is about is known, and after its end the other is left."""
    freezes = Freezes(count=2, freezes=(a.freeze(1), a.freeze(2)))
    event = FreezeEnded(at=p.T0, by=p.ANA, number=number, reason="moved")
    assert a.freeze(number) == changed(freezes, event)
    assert (a.freeze(3 - number),) == evolve(freezes, event).freezes
    assert a.freeze(3) == changed(freezes, FreezeSet(at=p.T0, by=p.ANA, freeze=a.freeze(3)))
