"""Who decides about a rollback, and how soon, as section 6.2 says it: its cells read.

"A + B", "A and B", "A, B": all of them agree. "A or B", "any of A, B": one of them settles it.
"Team consensus": all agree who said that they are on. What 6.2 does not say is as the template has it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.plan import Plan, Severity
from bot.domain.roles import RoleBook, is_everyone
from bot.domain.state import LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """Who decides: all roles of one of `alternatives`, as the plan writes them; or the team's `consensus`.

    `within` is their time; nothing of it means at once. `text` is the cell.
    """

    text: str
    within: timedelta
    alternatives: tuple[tuple[str, ...], ...] = ()
    consensus: bool = False


TEMPLATE: Mapping[Severity, tuple[str, int]] = {
    Severity.CRITICAL: (LEAD, 0),
    Severity.HIGH: (f"{LEAD} + Dev Lead", 15),
    Severity.MEDIUM: ("Team consensus", 30),
}
"""Section 6.2 of the template: who, and within how many minutes."""

_ANY_OF = re.compile(r"^(?:any(?:one|body)?(?: one)?|one|either) (?:of )?(?:the )?", re.IGNORECASE)
_ALL_OF = re.compile(
    r"^(?:(?:all|each) of|both|consensus of|consensus between|consensus:)\s+(?:the )?", re.IGNORECASE
)
_CONSENSUS = re.compile(r"\b(?:consensus|unanim\w+)\b", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s+(?:or|and/or)\s+|\s*\|\s*", re.IGNORECASE)
_TOGETHER = re.compile(r"[+&]|\band\b", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,;]\s*")


def makers(plan: Plan, severity: Severity) -> Makers:
    """Who decides at this severity, and within which time."""
    rule = next((rule for rule in plan.decisions if rule.severity is severity), None)
    default, minutes = TEMPLATE[severity]
    text = (rule.decision_maker if rule else "") or default
    if rule and rule.minutes is not None:
        minutes = rule.minutes
    return _read(" ".join(text.split()), timedelta(minutes=minutes), RoleBook.of(plan))


def _read(text: str, within: timedelta, book: RoleBook) -> Makers:
    named = _ANY_OF.sub("", text)
    if named != text:
        one_each = tuple((role,) for part in _OR.split(named) for role in book.parts(part))
        return Makers(text=text, within=within, alternatives=one_each)
    named = _ALL_OF.sub("", text)
    if is_everyone(named) or (named == text and _CONSENSUS.search(text)):
        return Makers(text=text, within=within, consensus=True)
    return Makers(text=text, within=within, alternatives=_alternatives(named, book))


def _alternatives(text: str, book: RoleBook) -> tuple[tuple[str, ...], ...]:
    """Those of "A, B or C" are three; those of "A and B or C" are two: A with B, and C."""
    parts = _OR.split(text)
    if len(parts) > 1 and not _TOGETHER.search(text):
        parts = [role for part in parts for role in _COMMA.split(part)]
    read = (book.parts(part) for part in parts)
    return tuple(roles for roles in read if roles)


def roles_that_decide(plan: Plan) -> tuple[str, ...]:
    """Every role that 6.2 names, as it is written there."""
    found = (makers(plan, severity) for severity in Severity)
    return tuple(role for each in found for roles in each.alternatives for role in roles)
