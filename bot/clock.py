"""The two clocks: real time, and the plan's clock that is reckoned from it (design, rule 10).

Real time drives leases, back-off and time-outs; where only this process waits, it is measured by a clock that
nobody sets. The plan's clock drives offsets, timers and what people read; in a demo or a test it may start
elsewhere, run fast, stand still or be skipped.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime


def real_now() -> datetime:
    """Real time, aware UTC. Nothing else in the project asks the machine what time it is."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds by a clock that only goes on, whoever sets the machine's: for spans within this process."""
    return time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the plan's clock was set: it showed `plan` at the real instant `real` and runs at `speed`."""

    plan: datetime
    real: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """What the plan's clock shows at a real instant."""
        return self.plan + (real - self.real) * self.speed

    def real_of(self, plan: datetime) -> datetime | None:
        """The real instant at which the plan's clock will show `plan`; `None` while it stands still."""
        return self.real + (plan - self.plan) / self.speed if self.speed else None

    def skipped_to(self, plan: datetime, real: datetime) -> "Origin":
        """The clock set to another instant at the real instant `real`."""
        return replace(self, plan=plan, real=real)


def as_real_time(real: datetime) -> Origin:
    """A plan's clock that shows real time."""
    return Origin(plan=real, real=real, speed=1)


class PlanClock:
    """The plan's clock of one process, as its stored origin sets it."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin

    def now(self) -> datetime:
        """What the plan's clock shows, aware UTC."""
        return self.origin.at(real_now())

    def shown_at(self, real: datetime) -> datetime:
        """What it shows at a real instant, as it is set now."""
        return self.origin.at(real)

    def real_of(self, plan: datetime) -> datetime | None:
        """When that will be in real time; `None` while the clock stands still."""
        return self.origin.real_of(plan)
