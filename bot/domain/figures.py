"""How deployments went, in numbers, over those that ended in some time. No number is of a single person.

What is counted is defined after DORA's measures of delivery (dora.dev: software delivery metrics).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.approvals import approved_at
from bot.domain.state import Deployment, Lifecycle
from bot.domain.surroundings import Span, key_of

PUNCTUAL = timedelta(minutes=5)
"""What begins or ends so much after its time is in time."""
COUNTED = (Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK, Lifecycle.CANCELLED, Lifecycle.MISSED)
"""What becomes of a deployment in the end, in the order in which it is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """When a deployment got so far, aware UTC; `None` where it did not.

    `deployed` is the actual T-0, `live` the end of 3.2. `troubled` is when a rollback was first asked about,
    or decided, after T-0; `restored` when it was rolled back, or else when the last question was settled.
    """

    approved: datetime | None
    deployed: datetime | None
    live: datetime | None
    troubled: datetime | None
    restored: datetime | None
    ended: datetime | None


def moments(state: Deployment) -> Moments:
    """What a state tells of that."""
    is_approved = state.begun or state.state is Lifecycle.APPROVED
    return Moments(
        approved=approved_at(state) if is_approved else None,
        deployed=state.actual_t0,
        live=state.verifying_at,
        troubled=min(_asked_at(state), default=None),
        restored=_restored_at(state),
        ended=state.ended.at if state.ended else None,
    )


def _asked_at(state: Deployment) -> Iterator[datetime]:
    """When rollbacks were asked about, or decided without asking, since T-0."""
    asked = [answer.question.opened_at for answer in state.answers]
    asked += [state.question.opened_at] if state.question else []
    asked += [state.rollback.at] if state.rollback else []
    return (at for at in asked if state.actual_t0 and at >= state.actual_t0)


def _restored_at(state: Deployment) -> datetime | None:
    if state.rollback:
        return state.ended.at if state.ended and state.actual_t0 else None
    if state.question or state.actual_t0 is None:
        return None
    settled = [each.at for each in state.answers if each.question.opened_at >= state.actual_t0]
    return settled[-1] if settled else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One deployment that is counted: where it ended, its planned window, and how far it got when."""

    state: Lifecycle
    service: str
    window: Span
    at: Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """The median of so many times; `None` of none."""

    count: int
    median: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfService:
    """How often a service was deployed, and how often that was rolled back."""

    service: str
    deployed: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of it. `deployed` had their T-0 and ended, `failed` are those of them that were rolled back.

    `took` is from T-0 to Completed, `planned` the windows of the same; `lead` from approval to the end of
    3.2; `restore` from `Moments.troubled` to `Moments.restored`. `late` had their T-0 more than five minutes
    after its time, `overran` were completed so much after their window. Services are those that were
    deployed, most often first.
    """

    outcomes: Mapping[Lifecycle, int]
    deployed: int
    failed: int
    took: Middle
    planned: Middle
    lead: Middle
    restore: Middle
    late: int
    overran: int
    services: tuple[OfService, ...]

    @property
    def failure_rate(self) -> float | None:
        """How many of those that were deployed had to be rolled back, from 0 to 1; `None` of none."""
        return self.failed / self.deployed if self.deployed else None


def figures(runs: Collection[Run]) -> Figures:
    """The figures of deployments that ended. What was cancelled or missed counts in the outcomes alone."""
    deployed = [run for run in runs if run.at.deployed and run.state in COUNTED[:2]]
    completed = [run for run in deployed if run.state is Lifecycle.COMPLETED]
    return Figures(
        outcomes=Counter(run.state for run in runs),
        deployed=len(deployed),
        failed=len(deployed) - len(completed),
        took=_middle(_between(run.at.deployed, run.at.ended) for run in completed),
        planned=_middle(_between(*run.window) for run in completed),
        lead=_middle(_between(run.at.approved, run.at.live) for run in deployed),
        restore=_middle(_between(run.at.troubled, run.at.restored) for run in deployed),
        late=sum(_is_late(run.window[0], run.at.deployed) for run in deployed),
        overran=sum(_is_late(run.window[1], run.at.ended) for run in completed),
        services=_by_service(deployed),
    )


def _between(start: datetime | None, end: datetime | None) -> timedelta | None:
    return end - start if start and end else None


def _middle(times: Iterable[timedelta | None]) -> Middle:
    known = sorted(time for time in times if time is not None)
    if not known:
        return Middle(count=0, median=None)
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return Middle(count=len(known), median=low + (high - low) / 2)


def _is_late(planned: datetime | None, actual: datetime | None) -> bool:
    late = _between(planned, actual)
    return late is not None and late > PUNCTUAL


def _by_service(runs: Iterable[Run]) -> tuple[OfService, ...]:
    """A service is the same however its name is written; it is called as it was first."""
    names: dict[str, str] = {}
    deployed: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for run in runs:
        service = names.setdefault(key_of(run.service), run.service)
        deployed[service] += 1
        failed[service] += run.state is Lifecycle.ROLLED_BACK
    return tuple(
        OfService(service=service, deployed=count, failed=failed[service])
        for service, count in sorted(deployed.items(), key=lambda each: (-each[1], each[0]))
    )
