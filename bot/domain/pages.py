"""What PagerDuty is told of a level that is called: its page, as a function of the state (9.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.domain.alerts import PAGE_KEY
from bot.domain.ladder import Ladder
from bot.domain.levels import levels
from bot.domain.monitors import Monitor
from bot.domain.people import names
from bot.domain.plan import Plan, Severity
from bot.domain.state import Deployment

KEY_LENGTH = 255
"""The longest key that PagerDuty takes, in characters."""
DIGEST_LENGTH = 16
BETWEEN = ":"


class PageStatus(StrEnum):
    """How a page stands; the words are those of PagerDuty's events."""

    RINGING = "trigger"
    ACKNOWLEDGED = "acknowledge"
    OVER = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of one level, called last at `since`; `policy` is an escalation policy's id, or "".

    `severity` is how bad it is at worst; what somebody calls people for by hand is critical.

    `answers` counts how often it was acknowledged, or called for an issue that is over, before it was called
    last: what was acknowledged rings again only as a new one, and the end of that issue may not have arrived.
    """

    key: str
    status: PageStatus
    level: str
    why: str
    people: str
    since: datetime
    opened_at: datetime
    policy: str
    severity: Severity
    answers: int


def page_key(deployment: str, level: str) -> str:
    """One for each deployment and level, so that whatever is sent twice rings once.

    Of a level whose name is too long for it, a digest stands for the end. What a key says has the same key.
    """
    key = f"{PAGE_KEY}{deployment}{BETWEEN}{level}"
    if len(key) <= KEY_LENGTH:
        return key
    digest = sha256(key.encode()).hexdigest()[:DIGEST_LENGTH]
    return key[: KEY_LENGTH - DIGEST_LENGTH] + digest


def paged_level(key: str) -> tuple[str, str] | None:
    """The deployment and the level of a page's key, as it stands there; `None` where it is none of ours."""
    if not key.startswith(PAGE_KEY):
        return None
    deployment, between, level = key.removeprefix(PAGE_KEY).partition(BETWEEN)
    return (deployment, level) if deployment and between and level else None


def recipient(level: str) -> str:
    """Where a level's page goes: each has a lane of its own, so that none waits for another."""
    return f"{Monitor.PAGERDUTY}{BETWEEN}{level}"


def policies(plan: Plan) -> Mapping[str, str]:
    """The escalation policies that 9.2 names, by level."""
    found: dict[str, str] = {}
    for level in levels(plan):
        if policy := next((row.pagerduty.strip() for row in level.rows if row.pagerduty.strip()), ""):
            found[level.name] = policy
    return found


def is_paged(plan: Plan, level: str) -> bool:
    """Whether a level is paged, too: one without a policy is not where the plan names some for others.

    The integration's own policy would ring somebody else.
    """
    named = policies(plan)
    return level in named or (not named and any(level == each.name for each in levels(plan)))


def page(state: Deployment, plan: Plan, level: str) -> Page:
    """The page of a level as it stands. Errors: `LookupError` where it was never called."""
    ladder = next((each for each in reversed(state.ladders) if level in each.levels), None)
    if ladder is None:
        raise LookupError(f"{level} of {state.id} was never called")
    calls = ladder.calls_of(level)
    earlier = sum(level in each.levels for each in state.ladders if each is not ladder)
    last = max(number for number, call in enumerate(ladder.calls, 1) if call.level == level)
    return Page(
        key=page_key(state.id, level),
        status=_status(ladder, last),
        level=level,
        why=ladder.reason.note,
        people=names(calls[-1].people),
        since=calls[-1].at,
        opened_at=ladder.opened.at,
        policy=policies(plan).get(level, ""),
        severity=ladder.severity or Severity.CRITICAL,
        answers=earlier + sum(answer.takes_charge and answer.calls < last for answer in ladder.answers),
    )


def _status(ladder: Ladder, last_call: int) -> PageStatus:
    """Whoever takes charge, of whichever level, takes it for all that were called before."""
    if ladder.over:
        return PageStatus.OVER
    if any(answer.calls >= last_call for answer in ladder.on_it):
        return PageStatus.ACKNOWLEDGED
    return PageStatus.RINGING
