"""The alerts of a deployment, as it knows them: those that fire, and those that did until lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.alerts import AlertSource, AlertStatus
from bot.domain.people import Person
from bot.domain.plan import Severity

LIVE_KEPT = 50
"""Of more that fire at once the others are only counted: a state stays small in a storm."""
OVER_KEPT = 50
"""So many that are over are remembered, the last ones."""
WEIGHTS: Mapping[Severity | None, int] = {
    Severity.CRITICAL: 2,
    Severity.HIGH: 1,
    Severity.MEDIUM: 0,
    None: 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One alert, as its last report has it. Times are of the plan's clock; `changed_at` is of its sender's.

    `noted_at` is when it was first heard of, `over_at` when that it is over; `why` says why it concerns this
    deployment; `by` is whoever tied it by hand. `step` is the number of the step that ran when it fired,
    `change` that of the last one of 3.2, 3.3 or 6.3 that was done before, "" for none. `is_old`: it fired
    before the run's first step, or whoever said Go saw it; nobody is asked about it. `expected` are the
    numbers of the steps that name it in `Expects`.
    """

    key: str
    source: AlertSource
    title: str
    status: AlertStatus
    fired_at: datetime
    changed_at: datetime
    noted_at: datetime
    why: str
    severity: Severity | None = None
    url: str = ""
    value: str = ""
    step: str = ""
    change: str = ""
    is_old: bool = False
    expected: tuple[str, ...] = ()
    by: Person | None = None
    over_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether it still fires."""
        return not self.status.is_over

    @property
    def weight(self) -> int:
        """How bad it is: more is worse."""
        return WEIGHTS[self.severity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """All of them, by their keys in the order in which they were noted.

    `beyond` is how many more fire. `asked` are those who were asked at Begin what fires already, at
    `asked_at`.
    """

    known: Mapping[str, Sighting] = field(default_factory=dict)
    beyond: int = 0
    asked: tuple[AlertSource, ...] = ()
    asked_at: datetime | None = None

    @property
    def live(self) -> tuple[Sighting, ...]:
        """Those that fire: the new ones first, of them the worst and then the latest."""
        live = sorted((each for each in self.known.values() if each.is_live), key=_latest, reverse=True)
        return tuple(sorted(live, key=_order))

    @property
    def over(self) -> tuple[Sighting, ...]:
        """Those that are over, the latest first."""
        over = (each for each in self.known.values() if not each.is_live)
        return tuple(sorted(over, key=_ended, reverse=True))

    def with_more(self, sightings: Iterable[Sighting], gone: int = 0, more: int = 0) -> "Alerts":
        """With new sightings; `gone` of those that were only counted are over, `more` came to them.

        Beyond what is kept, the least telling are only counted from now on.
        """
        known = {**self.known, **{each.key: each for each in sightings}}
        all_known = replace(self, known=known)
        dropped = [each.key for each in (*all_known.live[LIVE_KEPT:], *all_known.over[OVER_KEPT:])]
        beyond = self.beyond - gone + more + max(len(all_known.live) - LIVE_KEPT, 0)
        kept = {key: each for key, each in known.items() if key not in dropped} if dropped else known
        return replace(self, known=kept, beyond=max(beyond, 0))

    @staticmethod
    def worst(sightings: Iterable[Sighting]) -> tuple[tuple[Sighting, ...], int]:
        """As many as are kept, all that are over among them, and how many more fire."""
        fresh = Alerts(known={each.key: each for each in sightings})
        return (*fresh.live[:LIVE_KEPT], *fresh.over), max(len(fresh.live) - LIVE_KEPT, 0)

    def known_at_begin(self) -> "Alerts":
        """Whatever fires when it begins is old; what is over by then is of no interest."""
        return replace(
            self, known={key: replace(each, is_old=True) for key, each in self.known.items() if each.is_live}
        )

    def known_at_go(self) -> "Alerts":
        """Whoever said Go had before them what fires; what a step expected has still to end in time."""
        return replace(
            self,
            known={
                key: replace(each, is_old=each.is_old or (each.is_live and not each.expected))
                for key, each in self.known.items()
            },
        )


def _latest(each: Sighting) -> datetime:
    return each.fired_at


def _ended(each: Sighting) -> datetime:
    return each.over_at or each.noted_at


def _order(each: Sighting) -> tuple[bool, int]:
    return each.is_old, -each.weight
