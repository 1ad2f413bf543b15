"""Binding: who in Slack stands for each role of a plan (contract: the document's last two paragraphs).

A role is filled from the document first, then by the people chosen in the start modal, then from the
roster; the result is kept under the role's text as the plan writes it, so that a decision only looks it up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.confirmations import role_of
from bot.domain.decision_makers import roles_that_decide
from bot.domain.people import (
    NOBODY,
    Group,
    Holders,
    Person,
    handed_to,
    one_role_text,
    planned_text,
    role_text,
    unique,
)
from bot.domain.plan import Plan
from bot.domain.roles import RoleBook, WrittenAs, WrittenPerson, is_everyone, people_in, role_key, role_keys
from bot.domain.state import AUTHOR, LEAD

FIXED_ROLES = (LEAD, "QA Lead", "Product Owner", "Dev Lead")
"""Roles that a rule names though the plan may not (contract: Who may)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """Who the roster puts for a role: people or a user group's members, deputies, and those groups."""

    people: tuple[Person, ...] = ()
    deputies: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the workspace knows of the people that a plan writes, by `lookup_key`; a group's are several.

    Also who left Slack is among them. `meant` are the ids of those users and groups, "" where nobody is
    known; `called` is what they are called now, in the manner in which the plan writes them.
    """

    people: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Where holders come from, in the order they count.

    Keys of `handed` and of the roster are `role_key`s, those of `named` role texts. Whoever is `gone` (ids)
    holds nothing.
    """

    handed: Mapping[str, Person]
    book: RoleBook
    known: Known
    named: Mapping[str, tuple[Person, ...]]
    roster: Mapping[str, RosterEntry]
    gone: frozenset[str]

    def there(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Those who did not leave, each once."""
        return unique(person for person in people if person.id not in self.gone)


def lookup_key(written: WrittenPerson) -> str:
    """Under what a written person is looked for in the directory: `handle:ana`, `mention:u1`."""
    return lookup_key_of(written.kind, written.value)


def lookup_key_of(kind: WrittenAs, value: str) -> str:
    """As `lookup_key`, from its parts."""
    return f"{kind.value}:{value.casefold()}"


def texts(plan: Plan, one_roles: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Every text of a plan that stands for people, each once; `one_roles` as those of a `RoleBook`."""
    found = [
        *FIXED_ROLES,
        *(member.role for member in plan.team),
        *acting(plan),
        *(contact.contact for contact in plan.contacts),
        *roles_that_decide(plan, one_roles),
    ]
    return _each_once(found)


def acting(plan: Plan) -> tuple[str, ...]:
    """The texts of those without whom a run cannot go on: lead, signers, owners, confirmers."""
    return (
        LEAD,
        *(row.role for row in plan.signoffs),
        *(step.owner for step in (*plan.steps, *plan.rollback_steps)),
        *(role_of(plan, checkpoint) for checkpoint in plan.checkpoints),
    )


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple({role_text(text): text for text in found if text.strip()}.values())


def written_people(plan: Plan) -> tuple[WrittenPerson, ...]:
    """Everybody the document names, for one look into the directory."""
    book = RoleBook.of(plan)
    named = [*people_in(plan.author), *book.holders(plan.author)]
    for text in texts(plan):
        named += [*book.holders(text), *book.deputies(text)]
    return tuple({lookup_key(person): person for person in named}.values())


def bind(
    plan: Plan,
    roster: Mapping[str, RosterEntry],
    known: Known,
    named: Mapping[str, tuple[Person, ...]] | None = None,
    *,
    handed: Mapping[str, Person] | None = None,
    gone: frozenset[str] = frozenset(),
) -> dict[str, Holders]:
    """The holders of every role text of the plan, and of its author.

    `named` are the people chosen in the start modal, by role text; they count after the document and
    before the roster. `handed` are those who took a role over in the run, by `role_key`: they come first.
    Where that changes something, who would stand for the role without it is kept as well (`planned_text`).
    `gone` are the ids of those who left Slack: whoever comes next stands for their roles.
    """
    book = _book(plan, roster, named or {})
    sources = _Sources(
        handed={key: person for key, person in (handed or {}).items() if person.id not in gone},
        book=book,
        known=known,
        named=named or {},
        roster=roster,
        gone=gone,
    )
    bound = {role_text(text): _holders(text, sources) for text in texts(plan, book.one_roles)}
    one_roles = {one_role_text(key): NOBODY for key in book.one_roles}
    planned = _as_planned(plan, sources) if sources.handed else {}
    differ = {planned_text(text): held for text, held in planned.items() if held != bound[text]}
    return {**bound, **one_roles, **differ, role_text(AUTHOR): _author(plan, sources)}


def _book(plan: Plan, *filled: Mapping[str, object]) -> RoleBook:
    """It knows those roles that are filled from elsewhere, read like several, and stand in the plan."""
    book = RoleBook.of(plan)
    joined = frozenset(role_key(text) for each in filled for text in each if len(book.parts(text)) > 1)
    if not joined:
        return book
    knowing = replace(book, one_roles=joined)
    parts = (part for text in texts(plan, joined) for part in knowing.parts(text))
    return replace(book, one_roles=joined & frozenset(map(role_key, parts)))


def _as_planned(plan: Plan, sources: _Sources) -> dict[str, Holders]:
    """The holders by role text, had nobody taken a role over."""
    before = replace(sources, handed={})
    return {role_text(text): _holders(text, before) for text in texts(plan, sources.book.one_roles)}


def _author(plan: Plan, sources: _Sources) -> Holders:
    """Whoever wrote the plan, by a role of it or by any name: who is one of them may not approve it.

    Nobody becomes the author, or ceases to be one, by a role that was handed over.
    """
    holders = _holders(plan.author, replace(sources, handed={}))
    named = _known(people_in(plan.author), sources)
    return replace(holders, people=unique((*holders.people, *named)))


def unfilled_roles(
    plan: Plan,
    roster: Mapping[str, RosterEntry],
    known: Known,
    named: Mapping[str, tuple[Person, ...]] | None = None,
    gone: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The roles, as written, that a run needs and nobody fills: the start modal asks for them."""
    book = _book(plan, roster, named or {})
    sources = _Sources(handed={}, book=book, known=known, named=named or {}, roster=roster, gone=gone)
    parts = (part for text in _each_once(acting(plan)) for part in sources.book.parts(text))
    missing: dict[frozenset[str], str] = {}
    for part in parts:
        holders = _holders(part, sources)
        if not holders.all and not holders.unknown and not is_everyone(part):
            missing.setdefault(frozenset(role_keys(part)), part)
    return tuple(missing.values())


def _holders(text: str, sources: _Sources) -> Holders:
    """Each role of a text is filled for itself: one half of "Lead + Dev Lead" never hides the other.

    Where such a text was handed over as a whole, that counts.
    """
    found = [_holders_of_one(part, sources) for part in sources.book.parts(text)]
    together = Holders(
        people=unique(person for holders in found for person in holders.people),
        deputies=unique(person for holders in found for person in holders.deputies),
        unknown=tuple(dict.fromkeys(label for holders in found for label in holders.unknown)),
        groups=tuple({group.id: group for holders in found for group in holders.groups}.values()),
    )
    taken_over = _taken_over(text, sources)
    return handed_to(together, taken_over) if taken_over else together


def _holders_of_one(role: str, sources: _Sources) -> Holders:
    holders = _before_handing(role, sources)
    if taken_over := _taken_over(role, sources):
        return handed_to(holders, taken_over)
    if sources.handed and sources.book.means_team(role):
        return _team(holders, sources)
    return holders


def _taken_over(role: str, sources: _Sources) -> Person | None:
    meant = sources.book.meaning(role)
    same = [person for key, person in sources.handed.items() if sources.book.meaning(key) == meant]
    return sources.handed.get(role_key(role)) or next(reversed(same), None)


def _team(before: Holders, sources: _Sources) -> Holders:
    """Everyone in 1.2, those in whose place somebody else stands now left out."""
    people: list[Person] = []
    written: list[WrittenPerson] = []
    for role, named in sources.book.team:
        if taken_over := _taken_over(role, sources):
            people.append(taken_over)
        else:
            people += _known(named, sources)
            written += named
    unknown = _without_slack(written, sources.known)
    return replace(before, people=unique(people), unknown=unknown, groups=_groups(written, sources.known))


def _before_handing(role: str, sources: _Sources) -> Holders:
    written = sources.book.holders(role)
    deputised = sources.book.deputies(role)
    deputies = _known(deputised, sources)
    groups = _groups((*written, *deputised), sources.known)
    if people := _known(written, sources):
        unknown = _without_slack(written, sources.known)
        return Holders(people=people, deputies=deputies, unknown=unknown, groups=groups)
    without = _without_slack(written, sources.known)
    if without and not _is_own_words(role, written):
        return Holders(deputies=deputies, unknown=without, groups=groups)
    chosen = (sources.there(sources.named.get(key, ())) for key in role_keys(role))
    if people := next(filter(None, chosen), ()):
        return Holders(people=people, deputies=deputies, groups=groups)
    entries = (sources.roster[key] for key in role_keys(role) if key in sources.roster)
    entry = next(entries, RosterEntry())
    people = sources.there(entry.people)
    return Holders(
        people=people,
        deputies=unique((*deputies, *sources.there(entry.deputies))),
        unknown=() if people else without,
        groups=(*groups, *entry.groups),
    )


def _is_own_words(role: str, written: Iterable[WrittenPerson]) -> bool:
    """Whether the plan names nobody, but the role itself with a number: "On-call | +49 30 1234"."""
    return all(role_key(person.name) == role_key(role) for person in written)


def _known(written: Iterable[WrittenPerson], sources: _Sources) -> tuple[Person, ...]:
    people = sources.known.people
    return sources.there(person for one in written for person in people.get(lookup_key(one), ()))


def _groups(written: Iterable[WrittenPerson], known: Known) -> tuple[Group, ...]:
    keys = map(lookup_key, written)
    return tuple(known.groups[key] for key in keys if key in known.groups)


def _without_slack(written: Iterable[WrittenPerson], known: Known) -> tuple[str, ...]:
    """Names with a telephone number that Slack does not know, nor ever knew: the lead records for them."""
    return tuple(p.label for p in written if p.phone and not known.people.get(lookup_key(p)))
