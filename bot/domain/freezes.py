"""Change freezes: when nothing is to be deployed, and why. All of them are one stream."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.events import Event
from bot.domain.facts import incomplete, not_yours, unknown
from bot.domain.hushing import without_secrets
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.roster import RELEASE_MANAGER
from bot.domain.surroundings import Freeze
from bot.domain.times import day_and_clock, zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezes:
    """The freezes that were not ended, by number; `count` is how many there ever were."""

    count: int = 0
    freezes: tuple[Freeze, ...] = ()

    def at(self, now: datetime) -> tuple[Freeze, ...]:
        """Those that are not over, the earliest first."""
        return tuple(sorted((f for f in self.freezes if f.end > now), key=lambda f: (f.start, f.number)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFreeze:
    """Freeze a service ("" for all) in an environment, from `start` until before `end`.

    Both are as typed: without a zone, hence in that of whoever typed them.
    """

    service: str
    environment: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFreeze:
    """End a freeze before its time."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeSet(Event):
    """A freeze was laid down."""

    freeze: Freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEnded(Event):
    """A freeze does not count any more."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeFacts:
    """Who asks, when by the plan's clock (aware UTC), and in which zone they live ("": UTC).

    `is_keeper`: the workspace's admins and whoever the roster names Release manager.
    """

    now: datetime
    actor: Person
    is_keeper: bool
    zone: str


FreezeIntent = SetFreeze | EndFreeze
FreezeEvent = FreezeSet | FreezeEnded


def decide(freezes: Freezes, intent: FreezeIntent, facts: FreezeFacts) -> FreezeEvent | Refusal:
    """The change, or why it may not be."""
    if not facts.is_keeper:
        return not_yours(f"Only the workspace's admins and the roster's {RELEASE_MANAGER} may freeze.")
    if not intent.reason:
        return incomplete("Why? Whoever is refused because of it will read the reason.")
    if isinstance(intent, EndFreeze):
        return _end(freezes, intent, facts)
    return _set(freezes, intent, facts)


def _set(freezes: Freezes, intent: SetFreeze, facts: FreezeFacts) -> FreezeEvent | Refusal:
    start, end = min(_instants(intent.start, facts.zone)), max(_instants(intent.end, facts.zone))
    if end <= start:
        return incomplete("The freeze would end before it begins: first comes FROM, then TO.")
    if end <= facts.now:
        return incomplete(f"That freeze was over {day_and_clock(end, facts.zone)}.")
    freeze = Freeze(
        number=freezes.count + 1,
        service=intent.service,
        environment=intent.environment,
        start=start,
        end=end,
        zone=facts.zone,
        reason=without_secrets(intent.reason),
        by=facts.actor,
    )
    return FreezeSet(at=facts.now, by=facts.actor, freeze=freeze)


def _instants(typed: datetime, zone: str) -> tuple[datetime, ...]:
    """What a local time may mean: two instants where clocks are changed over it; a freeze covers both."""
    return tuple(typed.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC) for fold in (0, 1))


def _end(freezes: Freezes, intent: EndFreeze, facts: FreezeFacts) -> FreezeEvent | Refusal:
    numbers = sorted(freeze.number for freeze in freezes.at(facts.now))
    if intent.number not in numbers:
        listed = ", ".join(map(str, numbers)) or "none"
        return unknown(f"No freeze {intent.number} counts now. There are: {listed}.")
    return FreezeEnded(
        at=facts.now, by=facts.actor, number=intent.number, reason=without_secrets(intent.reason)
    )


def evolve(freezes: Freezes, event: FreezeEvent) -> Freezes:
    """The freezes after one more event; what is over by then is forgotten."""
    left = freezes.at(event.at)
    if isinstance(event, FreezeSet):
        return Freezes(count=freezes.count + 1, freezes=(*left, event.freeze))
    return replace(freezes, freezes=tuple(freeze for freeze in left if freeze.number != event.number))


def changed(freezes: Freezes, event: FreezeEvent) -> Freeze:
    """The freeze that an event is about; `freezes` are those before it."""
    if isinstance(event, FreezeSet):
        return event.freeze
    return next(freeze for freeze in freezes.freezes if freeze.number == event.number)
