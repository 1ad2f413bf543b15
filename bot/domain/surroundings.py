"""What stands beside a deployment: a lock on its service and environment, change freezes, others that night.

Values only: `locks`, `freezes` and `neighbours` decide about them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from bot.domain.people import Person, role_text

Span = tuple[datetime | None, datetime | None]
BETWEEN = "/"
"""Stands in a target's key between service and environment, and in neither."""


def key_of(part: str) -> str:
    """The form under which a service, or an environment, is compared."""
    return quote(role_text(part), safe=" ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is deployed to: a service in an environment, as the plan writes them."""

    service: str
    environment: str

    @property
    def key(self) -> str:
        """The form under which targets are compared: case and spacing do not matter."""
        return f"{key_of(self.service)}{BETWEEN}{key_of(self.environment)}"

    def __str__(self) -> str:
        """`Web shop, production`."""
        return f"{self.service}, {self.environment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why a target is locked: a deployment was rolled back there. `lead` may release it."""

    deployment: str
    title: str
    by: Person
    at: datetime
    reason: str
    lead: tuple[Person, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A target and what holds it locked; without holds it is free."""

    target: Target
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A time in which nothing is to be deployed: to a service ("" for all) in an environment.

    `start` and `end` are aware UTC, half open; `zone` is that in which they were said.
    """

    number: int
    service: str
    environment: str
    start: datetime
    end: datetime
    zone: str
    reason: str
    by: Person

    def covers(self, target: Target) -> bool:
        """Whether the target is frozen by it."""
        environment = role_text(self.environment) == role_text(target.environment)
        return environment and role_text(self.service) in {"", role_text(target.service)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Somebody who has to act in a deployment, and as what: `DBA`."""

    person: Person
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another deployment of the same night. `shared` are the people who are in both while windows overlap.

    `is_rival`: it goes to the same target; `runs`: such a one is under way.
    """

    id: str
    title: str
    start: datetime | None
    end: datetime | None
    overlaps: bool
    is_rival: bool
    runs: bool
    shared: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that stands beside a deployment; `more` neighbours are not named."""

    lock: Lock | None = None
    freezes: tuple[Freeze, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    more: int = 0

    @property
    def clashing(self) -> tuple[Neighbour, ...]:
        """The neighbours that share people."""
        return tuple(each for each in self.neighbours if each.shared)


def overlap(first: Span, second: Span) -> bool:
    """Whether two half-open spans of time have a moment in common; one without a start or an end has none."""
    (start, end), (other_start, other_end) = first, second
    if start is None or end is None or other_start is None or other_end is None:
        return False
    return max(start, other_start) < min(end, other_end)


def hits(freezes: Iterable[Freeze], target: Target, window: Span) -> tuple[Freeze, ...]:
    """The freezes that lie over a window of a target."""
    return tuple(f for f in freezes if f.covers(target) and overlap((f.start, f.end), window))
