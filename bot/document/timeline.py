"""A plan's timeline: every step and notification with its planned time, owner and duration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.document.schedule import rollback_minutes, schedule
from bot.domain.ordering import PlannedStep, planned
from bot.domain.plan import Notification, Phase, Plan, StepPhase
from bot.domain.roles import RoleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """One step. `offset` is in minutes from T-0, `at` aware UTC; a rollback step has neither.

    `owner` is the role as written with who the document puts for it; `minutes` is `None` for a follow-up.
    """

    number: str
    action: str
    owner: str
    minutes: int | None
    offset: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePhase:
    """A part of section 3, or 6.3, under its title."""

    title: str
    steps: tuple[TimelineStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineNotification:
    """One notification; `at` is `None` where it cannot be known."""

    number: int
    when: str
    message: str
    audience: str
    channels: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All of it. Without a window there are offsets and no times; lengths are in minutes."""

    release: str
    document_id: str
    start: datetime | None
    end: datetime | None
    zone: str
    phases: tuple[TimelinePhase, ...]
    minutes: int
    rollback: TimelinePhase | None
    rollback_minutes: int
    notifications: tuple[TimelineNotification, ...]


def timeline(plan: Plan) -> Timeline:
    """The timeline of a plan."""
    book = RoleBook.of(plan)
    t0 = plan.window.start if plan.window else None
    steps = schedule(plan)
    ends = max((step.end for step in steps), default=0)
    release = f"{plan.release.name} {plan.release.version}".strip()
    return Timeline(
        release=f"{release or plan.title}, {plan.release.environment}",
        document_id=plan.document_id,
        start=t0,
        end=plan.window.end if plan.window else None,
        zone=plan.window.zone if plan.window else "",
        phases=tuple(_phase(phase, steps, t0, book) for phase in plan.phases),
        minutes=ends,
        rollback=_phase(plan.rollback, planned(plan.rollback.steps), None, book) if plan.rollback else None,
        rollback_minutes=rollback_minutes(plan),
        notifications=tuple(_notification(each, t0, ends) for each in plan.notifications),
    )


def _phase(
    phase: StepPhase, found: Iterable[PlannedStep], t0: datetime | None, book: RoleBook
) -> TimelinePhase:
    steps = tuple(
        TimelineStep(
            number=each.step.number,
            action=each.step.action,
            owner=_owner(each.step.owner, book),
            minutes=each.step.minutes,
            offset=None if phase.phase is Phase.ROLLBACK else each.start,
            at=t0 + timedelta(minutes=each.start) if t0 else None,
        )
        for each in found
        if each.step.phase is phase.phase
    )
    return TimelinePhase(title=phase.title, steps=steps)


def _owner(owner: str, book: RoleBook) -> str:
    """An owner as "DBA: Dora Nagy"; a role of several people by its own words alone."""
    people = book.holders(owner) if book.fills(owner) else ()
    if len(people) != 1 or people[0].name in owner:
        return owner
    return f"{owner}: {people[0].name}"


def _notification(notification: Notification, t0: datetime | None, ends: int) -> TimelineNotification:
    time = notification.time
    at = time.clock if time else None
    if time and t0 and time.clock is None:
        at = t0 + timedelta(minutes=ends if time.when_done else time.offset_minutes or 0)
    return TimelineNotification(
        number=notification.number,
        when=time.text if time else "?",
        message=notification.message,
        audience=notification.audience,
        channels=notification.channels_text,
        at=at,
    )
