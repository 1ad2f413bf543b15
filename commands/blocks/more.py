"""What a status message's menu has no room for: each with what it does, and its button."""

from itertools import chain
from typing import Any

from bot.domain.state import Deployment
from commands.blocks import offers
from commands.blocks.actions import ActionId, CallbackId
from commands.blocks.kit import actions, button, modal, paragraph
from commands.blocks.metadata import FormMetadata
from commands.blocks.mrkdwn import code
from commands.blocks.phrases import title

DOES = {
    ActionId.NOTE: "Keeps a word in the thread and in the record. Anybody named in the plan can.",
    ActionId.ADD_STEP: "A step that nobody foresaw, called in its turn. The lead, or the lead's deputy.",
    ActionId.HAND: "Somebody else stands for a role from now on. The lead, or the lead's deputy.",
}


def more_view(state: Deployment, metadata: FormMetadata) -> dict[str, Any]:
    """The choice; whatever is pressed takes its place on the screen."""
    choices = [
        (paragraph(DOES[action]), *actions(button(action, label, value)))
        for action, label, value in offers.rarely(state)
    ]
    blocks = [paragraph(f"{title(state)}, {code(state.id)}"), *chain.from_iterable(choices)]
    return modal(CallbackId.MORE, "More", blocks, metadata=metadata.spell())


def refused_view(text: str) -> dict[str, Any]:
    """Why what was chosen cannot be done; `text` is plain."""
    return modal(CallbackId.MORE, "Not possible", [paragraph(text)])
