"""Roles and people as a plan writes them: who is meant by "DBA", "QA", "All" or "Ana Lopez (@ana)".

A person is a Slack mention, an `@handle`, an email address or a real name of the workspace; somebody
without Slack is a name with a telephone number (contract: The document).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from bot.domain.people import role_text
from bot.domain.plan import EscalationContact, Plan, TeamMember


class WrittenAs(StrEnum):
    """How a person is written. A mention and a handle may also be a user group's."""

    MENTION = "mention"
    HANDLE = "handle"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPerson:
    """Somebody as the document writes them. `label` is what people read; `phone` is "" where none stands."""

    kind: WrittenAs
    value: str
    label: str
    phone: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether this is surely a person: words alone may as well be a role that nobody fills."""
        return self.kind is not WrittenAs.NAME or bool(self.phone)

    def is_same(self, other: "WrittenPerson") -> bool:
        """Whether both are written alike, or one name is written for both."""
        if self.kind is other.kind and self.value.casefold() == other.value.casefold():
            return True
        return self.name.casefold() == other.name.casefold()

    @property
    def name(self) -> str:
        """The label without the telephone."""
        return self.label.removesuffix(f" ({self.phone})") if self.phone else self.label


SHORT_NAMES: Mapping[str, tuple[str, ...]] = {
    "devops": ("devops engineer",),
    "qa": ("qa lead",),
    "pm": ("project manager",),
    "ops": ("operations", "ops manager"),
    "cab": ("change advisory board",),
}
"""Short names and the roles they mean, the first that is filled counts (contract: The document)."""

EVERYONE = frozenset({"all", "team", "tech team", "team consensus"})
"""Words for everyone in 1.2; 6.2 of the seed writes "Team consensus"."""

NO_VALUE = frozenset({"", "-", "–", "—", "?", "n/a", "none", "nobody", "tbd", "tba"})
"""Cells that name nobody."""

ROLE_WORDS = frozenset(
    {"admin", "administrator", "analyst", "architect", "board", "cab", "call", "coordinator", "cto", "dba"}
    | {
        "developer",
        "devops",
        "director",
        "engineer",
        "head",
        "lead",
        "leader",
        "manager",
        "officer",
        "on-call",
    }
    | {"operations", "operator", "ops", "owner", "pm", "qa", "security", "sre", "support", "team", "tester"}
)
"""Words of roles. Nobody takes a role over by calling themselves "Security Lead" in Slack."""

_IDENTITIES = (
    (WrittenAs.MENTION, re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")),
    (WrittenAs.MENTION, re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>")),
    (WrittenAs.EMAIL, re.compile(r"([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)")),
    (WrittenAs.HANDLE, re.compile(r"(?<![\w@.])@(\w(?:[\w.-]*\w)?)")),
)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()/.-]{4,24}[0-9]")
_BETWEEN_PEOPLE = re.compile(r"\s*[,;]\s*|\s+(?:\+|&|/|and)\s+")
_BETWEEN_ROLES = re.compile(r"\s*[,;+&]\s*|\s+(?:/|and)\s+")
JOINED_AT_MOST = 5
"""Of how many words between `&`, `and` or a comma a role's name is made at most, beside other roles."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def role_key(text: str) -> str:
    """The form under which a role is kept and looked up, also in the roster."""
    return role_text(text).removeprefix("the ").strip(" .:")


def role_keys(text: str) -> tuple[str, ...]:
    """The keys a role may be filled under, in order: its own, then what its short name means or shortens."""
    own = role_key(text)
    return (own, *SHORT_NAMES.get(own, ()), *_shorter(own))


def _shorter(key: str) -> tuple[str, ...]:
    return tuple(short for short, (first, *_) in SHORT_NAMES.items() if key == first)


def roles_in(text: str) -> tuple[str, ...]:
    """The roles of "Deployment Lead + Dev Lead", each on its own."""
    return tuple(part for part in _BETWEEN_ROLES.split(" ".join(text.split())) if part)


def is_everyone(text: str) -> bool:
    """Whether the words mean everyone in 1.2."""
    return role_key(text) in EVERYONE


def people_in(text: str) -> tuple[WrittenPerson, ...]:
    """Everybody a text names; words that are no identity in Slack count as one real name each."""
    people: list[WrittenPerson] = []
    for part in _BETWEEN_PEOPLE.split(" ".join(_PLACEHOLDER.sub("", text).split())):
        people += _people_of(part)
    return tuple(people)


