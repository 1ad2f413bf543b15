"""Somebody left Slack: what the lead is told directly, and the words for it that the log shares."""

from bot.domain import events as e
from bot.domain.handing import not_handed
from bot.domain.plan import Plan
from bot.domain.roles import RoleBook
from bot.domain.state import Deployment
from bot.domain.state_parts import Departure
from bot.domain.times import day_and_clock
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import ACTION, NAME, code, plain
from commands.blocks.settled import settled
from commands.blocks.unfilled import needed_roles

ROLES_SHOWN = 3
WAITS_SHOWN = 3
ON_CALL = "on call for 9.2"

Left = Departure | e.PersonLeft


def departure(message: Message) -> Content:
    """Who left, for what they stood, what waits, who acts instead, and what to do."""
    state, plan = message.state, message.plan
    left = state.departures[int(message.subject.removeprefix("left:")) - 1]
    who = ph.person_name(left.person)
    if left.returned_at:
        when = day_and_clock(left.returned_at, state.zone)
        return settled(state, f"✅ *{who}* had left Slack and is back since {when}")
    waited, todo, instead = _waited(left), _what_to_do(state, plan, left), _instead(state, left)
    return Content(
        text=f"{ph.title(state)}: {who} has left Slack; {_stood(left)}",
        blocks=(
            paragraph(
                f"*{who} has left Slack*, {ph.title(state)}",
                f"Noticed {day_and_clock(left.at, state.zone)}; {_stood(left)}",
                f"Waited for them: {waited}" if waited else "Nothing waited for them",
                f"Now: {instead}" if instead else "",
                f"Next: {todo}" if todo else "",
                _given(state, plan, left),
            ),
        ),
    )


def left(event: e.PersonLeft, state: Deployment, plan: Plan) -> str:
    """The same as a sentence of the log."""
    waited, instead = _waited(event), _instead(state, event)
    return ph.sentence(
        f"{ph.person_name(event.person)} has left Slack ({_stood(event)})",
        f"waited for them: {waited}" if waited else "",
        f"now {instead}" if instead else "",
        _what_to_do(state, plan, event),
    )


def returned(event: e.PersonReturned, state: Deployment, _plan: Plan) -> str:
    """That they act again, or that others stand for their roles now."""
    who = f"{ph.person_name(event.person)} is back in Slack"
    stood = (each for each in state.departures if each.person.id == event.person.id)
    if not any(each.roles or each.deputy_for for each in stood):
        return who
    if not event.roles:
        return f"{who}; others stand for their roles now"
    return f"{who} and stands for {_roles(event.roles)} again"


def renamed(event: e.PersonRenamed, _state: Deployment, _plan: Plan) -> str:
    """What they are called now, as the plan wrote them."""
    return f"{plain(event.was, NAME)} is {plain(event.now, NAME)} now; the plan's roles stay theirs"


def named_but_left(state: Deployment) -> str:
    """Whom a plan names though they left Slack; "" where nobody did."""
    who = [
        f"{ph.person_name(each.person)} has left Slack ({_roles((*each.roles, *each.deputy_for)) or ON_CALL})"
        for each in state.left.values()
    ]
    return ph.listed(who, ROLES_SHOWN)


def _roles(roles: tuple[str, ...]) -> str:
    return ph.listed([plain(role, NAME) for role in roles], ROLES_SHOWN)


def _stood(left: Left) -> str:
    """`stood for DBA, QA Lead; deputy for Deployment Lead`; `on call` of whom the plan does not name."""
    stood = ph.sentence(
        f"stood for {_roles(left.roles)}" if left.roles else "",
        f"deputy for {_roles(left.deputy_for)}" if left.deputy_for else "",
    )
    return stood or ON_CALL


def _waited(left: Left) -> str:
    return ph.listed([plain(each, ACTION) for each in left.waits], WAITS_SHOWN)


def _instead(state: Deployment, left: Left) -> str:
    """`DBA: nobody, QA Lead: @dev`: who acts for each of their roles as it is now."""
    found = [f"{plain(role, NAME)}: {_acting(state, role)}" for role in (*left.roles, *left.deputy_for)]
    return ph.listed(found, ROLES_SHOWN)


def _acting(state: Deployment, role: str) -> str:
    """Who stands for a role; where nobody does, a run calls the lead for what is the role's."""
    holders = state.holders(role)
    if holders.all or holders.unknown:
        return ph.holders_named(holders, role, 2)
    is_led = state.state.is_running and state.lead.all
    return f"*nobody*, {ph.lead(state)} is called in its place" if is_led else "*nobody*"


def _what_to_do(state: Deployment, plan: Plan, left: Left) -> str:
    """How somebody else gets the first of their roles that is needed and has deputies at most."""
    book = RoleBook.of(plan)
    needed = {meant for role in needed_roles(state, plan) for meant in book.meanings(role)}
    roles = (role for role in (*left.roles, *left.deputy_for) if book.meanings(role) & needed)
    role = next((role for role in roles if not state.holders(role).people), "")
    if not role:
        return ""
    if not_handed(state, role, plan):
        amended = code(f"/deploy amend {state.id}")
        return f"the document ({amended}) or {code(f'/deploy roster {role} @who')} names somebody else"
    return f"{code(f'/deploy hand {state.id} {role} @who')} names somebody else"


def _given(state: Deployment, plan: Plan, left: Left) -> str:
    rows = [
        plain(row.label, NAME)
        for row in plan.signoffs
        if (given := state.signoffs.get(row.number)) and given.by and given.by.id == left.person.id
    ]
    return f"What they approved stays: {ph.listed(rows, ROLES_SHOWN)}" if rows else ""
