"""The roles of a plan that somebody stands for or must, and which of them a person means."""

from bot.domain.authority import SHOWN
from bot.domain.binding import acting, texts
from bot.domain.facts import unknown
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal
from bot.domain.roles import RoleBook, WrittenAs, is_everyone, people_in, role_key
from bot.domain.state import Deployment


def held_roles(state: Deployment, plan: Plan) -> tuple[str, ...]:
    """The roles that somebody stands for, or did until they left Slack, as the plan writes them, each once.

    Everybody at once ("All") is no role.
    """
    return _each_once(_held_texts(state, plan), plan)


def known_roles(state: Deployment, plan: Plan) -> tuple[str, ...]:
    """Those, and the roles that a run needs though nobody holds them: a group may have been emptied."""
    return _each_once(_known_texts(state, plan), plan)


def _each_once(found: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
    book = RoleBook.of(plan)
    return tuple(dict.fromkeys(_of_one_role(text, found, book)[0] for text in found))


def meant_role(state: Deployment, wanted: str, plan: Plan) -> str | Refusal:
    """The role of the plan that was typed: by a name of it, or by whom the plan names in its place."""
    roles = _known_texts(state, plan)
    found = (
        _of_one_role(wanted, roles, RoleBook.of(plan))[:1]
        or _by_person(state, wanted, roles)
        or _by_first_words(wanted, roles)
    )
    if len(found) == 1:
        return found[0]
    known = ", ".join((found or roles)[:SHOWN])
    more = " …" if len(found or roles) > SHOWN else ""
    what = "more than one" if found else "none"
    return unknown(f"Which role? “{wanted}” is {what} of this plan: {known}{more}.")


def _held_texts(state: Deployment, plan: Plan) -> tuple[str, ...]:
    left = {text for each in state.left.values() for text in (*each.roles, *each.deputy_for)}
    return tuple(
        text
        for text in texts(plan, state.one_roles)
        if not is_everyone(text) and (state.holders(text).all or state.holders(text).unknown or text in left)
    )


def _known_texts(state: Deployment, plan: Plan) -> tuple[str, ...]:
    known = {*_held_texts(state, plan), *acting(plan)}
    return tuple(text for text in texts(plan, state.one_roles) if text in known and not is_everyone(text))


def _of_one_role(wanted: str, roles: tuple[str, ...], book: RoleBook) -> list[str]:
    """The texts that mean the same role, the one first that is its own name."""
    meant = book.meaning(wanted)
    return sorted(
        (text for text in roles if book.meaning(text) == meant), key=lambda text: role_key(text) != meant
    )


def _by_first_words(wanted: str, roles: tuple[str, ...]) -> list[str]:
    return [text for text in roles if wanted and role_key(text).startswith(role_key(wanted))]


def _by_person(state: Deployment, wanted: str, roles: tuple[str, ...]) -> list[str]:
    """Where the plan writes a person in a role's place, `@dora` means all that is written as theirs."""
    ids = {person.value for person in people_in(wanted) if person.kind is WrittenAs.MENTION}
    return [
        text
        for text in roles
        if any(person.is_certain for person in people_in(text))
        and ids
        and ids == {person.id for person in state.holders(text).people}
    ][:1]
