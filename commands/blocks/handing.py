"""The form that hands a role over."""

from collections.abc import Sequence
from typing import Any

from bot.domain.authority import owner_names
from bot.domain.form_questions import hand_question
from bot.domain.people import NOBODY
from bot.domain.roles import people_in
from bot.domain.state import Deployment
from commands.blocks.actions import CallbackId, InputId
from commands.blocks.kit import OPTION_VALUE, field, modal, option, paragraph, select, text_input, user_input
from commands.blocks.metadata import FormMetadata
from commands.blocks.mrkdwn import clip, code
from commands.blocks.phrases import BRIEF, title

SAYS = "Whoever takes it over answers what waits for it from now on. What was approved and done stays."


def hand_view(state: Deployment, roles: Sequence[str], metadata: FormMetadata) -> dict[str, Any]:
    """The form, with the roles that the person may hand over and whoever stands for each now.

    A role's value is its question, so that a form is behind once somebody else stands for the role.
    """
    questions = {hand_question(state, role): role for role in roles}
    options = [
        option(named(state, role), question)
        for question, role in questions.items()
        if len(question) <= OPTION_VALUE
    ]
    blocks = [
        paragraph(f"{title(state)}, {code(state.id)}", SAYS),
        field(InputId.ROLE, "Role", select(InputId.ROLE, "Choose a role", options)),
        field(InputId.PERSON, "To whom?", user_input(InputId.PERSON)),
        field(
            InputId.REASON,
            "Why?",
            text_input(InputId.REASON),
            hint="Everybody who waits reads it",
            optional=True,
        ),
    ]
    return modal(CallbackId.HAND, "Hand over a role", blocks, submit="Hand over", metadata=metadata.spell())


def named(state: Deployment, role: str) -> str:
    """`DBA: Dora Nagy`; the name alone where the plan writes a person in a role's place."""
    holders = state.holders(role)
    if holders == NOBODY:
        return f"{role}: nobody"
    who = owner_names(holders, role)
    if any(person.is_certain for person in people_in(role)):
        return who
    return f"{clip(role, BRIEF)}: {who}"
