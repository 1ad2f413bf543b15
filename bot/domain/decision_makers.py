"""Who decides about a rollback, and how soon, as section 6.2 says it: its cells read.

"A + B", "A and B", "A with B", "A, B": all of them agree. "A or B", "any of A, B": one of them settles it.
"Any two of A, B, C", "at least 2 of the team", "majority of A, B, C": so many agree. "Team consensus": all
agree who said that they are on. "A and either B or C" is A with one of them. What 6.2 does not say is as the
template has it; what is not understood is the lead's to decide, and `check` says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.plan import Plan, Severity
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.roles import NO_VALUE, RoleBook, role_key
from bot.domain.state import LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """So many of these roles agree; of the team, as far as it is on, where no role is named.

    `needed` of them; all where that is `None`, more than half where `is_majority`.
    """

    roles: tuple[str, ...] = ()
    needed: int | None = None
    is_majority: bool = False

    @property
    def is_some(self) -> bool:
        """Whether some of them are enough."""
        return self.needed is not None or self.is_majority

    def of(self, places: int) -> int:
        """How many of so many have to agree."""
        if self.is_majority:
            return places // 2 + 1
        return min(self.needed or places, places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """Who decides: one of `quorums`, with roles as the plan writes them.

    `within` is their time; nothing of it means at once. `text` is the cell; where it is not understood the
    lead decides.
    """

    text: str
    within: timedelta
    quorums: tuple[Quorum, ...]
    is_understood: bool = True


TEMPLATE: Mapping[Severity, tuple[str, int]] = {
    Severity.CRITICAL: (LEAD, 0),
    Severity.HIGH: (f"{LEAD} + Dev Lead", 15),
    Severity.MEDIUM: ("Team consensus", 30),
}
"""Section 6.2 of the template: who, and within how many minutes."""

FORMS = (
    "“A + B”, “A or B”, “A and either B or C”, “any two of A, B, C”, “majority of A, B, C”, “majority of the "
    "team” or “team consensus”"
)
"""What is understood, for whoever has to write it otherwise."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LEAST = r"(?:at least |a minimum of |minimum |min\.? )?"
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_COUNTED = re.compile(
    rf"^{_LEAST}(?:any )?{_NUMBER}(?: or more)?(?: (?:people|persons|roles|members))? (?:of|from|among):? "
    rf"(?:the )?(?P<named>.+)$",
    re.IGNORECASE,
)
_MAJORITY = re.compile(
    r"^(?:a |the |by |simple )*(?:majority(?: vote)?|more than half)(?: of (?:the )?(?P<named>.+))?$",
    re.IGNORECASE,
)
_ANY_OF = re.compile(r"^(?:any(?:one|body)?(?: one)?|one) (?:of |in |on |from )?(?:the )?", re.IGNORECASE)
_ALL_OF = re.compile(
    r"^(?:(?:all|each) of|both|consensus of|consensus between|consensus:)\s+(?:the )?", re.IGNORECASE
)
_EITHER = re.compile(r"^either (?:of )?(?:the )?", re.IGNORECASE)
_OR_COUNTED = re.compile(
    rf"^(?P<first>.+?),? or (?P<second>(?:{_LEAST}(?:any )?{_NUMBER}|any|a majority|majority)\b.* of .+)$",
    re.IGNORECASE,
)
_WITH_ONE_OF = re.compile(
    r"^(?P<all>.+?)(?:,? and |\s*[+&,]\s*)(?:either |(?:any|one|any one|at least one) of )(?:the )?"
    r"(?P<one>.+)$",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*,?\s+(?:or|and/or)\s+|\s*\|\s*", re.IGNORECASE)
_TOGETHER = re.compile(r"[+&]|\band\b(?!/)", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,;]\s*(?:and )?", re.IGNORECASE)
_WRITTEN_OTHERWISE = (
    (re.compile(r"[\s.]+$"), ""),
    (
        re.compile(
            r"\s*\(?\bor (?:the |their |a )?(?:deputy|deputies)\b\)?(?=\s*(?:$|[,;+&|]|and |or ))",
            re.IGNORECASE,
        ),
        "",
    ),
    (re.compile(r"\b(?:together with|along with|as well as|with|plus)\b", re.IGNORECASE), "and"),
    (re.compile(r"\s+(?:jointly|together)\b", re.IGNORECASE), ""),
    (re.compile(r"^([^()]+?) ?(and|[+&,]) \(([^()]+ or [^()]+)\)$", re.IGNORECASE), r"\1 \2 either \3"),
    (re.compile(r"^\(([^()]+ or [^()]+)\) ?(and|[+&]) ([^()]+)$", re.IGNORECASE), r"\3 \2 either \1"),
    (re.compile(r"^(?:either )?([^,]+? or [^,]+), and ([^,]+)$", re.IGNORECASE), r"\2 and either \1"),
)
"""Other ways to write what the forms below read: a deputy stands in anyhow, "with" is "and"."""
_TEAM = frozenset({"team members", "whole team", "entire team", "everyone", "everybody", "team member"})
_AGREE = frozenset({"consensus", "unanimous", "unanimously", "unanimity"})
_OF_ALL = _AGREE | {"team", "the", "of", "by", "whole", "full", "decision", "vote", "agreement"}
_NOT_A_ROLE = re.compile(
    r"\b(?:any\w*|some\w*|every\w*|at least|minimum|most|majority|half|either|neither|both|if|unless|or|"
    rf"who\w*|whichever|{'|'.join(_NUMBERS)}|then|else|otherwise|after|before|when|while|until|depend\w*|"
    r"not|but|except|without|within|minutes?|mins?|escalat\w*|prefer\w*|only|alone|"
    r"consult\w*|inform\w*|approv\w*|agree\w*|decid\w*|decision|votes?|voting|quorum|consensus|unanim\w+)\b"
    r"|[()/?:|→>=]|^\d",
    re.IGNORECASE,
)
"""What is left over of a form that is not understood; a role that the document names may hold it."""
LONGEST = 300
"""So many characters are read of a cell: longer ones are no rule that people keep in mind."""
Quorums = tuple[Quorum, ...]


@remembering(len(Severity) * PLANS_IN_USE)
def makers(plan: Plan, severity: Severity, one_roles: frozenset[str] = frozenset()) -> Makers:
    """Who decides at this severity, and within which time; `one_roles` as those of a `RoleBook`."""
    rule = next((rule for rule in plan.decisions if rule.severity is severity), None)
    default, minutes = TEMPLATE[severity]
    text = " ".join(rule.decision_maker.split()) if rule else ""
    text = default if names_nobody(text) else text
    if rule and rule.minutes is not None:
        minutes = rule.minutes
    found = quorums(text, replace(RoleBook.of(plan), one_roles=one_roles))
    by_lead = (Quorum(roles=(LEAD,)),)
    within = timedelta(minutes=minutes)
    return Makers(text=text, within=within, quorums=found or by_lead, is_understood=bool(found))


def names_nobody(text: str) -> bool:
    """Whether a cell is empty, or as good as ("TBD", "-"): then it is as the template has it."""
    return text.strip().casefold() in NO_VALUE


def quorums(text: str, book: RoleBook) -> Quorums:
    """Those of a cell, each of which decides; none where it is not understood, or names nobody."""
    if names_nobody(text) or len(text) > LONGEST:
        return ()
    is_filled = role_key(text) in (book.filled.keys() | book.one_roles)
    if is_filled and not book.means_team(text):
        return (Quorum(roles=(text,)),)
    for pattern, written in _WRITTEN_OTHERWISE:
        text = pattern.sub(written, text)
    return _read(text, book)


def _read(text: str, book: RoleBook) -> Quorums:
    """By the first form that it has."""
    found = (form(text, book) for form in (_or_counted, _counted, _majority, _consensus, _with_one_of))
    return next((each for each in found if each is not None), None) or _any_or_all(text, book)


def _or_counted(text: str, book: RoleBook) -> Quorums | None:
    """Of "A, or any two of B, C, D" both halves, each read for itself."""
    match = _OR_COUNTED.search(text)
    if match is None:
        return None
    first, second = _read(match["first"], book), _read(match["second"], book)
    return (*first, *second) if first and second else ()


def _counted(text: str, book: RoleBook) -> Quorums | None:
    """Of "at least two of A, B, C" how many; of the team, where that is named."""
    match = _COUNTED.search(text)
    if match is None:
        return None
    number, named = match["number"].casefold(), match["named"]
    needed = _NUMBERS.index(number) if number in _NUMBERS else int(number)
    if needed and _is_team(named, book):
        return (Quorum(needed=needed),)
    roles = _listed(named, book)
    if needed == 1:
        return _one_each(roles)
    return (Quorum(roles=roles, needed=needed),) if 1 < needed <= len(roles) else ()


def _majority(text: str, book: RoleBook) -> Quorums | None:
    """More than half of the roles that are named, else of the team."""
    match = _MAJORITY.search(text)
    if match is None:
        return None
    if match["named"] is None or _is_team(match["named"], book):
        return (Quorum(is_majority=True),)
    roles = _listed(match["named"], book)
    return (Quorum(roles=roles, is_majority=True),) if roles else ()


def _consensus(text: str, book: RoleBook) -> Quorums | None:
    """The team, all of it."""
    words = set(text.casefold().split())
    is_consensus = words <= _OF_ALL and not words.isdisjoint(_AGREE)
    return (Quorum(),) if is_consensus or _is_team(text, book) else None


def _with_one_of(text: str, book: RoleBook) -> Quorums | None:
    """Of "A and either B or C" A with B, and A with C."""
    match = _WITH_ONE_OF.search(text)
    if match is None:
        return None
    every = () if _OR.search(match["all"]) else _roles(_ALL_OF.sub("", match["all"]), book)
    one = () if _TOGETHER.search(match["one"]) else _listed(match["one"], book)
    return tuple(Quorum(roles=(*every, role)) for role in one) if every else ()


def _any_or_all(text: str, book: RoleBook) -> Quorums:
    """Those of "any of A, B" each alone; those of "A and B or C" are two: A with B, and C."""
    named = _ANY_OF.sub("", text)
    if named != text:
        return (Quorum(needed=1),) if _is_team(named, book) else _one_each(_listed(named, book))
    *_, last = _OR.split(text)
    if _EITHER.search(text) and _TOGETHER.search(last):
        return ()
    return _joined(_ALL_OF.sub("", _EITHER.sub("", text)), book)


def _joined(text: str, book: RoleBook) -> Quorums:
    """Those of "A, B or C" are three."""
    parts = _OR.split(text)
    if len(parts) > 1 and not _TOGETHER.search(text):
        parts = [role for part in parts for role in _COMMA.split(part) if role]
    read = [_consensus(part, book) or _all(_roles(part, book)) for part in parts]
    return tuple(quorum for each in read for quorum in each) if all(read) else ()


def _all(roles: tuple[str, ...]) -> Quorums:
    return (Quorum(roles=roles),) if roles else ()


def _one_each(roles: tuple[str, ...]) -> Quorums:
    return tuple(Quorum(roles=(role,)) for role in roles)


def _listed(text: str, book: RoleBook) -> tuple[str, ...]:
    """The roles of a list, however it is written; none where one of them is no role."""
    parts = [part for several in _OR.split(text) for part in _COMMA.split(several) if part]
    read = [_roles(part, book) for part in parts]
    return tuple(dict.fromkeys(role for roles in read for role in roles)) if all(read) else ()


def _roles(text: str, book: RoleBook) -> tuple[str, ...]:
    """Roles that are joined; none where one of them is no role, or the whole team."""
    parts = book.parts(_COMMA.sub(", ", text))
    return parts if all(_is_role(part, book) and not _is_team(part, book) for part in parts) else ()


def _is_role(text: str, book: RoleBook) -> bool:
    if names_nobody(text):
        return False
    is_known = role_key(text) in (book.named | book.one_roles)
    return book.fills(text) or is_known or not _NOT_A_ROLE.search(text)


def _is_team(text: str, book: RoleBook) -> bool:
    return book.means_team(text) or role_key(text) in _TEAM


def roles_that_decide(plan: Plan, one_roles: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Every role that 6.2 names, as it is written there; `one_roles` as those of a `RoleBook`."""
    found = (makers(plan, severity, one_roles) for severity in Severity)
    return tuple(role for each in found for quorum in each.quorums for role in quorum.roles)
