"""The kind of change that 1.1 names (contract: Change type), and what it asks of approvals.

Emergency: any two rows by two people now, the rest within two working days. Standard: CAB's approval of the
last run counts for a plan that is the same but for version, date and window. Normal: every row, beforehand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.state_parts import Given
from bot.domain.times import zone_of

ENOUGH_ROWS, ENOUGH_PEOPLE = 2, 2
"""What an emergency needs to begin."""
DAYS_FOR_THE_REST = 2
"""Working days, Monday to Friday."""
SATURDAY = 5

_STANDARD = re.compile(r"standard(?: change)? until (\d{4}-\d{2}-\d{2})", re.IGNORECASE)


class Kind(StrEnum):
    """The three kinds of change."""

    NORMAL = "normal"
    STANDARD = "standard"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeType:
    """A kind of change; a standard one holds `until` a day, that day included."""

    kind: Kind
    until: date | None = None


NORMAL = ChangeType(kind=Kind.NORMAL)


def read_change_type(text: str) -> ChangeType | None:
    """What the row `Change type` says; `None` where it cannot be read. An empty one is Normal."""
    written = " ".join(text.split()).rstrip(".")
    word = written.casefold().removesuffix(" change")
    if word in {"", Kind.NORMAL}:
        return NORMAL
    if word == Kind.EMERGENCY:
        return ChangeType(kind=Kind.EMERGENCY)
    match = _STANDARD.fullmatch(written)
    try:
        return ChangeType(kind=Kind.STANDARD, until=date.fromisoformat(match[1])) if match else None
    except ValueError:
        return None


def change_type(plan: Plan) -> ChangeType:
    """The plan's kind of change; what cannot be read counts as Normal, which asks for most."""
    return read_change_type(plan.release.change_type) or NORMAL


def is_emergency(plan: Plan) -> bool:
    """Whether two approvals are enough to begin."""
    return change_type(plan).kind is Kind.EMERGENCY


def is_standard(state: Deployment, plan: Plan, now: datetime) -> bool:
    """Whether the plan is a standard change on the day it is deployed."""
    found = change_type(plan)
    day = (state.window_start or now).astimezone(zone_of(state.zone)).date()
    return found.until is not None and day <= found.until


def is_enough(given: Mapping[int, Given]) -> bool:
    """Whether an emergency has the approvals that it needs to begin."""
    people = {each.by.id for each in given.values() if each.by}
    return len(given) >= ENOUGH_ROWS and len(people) >= ENOUGH_PEOPLE


def rest_due(now: datetime, zone: str) -> datetime:
    """When the rest of an emergency's approvals is due: two working days later, at the same local time."""
    local = now.astimezone(zone_of(zone)).replace(tzinfo=None)
    left = DAYS_FOR_THE_REST
    while left:
        local += timedelta(days=1)
        left -= local.weekday() < SATURDAY
    return local.replace(tzinfo=zone_of(zone)).astimezone(now.tzinfo)
