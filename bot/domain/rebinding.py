"""Binding roles anew: who stands for what may have changed by the roster, by Slack or by the plan."""

from bot.domain import events as e
from bot.domain.facts import Facts, Story
from bot.domain.people import Person


def bind_anew(story: Story, facts: Facts, by: Person | None) -> None:
    """Take over who stands for what now, where that is not as before.

    Whom a written person was found to be stays known, also while another revision does not name them.
    """
    state = story.state
    meant = {**state.meant, **facts.whereabouts.meant}
    if (facts.roles, meant) != (state.roles, state.meant):
        story.add(e.RolesBound(at=facts.now, by=by, roles=facts.roles, meant=meant))