def _people_of(part: str) -> list[WrittenPerson]:
    """The people of one part of a list: identities with the name beside them, else a bare name."""
    found: list[tuple[int, WrittenAs, str]] = []
    rest = part
    for kind, pattern in _IDENTITIES:
        found += [(match.start(), kind, match[1]) for match in pattern.finditer(rest)]
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    phone, name = _phone_and_name(rest)
    if not found and not name:
        return []
    if not found:
        return [WrittenPerson(kind=WrittenAs.NAME, value=name, label=_label(name, phone), phone=phone)]
    return [
        WrittenPerson(kind=kind, value=value, label=_label(name or _spelled(kind, value), phone), phone=phone)
        for _, kind, value in sorted(found)
    ]


def telephone_in(text: str) -> str:
    """The telephone number that stands in a text; "" where none does."""
    match = _PHONE.search(text)
    return match[0].strip() if match else ""


def _phone_and_name(text: str) -> tuple[str, str]:
    match = _PHONE.search(text)
    name = " ".join(re.sub(r"[()\[\]<>:|]", " ", _PHONE.sub(" ", text)).split()).strip(" -–—.")
    return (match[0].strip() if match else ""), ("" if name.casefold() in NO_VALUE else name)


def _spelled(kind: WrittenAs, value: str) -> str:
    return f"@{value}" if kind is WrittenAs.HANDLE else value


def _label(name: str, phone: str) -> str:
    return f"{name} ({phone})" if phone else name


