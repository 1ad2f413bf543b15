"""The modal that asks for what commands of the plan lack: a field for each value."""

from bot.domain.placeholders import first_naming
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.values import LONGEST
from commands.blocks import phrases as ph
from commands.blocks.actions import ActionId, ButtonValue, CallbackId, spell_entry, value_block, value_names
from commands.blocks.kit import field, modal, paragraph, text_input
from commands.blocks.mrkdwn import ACTION, NAME, clip, code, one_line
from commands.blocks.views import JsonView


def values_view(value: ButtonValue, state: Deployment, plan: Plan) -> JsonView:
    """The form; what is noted already stands in its field. Its metadata is as that of `reason_view`."""
    names = value_names(value)
    says = "They are filled into the commands that name them, so write each exactly, and nothing else."
    blocks = [
        paragraph(f"{ph.title(state)}, {code(state.id)}", says),
        *(
            field(
                value_block(name),
                clip(name, NAME),
                text_input(value_block(name), length=LONGEST, initial=_noted(state, name)),
                hint=_needed_by(plan, name),
                optional=len(names) > 1,
            )
            for name in names
        ),
    ]
    title = "Note values" if len(names) > 1 else "Note a value"
    metadata = spell_entry(ActionId.NOTE_VALUE, value)
    return modal(CallbackId.REASON, title, blocks, submit="Note", metadata=metadata)


def _needed_by(plan: Plan, name: str) -> str:
    """Which command needs it; "" for one without a comment."""
    command = first_naming(plan, name)
    comment = clip(one_line(command.comment), ACTION) if command else ""
    return f"For “{comment}”" if comment else ""


def _noted(state: Deployment, name: str) -> str:
    noted = state.values.get(key_of(name))
    return noted.note if noted else ""
