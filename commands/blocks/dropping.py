"""Where a document is dropped: the input for its file, and the form that amends with it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import FileInputElement

from commands.blocks.actions import CallbackId, InputId
from commands.blocks.kit import field, modal, paragraph
from commands.blocks.mrkdwn import code

FILE_TYPES = ("md",)


def file_input(label: str, *, hint: str, optional: bool) -> Block:
    """Takes one Markdown file."""
    element = FileInputElement(action_id=InputId.FILE, filetypes=list(FILE_TYPES), max_files=1)
    return field(InputId.FILE, label, element, hint=hint, optional=optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendMetadata:
    """What the amend form remembers: its deployment, and where the answer belongs."""

    deployment: str
    channel: str
    thread: str = ""

    def spell(self) -> str:
        """As Slack keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """As it was spelled."""
        return cls(**json.loads(text))


def amend_view(metadata: AmendMetadata) -> dict[str, Any]:
    """The form that takes the changed document."""
    says = "It is shown first what changed and which approvals fall; nothing falls before you take it."
    blocks = [
        paragraph(code(metadata.deployment), says),
        file_input("The changed document", hint="A .md file of 1 MB at most", optional=False),
    ]
    return modal(CallbackId.AMEND, "Amend", blocks, submit="Read it", metadata=metadata.spell())
