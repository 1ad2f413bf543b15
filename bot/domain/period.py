"""A span of days that somebody looks back on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.times import zone_of

USUAL_DAYS = 90
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day through another, or until now; without a first day, so many days until now."""

    first: date | None = None
    last: date | None = None
    days: int = USUAL_DAYS

    def span(self, now: datetime, zone: str) -> tuple[datetime, datetime]:
        """From the one instant until before the other, aware UTC; days are those of a zone ("": UTC)."""
        until = now + timedelta.resolution
        if self.first is None:
            return now - A_DAY * self.days, until
        return _midnight(self.first, zone), _midnight(self.last + A_DAY, zone) if self.last else until


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone_of(zone)).astimezone(UTC)
