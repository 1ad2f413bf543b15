"""How bad an alert is where its monitor does not say: by the bands of 8.1."""

import re

from bot.domain.bands import holds, named_by
from bot.domain.plan import Band, Plan, Severity
from bot.domain.sightings import Sighting
from bot.domain.words import stems

_MEASURED = re.compile(r"(?:.*=)?\s*(-?\d+(?:\.\d+)?)\s*(%|ms|s|min)?\s*")
_IN_MS = {"ms": 1.0, "s": 1000.0, "min": 60_000.0}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")


def spaced(title: str) -> str:
    """An alert's name as words: `HighErrorRate` is High Error Rate."""
    return _HUMP.sub(" ", title)


def by_bands(plan: Plan, sighting: Sighting) -> Severity | None:
    """Critical beyond the critical band of the metric that its title names, high beyond the warning one.

    Where several rows are named the worst holds: which of them it is the alert does not say.
    """
    measured = _MEASURED.fullmatch(sighting.value)
    if measured is None:
        return None
    value, unit = float(measured[1]), measured[2] or ""
    said = stems(spaced(sighting.title))
    rows = [metric for metric in plan.metrics if (named := named_by(metric)) and named <= said]
    if any(_is_beyond(row.critical, value, unit) for row in rows):
        return Severity.CRITICAL
    return Severity.HIGH if any(_is_beyond(row.warning, value, unit) for row in rows) else None


def _is_beyond(band: Band | None, value: float, unit: str) -> bool:
    """Whether a value lies in a band; of another unit, or of none, it says nothing."""
    if band is None:
        return False
    if unit in _IN_MS and band.unit == "ms":
        value, unit = value * _IN_MS[unit], "ms"
    return unit == band.unit and holds(band, value)
