"""A second look at user groups: who is no member as last read may be one by now (design, rule 1).

The groups are read by an errand, since nothing is looked up over the network before an acknowledgement.
"""

from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain.errands import ReadGroups
from bot.domain.facts import Facts
from bot.domain.hushing import hushed
from bot.domain.intents import Intent
from bot.domain.membership import checking, groups_to_read
from bot.domain.pinning import pinned
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.ports import Errand, Place
from bot.storage import errands
from bot.storage.codec import encode


def second_look(
    connection: Connection, state: Deployment, intent: Intent, facts: Facts, place: Place
) -> Refusal | None:
    """That it is checked, where what was refused would be the actor's as a member of some group.

    What comes of it is told at `place`, to the actor alone. Whatever is asked anew until the groups are read
    is not answered by it.
    """
    groups = groups_to_read(state, intent, facts)
    if not groups:
        return None
    question = ReadGroups(
        deployment=state.id,
        groups=tuple(group.handle for group in groups),
        intent=type(intent).__name__,
        fields=encode(pinned(state, hushed(intent, facts.plan), facts.plan)),
    )
    errand = Errand(user=facts.person.id, place=place, question=question)
    errands.write(connection, errand, real_now())
    return checking(groups)
