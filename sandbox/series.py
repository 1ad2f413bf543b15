"""What a pretend Prometheus measures of the example plans' releases, as a person has it go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sin

from starlette.responses import Response

from sandbox.prometheus import Series, error


class Course(StrEnum):
    """How what is measured goes."""

    NORMAL = "normal"
    SLOW = "slow"
    ERRING = "erring"
    NO_DATA = "no data"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A value that goes up and down by `by` around `around`, once in about twenty minutes."""

    around: float
    by: float

    def at(self, moment: datetime) -> float:
        """The value at an instant."""
        return self.around + self.by * sin(moment.timestamp() / 190)


KINDS: Mapping[str, Mapping[Course, Wave]] = {
    "errors": {
        Course.NORMAL: Wave(around=0.2, by=0.08),
        Course.ERRING: Wave(around=7.2, by=0.9),
    },
    "milliseconds": {
        Course.NORMAL: Wave(around=190, by=30),
        Course.SLOW: Wave(around=2400, by=150),
        Course.ERRING: Wave(around=260, by=40),
    },
    "cpu": {
        Course.NORMAL: Wave(around=41, by=5),
        Course.SLOW: Wave(around=78, by=4),
    },
    "orders": {
        Course.NORMAL: Wave(around=38, by=6),
        Course.SLOW: Wave(around=17, by=2),
        Course.ERRING: Wave(around=11, by=3),
    },
    "lag": {
        Course.NORMAL: Wave(around=9_000, by=4_000),
        Course.SLOW: Wave(around=840_000, by=60_000),
    },
    "disk": {
        Course.NORMAL: Wave(around=62, by=0.5),
    },
    "queue": {
        Course.NORMAL: Wave(around=3_000, by=900),
        Course.SLOW: Wave(around=26_000, by=2_000),
        Course.ERRING: Wave(around=31_000, by=4_000),
    },
}
"""What each kind of metric measures; where it goes on as ever, it is not named."""
PIECES = {
    "errors_total": "errors",
    'code=~"5..': "errors",
    "duration_seconds": "milliseconds",
    "cpu_usage": "cpu",
    "orders_created": "orders",
    "replication_lag": "lag",
    "filesystem": "disk",
    "queue_depth": "queue",
}
"""What stands in the queries of each kind; of others there is no data."""


class Measured:
    """The course that things take, now and before. `now` is the plan's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._turns: list[tuple[datetime, Course]] = []

    @property
    def course(self) -> Course:
        """How it goes now."""
        return self._turns[-1][1] if self._turns else Course.NORMAL

    def take(self, course: Course) -> None:
        """Go so from now on; what was before stays as it was."""
        self._turns.append((self._now(), course))

    def find(self, query: str) -> Sequence[Series] | Response:
        """The series of a query; an error while the monitoring itself is down."""
        if self.course is Course.DOWN:
            return error("unavailable", "the storage is not ready", 503)
        kind = next((KINDS[kind] for piece, kind in PIECES.items() if piece in query), None)
        return (lambda at: self._value(kind, at),) if kind else ()

    def _value(self, kind: Mapping[Course, Wave], at: datetime) -> float | None:
        course = next((course for since, course in reversed(self._turns) if since <= at), Course.NORMAL)
        if course in {Course.NO_DATA, Course.DOWN}:
            return None
        return kind.get(course, kind[Course.NORMAL]).at(at)
