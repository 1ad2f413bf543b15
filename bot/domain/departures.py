"""Who left Slack, came back, or is called otherwise now: noticed where roles are bound anew, and said once.

Whoever left holds nothing any more: those stand for their roles who come next (handed, plan, start, roster).
What they gave stays given. Whoever is called otherwise keeps what the plan gives them.
"""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.binding import lookup_key, texts, written_people
from bot.domain.escalation import call_for_who_left
from bot.domain.facts import Facts, Story, not_yours
from bot.domain.people import Person, everyone, holders_of, unique
from bot.domain.plan import Plan
from bot.domain.rebinding import bind_anew
from bot.domain.roles import RoleBook, WrittenAs, WrittenPerson, is_everyone
from bot.domain.state import DEV_LEAD, Deployment
from bot.domain.waiting import ASKS, Ask, Waiting, waiting_for

WHO_LEFT = not_yours("Your account in this Slack workspace is deactivated: nobody acts with it any more.")
"""Whoever has no account any more is refused, whatever they hold or held."""

STEPS = frozenset({Ask.STEP, Ask.FAILED_STEP})
BY_NAME = frozenset({Ask.SIGN_OFF, Ask.CONFIRM, Ask.METRIC, Ask.VALUE, *ASKS.values()})
"""Questions that are called by what they are about; the others by what is to be done."""


def notice_people(story: Story, facts: Facts, plan: Plan, *, is_news: bool = True) -> None:
    """Bind the roles of the plan anew, and note who is gone, back or renamed since."""
    before = story.state
    left = [_left(person, before, facts, plan, is_news=is_news) for person in _gone(before, facts)]
    bind_anew(story, facts, None)
    for departure in left:
        if departure.roles or departure.deputy_for or departure.person in before.on_duty:
            story.add(departure)
    for departed in before.left.values():
        if departed.person.id not in facts.whereabouts.gone:
            roles, _ = _stands_for(departed.person, story.state, facts, plan)
            story.add(e.PersonReturned(at=facts.now, by=None, person=departed.person, roles=roles))
    for renamed in _renamed(story.state, facts, plan):
        story.add(renamed)
    call_for_who_left(story, facts, (departure.person for departure in left))


def told_directly(state: Deployment) -> tuple[Person, ...]:
    """Who is told of a departure: the lead, else the lead's deputies and the Dev Lead."""
    if state.lead.people:
        return state.lead.people
    return unique((*state.lead.deputies, *state.holders(DEV_LEAD).all))


def _gone(state: Deployment, facts: Facts) -> list[Person]:
    """Who left and was not noticed yet: of those who stand for something, or would, or are on call."""
    known = unique((*state.everyone, *state.on_duty, *everyone(facts.whereabouts.unless_gone)))
    return [person for person in known if person.id in facts.whereabouts.gone and person.id not in state.left]


def _left(person: Person, state: Deployment, facts: Facts, plan: Plan, *, is_news: bool) -> e.PersonLeft:
    roles, deputy_for = _stands_for(person, state, facts, plan)
    return e.PersonLeft(
        at=facts.now,
        by=None,
        person=person,
        roles=roles,
        deputy_for=deputy_for,
        waits=tuple(_in_words(waited) for waited in waiting_for(state, plan, person.id)),
        is_news=is_news,
    )


def _in_words(waited: Waiting) -> str:
    if waited.ask in STEPS:
        return f"step {waited.subject}"
    return waited.subject if waited.ask in BY_NAME else waited.ask.value.capitalize()


def _stands_for(
    person: Person, state: Deployment, facts: Facts, plan: Plan
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles of the plan that somebody holds, or would if they had not left, and those they deputise for.

    Each role once, however often the plan names it; texts of several roles only where none of those is told.
    """
    book = replace(RoleBook.of(plan), one_roles=state.one_roles)
    roles: list[str] = []
    deputy_for: list[str] = []
    told: set[str] = set()
    for text in sorted(texts(plan, state.one_roles), key=lambda text: len(book.parts(text))):
        meant = book.meanings(text)
        both = (state.holders(text), holders_of(facts.whereabouts.unless_gone, text))
        if is_everyone(text) or meant & told or not any(holders.include(person) for holders in both):
            continue
        told |= meant
        is_holder = any(person.id == each.id for holders in both for each in holders.people)
        (roles if is_holder else deputy_for).append(text)
    return tuple(roles), tuple(deputy_for)


def _renamed(state: Deployment, facts: Facts, plan: Plan) -> list[e.PersonRenamed]:
    """Who is called otherwise than the plan writes, or than was last said, each change once."""
    known = facts.whereabouts
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for written in written_people(plan):
        key = lookup_key(written)
        user, now = known.meant.get(key, ""), known.called.get(key, "")
        was = state.called.get(key) or spelled(written)
        if now and user not in known.gone and _alike(now) != _alike(was):
            found[user, was, now] = (*found.get((user, was, now), ()), key)
    return [
        e.PersonRenamed(at=facts.now, by=None, user=user, was=was, now=now, keys=keys)
        for (user, was, now), keys in found.items()
    ]


def spelled(written: WrittenPerson) -> str:
    """As the plan writes them: a handle with its `@`."""
    return f"@{written.value}" if written.kind is WrittenAs.HANDLE else written.value


def _alike(name: str) -> str:
    return " ".join(name.split()).casefold()
