"""The rows of 8.1 that a machine can watch, each by itself, also where two have one name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.plan import Metric, Plan

_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of 8.1, by its `number` from 1. `key` is by what it is known: its name, of one name from the
    second row on with a number.

    `apart` is what tells it from others of its name, "" where there is none.
    """

    number: int
    key: str
    metric: Metric
    apart: str

    @property
    def shown(self) -> str:
        """Its name for people: `Error Rate (checkout)`."""
        return f"{self.metric.name} ({self.apart})" if self.apart else self.metric.name


def watched(plan: Plan) -> tuple[Row, ...]:
    """Those with a query; what stands there twice is one."""
    again = repeated(plan)
    numbered = enumerate(plan.metrics, start=1)
    rows = [(number, metric) for number, metric in numbered if metric.query and number not in again]
    return tuple(
        Row(number=number, key=_key(place, rows), metric=metric, apart=_apart(place, rows))
        for place, (number, metric) in enumerate(rows)
    )


def unwatched(plan: Plan) -> tuple[Row, ...]:
    """Those without one, which people watch; no key of theirs is one of a watched row."""
    again = repeated(plan)
    every = [(number, metric) for number, metric in enumerate(plan.metrics, start=1) if number not in again]
    return tuple(
        Row(number=number, key=f"{metric.name}\nrow {number}", metric=metric, apart=_apart(place, every))
        for place, (number, metric) in enumerate(every)
        if not metric.query
    )


def repeated(plan: Plan) -> frozenset[int]:
    """The numbers of the rows, from 1, that say what one before them says already."""
    said = [replace(metric, line=0) for metric in plan.metrics]
    return frozenset(number for number, each in enumerate(said, start=1) if each in said[: number - 1])


_Numbered = Sequence[tuple[int, Metric]]


def _key(place: int, rows: _Numbered) -> str:
    """No cell has a line break, so that no name is another one's key."""
    name = rows[place][1].name
    before = sum(metric.name == name for _, metric in rows[:place])
    return f"{name}\n{before + 1}" if before else name


def _apart(place: int, rows: _Numbered) -> str:
    """`checkout` by what only its query names in quotes, else `row 2 of 8.1`."""
    number, metric = rows[place]
    others = [
        each
        for at, (_, each) in enumerate(rows)
        if at != place and each.name.casefold() == metric.name.casefold()
    ]
    if not others:
        return ""
    theirs = _quoted(others)
    own = (each for each in _QUOTED.findall(metric.query) if each not in theirs)
    return next(own, f"row {number} of 8.1")


def _quoted(metrics: Iterable[Metric]) -> set[str]:
    return {each for metric in metrics for each in _QUOTED.findall(metric.query)}
