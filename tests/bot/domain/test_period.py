from datetime import UTC, date, datetime, timedelta

from bot.domain.period import Period

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
NOW = NOON + timedelta.resolution


def test_days_count_back_from_now() -> None:
    """Now itself belongs to it; without a number it is ninety days."""
    assert (NOON - timedelta(days=30), NOW) == Period(days=30).span(NOON, "")
    assert (NOON - timedelta(days=90), NOW) == Period().span(NOON, "Europe/Berlin")


def test_a_day_begins_at_midnight_where_somebody_lives() -> None:
    """From the first day's begin through the last day's end, over a change of the clocks, too."""
    period = Period(first=date(2026, 10, 25), last=date(2026, 10, 25))
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert (start, start + timedelta(hours=25)) == period.span(NOON, "Europe/Berlin")
    midnight = datetime(2026, 10, 25, tzinfo=UTC)
    assert (midnight, midnight + timedelta(hours=24)) == period.span(NOON, "")


def test_without_a_last_day_it_reaches_until_now() -> None:
    """As people mean it who name the first alone."""
    assert (datetime(2026, 11, 1, tzinfo=UTC), NOW) == Period(first=date(2026, 11, 1)).span(NOON, "")
