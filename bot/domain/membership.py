"""What somebody may do only if a user group, read anew, has them as a member (design, rule 1)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.facts import Facts
from bot.domain.intents import Intent
from bot.domain.lifecycle import decide
from bot.domain.people import Group, Holders, Person, unique
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment

Roles = Mapping[str, Holders]


def groups_to_read(state: Deployment, intent: Intent, facts: Facts) -> tuple[Group, ...]:
    """The groups that do not have the actor as last read, and whose members may do what was refused."""
    actor = facts.actor
    if actor is None:
        return ()
    held = (holders for roles in (state.roles, facts.roles) for holders in roles.values())
    groups = {group.id: group for holders in held for group in holders.groups}
    return tuple(
        group
        for group in groups.values()
        if actor.id not in group.members and _may_as_member(group, actor, state, intent, facts)
    )


def _may_as_member(group: Group, actor: Person, state: Deployment, intent: Intent, facts: Facts) -> bool:
    decision = decide(
        replace(state, roles=_joined(state.roles, group, actor)),
        intent,
        replace(facts, roles=_joined(facts.roles, group, actor)),
    )
    return not (isinstance(decision, Refusal) and decision.because is Because.NOT_YOURS)


def _joined(roles: Roles, group: Group, actor: Person) -> dict[str, Holders]:
    """The roles, were the actor a member of the group."""
    return {
        text: replace(holders, people=unique((*holders.people, actor)))
        if group in holders.groups
        else holders
        for text, holders in roles.items()
    }


def checking(groups: tuple[Group, ...]) -> Refusal:
    """The answer until the groups are read."""
    handles = " or ".join(f"@{group.handle}" for group in groups)
    return Refusal(
        Because.CHECKING,
        f"Checking: this is for members of {handles}, and as last read you are none. I look again, and tell "
        f"you what comes of it.",
    )
