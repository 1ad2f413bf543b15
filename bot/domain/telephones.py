"""The telephone number that a plan has for somebody: of 1.2, else of 10, else of 9.2."""

from collections.abc import Iterator

from bot.domain.binding import lookup_key
from bot.domain.people import Person, role_text
from bot.domain.plan import Plan
from bot.domain.roles import WrittenAs, WrittenPerson, people_in, telephone_in
from bot.domain.state import Deployment


def telephone_of(state: Deployment, plan: Plan, person: Person) -> str:
    """The number as the plan writes it; "" where it has none for them."""
    for named, number in _numbers(plan):
        if any(_is_meant(state, written, person) for written in people_in(named)):
            return number
    return ""


def _numbers(plan: Plan) -> Iterator[tuple[str, str]]:
    """Cells that name somebody, and the number beside them."""
    rows = [
        *((member.name, member.contact) for member in plan.team),
        *((row.name, "") for row in plan.signoffs),
        *((contact.contact, contact.phone) for contact in plan.contacts),
    ]
    for named, contact in rows:
        text = f"{named}, {contact}" if contact else named
        if number := telephone_in(contact) or telephone_in(named):
            yield text, number


def _is_meant(state: Deployment, written: WrittenPerson, person: Person) -> bool:
    """By what they were found to be when roles were bound, else by their own name."""
    if found := state.meant.get(lookup_key(written)):
        return found == person.id
    return written.kind is WrittenAs.NAME and role_text(written.value) == role_text(person.name)
