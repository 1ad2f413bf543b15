"""Rules on people: who fills a role, who may not sign, who is in two places at once."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain

from bot.document.findings import Finding, error, warning
from bot.document.schedule import as_declared, from_t0, side_by_side
from bot.domain.binding import lookup_key
from bot.domain.confirmations import role_of
from bot.domain.decision_makers import FORMS, names_nobody, quorums
from bot.domain.levels import levels
from bot.domain.plan import Plan
from bot.domain.roles import RoleBook, is_everyone, people_in, role_keys
from bot.domain.state import LEAD
from bot.domain.when import NEITHER, When, read_when, says_nothing


def author_signs(plan: Plan) -> Iterable[Finding]:
    """Nobody approves their own plan, so a role that the author alone holds cannot sign."""
    book = RoleBook.of(plan)
    authors = book.holders(plan.author) or people_in(plan.author)
    if "{" in plan.author:
        return
    for row in plan.signoffs:
        able = (*book.holders(row.role), *book.deputies(row.role))
        others = [p for p in able if not any(p.is_same(author) for author in authors)]
        if able and not others:
            yield error(
                row.line,
                f"“{row.label}” is signed by the {row.role}, which is the author alone, and nobody approves "
                f"their own plan: name a Deputy in 1.2 or 10.",
            )


def unfilled_roles(plan: Plan) -> Iterable[Finding]:
    """A role that no table of the document fills; the roster may."""
    book = RoleBook.of(plan)
    seen: set[frozenset[str]] = set()
    for text, line in _acting(plan):
        if "{" in text or book.fills(text):
            continue
        for part in book.parts(text):
            key = frozenset(role_keys(part))
            if not book.fills(part) and not is_everyone(part) and key not in seen:
                seen.add(key)
                yield warning(
                    line,
                    f"The document does not say who “{part}” is: name them in 1.2, unless the roster or "
                    f"Slack knows them.",
                )


def decisions_understood(plan: Plan) -> Iterable[Finding]:
    """Who decides about a rollback in words that are not understood: then it is the lead alone."""
    book = RoleBook.of(plan)
    for rule in plan.decisions:
        text = rule.decision_maker
        if not names_nobody(text) and "{" not in text and not quorums(text, book):
            yield warning(
                rule.line,
                f"6.2 says that “{text}” decides when it is {rule.severity_text}: that is not understood, so "
                f"the {LEAD} alone decides. Understood are roles as {FORMS}; whoever stands in is a "
                f"Deputy in 1.2.",
            )


def levels_understood(plan: Plan) -> Iterable[Finding]:
    """When a level of 9.2 is called, in words that are not understood: then it only has its turn."""
    for row in plan.contacts:
        text = row.when.strip()
        if not says_nothing(text) and "{" not in text and read_when(text) == NEITHER:
            yield warning(
                row.line,
                f"9.2 says that {row.level.strip() or row.contact} is called when “{text}”: that is not "
                f"understood, so it is called when those before it do not answer. Understood are “First "
                f"response”, an age, as in “> 30 min issue”, and “Critical outage”.",
            )
    for level in levels(plan):
        if all(says_nothing(row.when) for row in level.rows):
            yield warning(
                level.rows[0].line,
                f"9.2 does not say when {level.name} is called: {_in_words(level.when)}. Write it into When.",
            )


def _in_words(when: When) -> str:
    """How a level is called whose cell is empty."""
    if when.is_critical:
        return "for a critical outage, as in the template"
    if when.after is None:
        return "when those before it do not answer"
    minutes = round(when.after / timedelta(minutes=1))
    age = f"when the issue is {minutes} min old" if minutes else "at once"
    return f"{age}, as in the template"


def _acting(plan: Plan) -> Iterator[tuple[str, int]]:
    """Every text that stands for somebody who must act, with its line."""
    yield LEAD, plan.team[0].line if plan.team else 1
    for member in plan.team:
        yield member.role, member.line
    for row in plan.signoffs:
        yield row.role, row.line
    for step in chain(plan.steps, plan.rollback_steps):
        yield step.owner, step.line
    for rule in plan.decisions:
        for quorum in quorums(rule.decision_maker, RoleBook.of(plan)):
            yield from ((role, rule.line) for role in quorum.roles)
    for checkpoint in plan.checkpoints:
        yield role_of(plan, checkpoint), checkpoint.line


def two_at_once(plan: Plan) -> Iterable[Finding]:
    """One person in two steps at the same time, by the offsets and `After` as they are written."""
    book = RoleBook.of(plan)
    planned = tuple(chain.from_iterable(steps for _, steps in as_declared(plan)))
    owners = {each.step.owner: _one_person(each.step.owner, book) for each in planned}
    for person in dict.fromkeys(filter(None, owners.values())):
        for first, second in side_by_side(each for each in planned if owners[each.step.owner] == person):
            yield warning(
                second.step.line,
                f"Step {second.step.number} begins at {from_t0(second.start)}, while {second.step.owner} is "
                f"at step {first.step.number} until {from_t0(first.end)}: give one of them to somebody else, "
                f"or put it later.",
            )


def _one_person(owner: str, book: RoleBook) -> frozenset[str]:
    """Who an owner is, where that is one person or one role that nobody fills yet; else nothing."""
    people = book.holders(owner)
    if is_everyone(owner) or len(people) > 1 or len(book.parts(owner)) != 1:
        return frozenset()
    return frozenset({lookup_key(people[0])} if people else role_keys(owner))
