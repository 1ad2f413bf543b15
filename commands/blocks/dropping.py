"""Where a document is dropped: the input for its file, and the form that amends with it."""

from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import FileInputElement

from commands.blocks.actions import CallbackId, InputId
from commands.blocks.kit import field, modal, paragraph
from commands.blocks.metadata import FormMetadata
from commands.blocks.mrkdwn import code

FILE_TYPES = ("md",)


def file_input(label: str, *, hint: str, optional: bool) -> Block:
    """Takes one Markdown file."""
    element = FileInputElement(action_id=InputId.FILE, filetypes=list(FILE_TYPES), max_files=1)
    return field(InputId.FILE, label, element, hint=hint, optional=optional)


def amend_view(metadata: FormMetadata, source: str = "") -> dict[str, Any]:
    """The form that takes the changed document; `source` is the file of `PLANS_DIR` that it may be, too."""
    says = "It is shown first what changed and which approvals fall; nothing falls before you take it."
    again = f"Without one, {source}.md of PLANS_DIR is read again" if source else ""
    hint = ". ".join(filter(None, ("A .md file of 1 MB at most", again)))
    blocks = [
        paragraph(code(metadata.deployment), says),
        file_input("The changed document", hint=hint, optional=bool(source)),
    ]
    return modal(CallbackId.AMEND, "Amend", blocks, submit="Read it", metadata=metadata.spell())
