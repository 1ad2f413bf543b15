"""What the doctor says of one thing that was looked at: a line."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a line says at its beginning."""

    GOOD = "ok"
    OFF = "--"
    BAD = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    verdict: Verdict
    what: str
    found: str

    def __str__(self) -> str:
        return f"{self.verdict:<5} {self.what}: {' '.join(self.found.split())}"


def good(what: str, found: str) -> Check:
    """All is well."""
    return Check(verdict=Verdict.GOOD, what=what, found=found)


def off(what: str, found: str) -> Check:
    """Not set up, or not to be known."""
    return Check(verdict=Verdict.OFF, what=what, found=found)


def bad(what: str, found: str) -> Check:
    """Somebody has to do something."""
    return Check(verdict=Verdict.BAD, what=what, found=found)
