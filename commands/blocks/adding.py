"""The form that adds a step which nobody foresaw."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.domain.adhoc import places
from bot.domain.held_roles import held_roles
from bot.domain.plan import Plan
from bot.domain.progress import current_steps
from bot.domain.state import Deployment
from commands.blocks.actions import CallbackId, InputId
from commands.blocks.handing import named
from commands.blocks.kit import OPTION_VALUE, field, modal, option, paragraph, select, text_input, user_input
from commands.blocks.metadata import FormMetadata
from commands.blocks.mrkdwn import code
from commands.blocks.phrases import title

ACTION_LENGTH = 200
SAYS = "It is called in its turn and stands in the record as ad hoc; the plan stays as it was approved."


def add_view(state: Deployment, plan: Plan, metadata: FormMetadata) -> dict[str, Any]:
    """The form: behind which step, what, who (somebody or a role), how long, and why."""
    blocks = [
        paragraph(f"{title(state)}, {code(state.id)}", SAYS),
        _after(state, plan),
        field(InputId.ACTION, "What is to be done?", text_input(InputId.ACTION, length=ACTION_LENGTH)),
        field(InputId.PERSON, "Who does it?", user_input(InputId.PERSON), optional=True),
        *_roles(state, plan),
        field(InputId.MINUTES, "How many minutes does it take?", text_input(InputId.MINUTES, length=4)),
        field(InputId.REASON, "Why?", text_input(InputId.REASON), hint="Whoever is called reads it"),
    ]
    return modal(CallbackId.ADD_STEP, "Add a step", blocks, submit="Add", metadata=metadata.spell())


def _after(state: Deployment, plan: Plan) -> Block:
    """The step that somebody is at is chosen at first."""
    options = {
        step.number: option(f"{step.number} {step.action}", step.number)
        for step in places(state, plan)
        if len(step.number) <= OPTION_VALUE
    }
    at = next((step.number for step in current_steps(state, plan) if step.number in options), "")
    chosen = select(InputId.AFTER, "Choose a step", [*options.values()], options.get(at))
    return field(InputId.AFTER, "After step", chosen)


def _roles(state: Deployment, plan: Plan) -> list[Block]:
    roles = [role for role in held_roles(state, plan) if len(role) <= OPTION_VALUE]
    if not roles:
        return []
    options = [option(named(state, role), role) for role in roles]
    chosen = select(InputId.ROLE, "Choose a role", options)
    return [field(InputId.ROLE, "Or which role?", chosen, optional=True)]