def is_name_like(text: str) -> bool:
    """Whether words in a role's place may be a real name: two or more, none of them a role's."""
    words = text.casefold().split()
    return len(words) > 1 and ROLE_WORDS.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Filled:
    """Who the document puts for a role."""

    people: tuple[WrittenPerson, ...] = ()
    deputies: tuple[WrittenPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleBook:
    """Who the document puts for each role: 1.2 first, then 10, then 9.2. `team` are the rows of 1.2.

    `named` are the keys of all roles that it names, also where it does not say who that is. `one_roles` are
    those of roles that read like several ("Ops & QA Lead") and are filled from elsewhere.
    """

    filled: Mapping[str, Filled] = field(default_factory=dict)
    team: tuple[tuple[str, tuple[WrittenPerson, ...]], ...] = ()
    named: frozenset[str] = frozenset()
    one_roles: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The book of a plan."""
        team = [(member.role, _of_member(member), people_in(member.deputy)) for member in plan.team]
        signers = [(row.role, people_in(row.name), people_in(row.deputy)) for row in plan.signoffs]
        contacts = [(role, people, ()) for role, people in map(_of_contact, plan.contacts)]
        filled: dict[str, Filled] = {}
        for table in (team, signers, contacts):
            for key, found in _by_role(table).items():
                before = filled.get(key, Filled())
                filled[key] = Filled(before.people or found.people, before.deputies or found.deputies)
        owners = {step.owner for step in (*plan.steps, *plan.rollback_steps)}
        texts = (*owners, *(role for role, *_ in (*team, *signers, *contacts)))
        return cls(
            filled=filled,
            team=tuple((role, people) for role, people, _ in team if people),
            named=frozenset(role_key(part) for text in texts for part in roles_in(text)),
        )

    def holders(self, text: str) -> tuple[WrittenPerson, ...]:
        """Who a text stands for: people written in it, everyone in 1.2, or whoever fills its roles.

        Words that no table fills and that may be a real name come back as one (not `is_certain`).
        """
        written = people_in(text)
        if any(person.is_certain for person in written):
            return tuple(person for person in written if person.is_certain)
        if self.means_team(text):
            return _unique(person for _, people in self.team for person in people)
        entries = [(part, self._entry(part)) for part in self.parts(text)]
        return _unique(person for part, entry in entries for person in entry.people or _names_in(part))

    def deputies(self, text: str) -> tuple[WrittenPerson, ...]:
        """The deputies of the roles that a text names."""
        if any(person.is_certain for person in people_in(text)):
            return ()
        return _unique(person for part in self.parts(text) for person in self._entry(part).deputies)

    def fills(self, text: str) -> bool:
        """Whether the document itself says who each role of the text is."""
        if any(person.is_certain for person in people_in(text)):
            return True
        if is_everyone(text):
            return bool(self.team)
        parts = self.parts(text)
        return bool(parts) and all(self._entry(part).people for part in parts)

    def means_team(self, text: str) -> bool:
        """Whether the text means everyone in 1.2, and no row is called so itself."""
        return is_everyone(text) and not self._entry(text).people

    def parts(self, text: str) -> tuple[str, ...]:
        """The roles of a text; what is filled as it stands ("Research and Development") is one role.

        So it is beside others, too: "Deployment Lead + R&D Lead" are two.
        """
        if self.is_one(text):
            return (text,)
        words = " ".join(text.split())
        cuts = [match.span() for match in _BETWEEN_ROLES.finditer(words)]
        starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(words)]
        found: list[str] = []
        at = 0
        while at < len(starts):
            longer = range(min(at + JOINED_AT_MOST, len(ends)) - 1, at, -1)
            last = next((to for to in longer if self.is_one(words[starts[at] : ends[to]])), at)
            found.append(words[starts[at] : ends[last]])
            at = last + 1
        return tuple(part for part in found if part)

    def is_one(self, text: str) -> bool:
        """Whether a text as it stands is a role that somebody fills."""
        return bool(self._entry(text).people) or role_key(text) in self.one_roles

    def meaning(self, text: str) -> str:
        """The key of the role that is meant: texts of one meaning are one role of this document.

        "Ops" is Operations, unless the document fills, or at least names, the Ops Manager alone.
        """
        own = role_key(text)
        longer = SHORT_NAMES.get(own, ())
        filled = filter(self._is_filled, (own, *longer, *_shorter(own)))
        named = (key for key in longer if key in self.named)
        return next(filled, next(named, next(iter(longer), own)))

    def _is_filled(self, key: str) -> bool:
        return bool(self.filled.get(key, Filled()).people)

    def meanings(self, text: str) -> frozenset[str]:
        """Those of each role of a text."""
        return frozenset(self.meaning(part) for part in self.parts(text))

    def _entry(self, text: str) -> Filled:
        entries = (self.filled.get(key, Filled()) for key in role_keys(text))
        return next((entry for entry in entries if entry.people), Filled())


_Row = tuple[str, tuple[WrittenPerson, ...], tuple[WrittenPerson, ...]]


def _by_role(rows: Iterable[_Row]) -> dict[str, Filled]:
    """Rows of one table by role; several rows of a role count together."""
    found: dict[str, Filled] = {}
    for role, people, deputies in rows:
        if key := role_key(role):
            before = found.get(key, Filled())
            found[key] = Filled((*before.people, *people), (*before.deputies, *deputies))
    return found


def _of_member(member: TeamMember) -> tuple[WrittenPerson, ...]:
    """A row of 1.2: an identity in either cell, the name beside it, else the name with the telephone."""
    named, contact = people_in(member.name), people_in(member.contact)
    if any(person.kind is not WrittenAs.NAME for person in named):
        return named
    reached = tuple(person for person in contact if person.kind is not WrittenAs.NAME)
    if len(named) == 1 and reached:
        return tuple(replace(person, label=named[0].label) for person in reached)
    if len(named) == 1:
        return (_with_phone(named[0], member.contact),)
    return named or reached


def _of_contact(contact: EscalationContact) -> tuple[str, tuple[WrittenPerson, ...]]:
    """A row of 9.2: "Ops Manager @omar" and "CTO (Jane Roe)" name a role and who it is."""
    bracket = _IN_BRACKETS.search(contact.contact)
    role = contact.contact[: bracket.start()] if bracket else contact.contact
    people = people_in(bracket[1] if bracket else contact.contact)
    for _, pattern in _IDENTITIES:
        role = pattern.sub("", role)
    return role, tuple(p for p in (_with_phone(one, contact.phone) for one in people) if p.is_certain)


def _names_in(part: str) -> tuple[WrittenPerson, ...]:
    return people_in(part) if is_name_like(part) else ()


def _with_phone(person: WrittenPerson, text: str) -> WrittenPerson:
    match = _PHONE.search(text)
    if person.phone or not match:
        return person
    phone = match[0].strip()
    return replace(person, phone=phone, label=_label(person.label, phone))


def _unique(people: Iterable[WrittenPerson]) -> tuple[WrittenPerson, ...]:
    return tuple({(person.kind, person.value.casefold()): person for person in people}.values())
