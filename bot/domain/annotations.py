"""What dashboards show of a deployment: a span over the time in which it was carried out, or taken back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.plan import Plan
from bot.domain.progress import was_completed
from bot.domain.state import Deployment, Lifecycle

BETWEEN = ":"


class Part(StrEnum):
    """Which part of it a span shows."""

    DEPLOYMENT = "deployment"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A span on a dashboard; `end` is `None` while it goes on. `tags` are what it is searched by."""

    dashboard: str
    text: str
    tags: tuple[str, ...]
    start: datetime
    end: datetime | None


def subject_of(part: Part, dashboard: str) -> str:
    """What the message of a span is about; `dashboard` is a uid, "" for all of them."""
    return f"{part}{BETWEEN}{dashboard}"


def annotation(state: Deployment, plan: Plan, subject: str) -> Annotation:
    """The span as it is to be shown now. Errors: `LookupError` where nothing was begun."""
    name, _, dashboard = subject.partition(BETWEEN)
    part = Part(name)
    start, end, text = _rollback(state) if part is Part.ROLLBACK else _deployment(state, plan)
    if start is None:
        raise LookupError(f"{state.id} has no {part} to show yet")
    return Annotation(
        dashboard=dashboard,
        text=f"{state.title}: {text} ({state.id})",
        tags=(
            "tminus",
            part.value,
            f"{part.value}:{state.id}",
            f"service:{state.service}",
            f"environment:{state.environment}",
        ),
        start=start,
        end=end,
    )


def _deployment(state: Deployment, plan: Plan) -> tuple[datetime | None, datetime | None, str]:
    if was_completed(state, plan):
        last = max((given.at for given in state.confirmations.values()), default=None)
        return state.actual_t0, last or _ended(state), "deployment complete"
    if state.rollback:
        return state.actual_t0 or state.rollback.at, state.rollback.at, "deployment, until it was rolled back"
    if state.state is Lifecycle.CANCELLED:
        return state.actual_t0, _ended(state), "deployment, cancelled before anything was changed"
    return state.actual_t0, None, "deployment under way"


def _rollback(state: Deployment) -> tuple[datetime | None, datetime | None, str]:
    if state.rollback is None:
        return None, None, ""
    why = state.rollback.reason
    if state.state is Lifecycle.ROLLED_BACK:
        return state.rollback.at, _ended(state), f"rolled back, {why}"
    return state.rollback.at, None, f"rolling back, {why}"


def _ended(state: Deployment) -> datetime | None:
    return state.ended.at if state.ended else None
