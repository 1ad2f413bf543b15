import json

import pytest

from commands.blocks.actions import CallbackId
from commands.blocks.dropping import file_input
from commands.blocks.kit import modal
from sandbox.blocks import check_view


@pytest.mark.parametrize("optional", [True, False])
def test_one_markdown_file_is_taken(optional: bool) -> None:
    """Slack lets nobody drop two files, or one of another kind, and knows whether one must be dropped."""
    shown = file_input("The changed document", hint="A .md file of 1 MB at most", optional=optional)
    block = json.loads(json.dumps(shown.to_dict()))
    assert ("file_input", ["md"], 1) == (
        block["element"]["type"],
        block["element"]["filetypes"],
        block["element"]["max_files"],
    )
    assert (optional, block["element"]["action_id"]) == (block["optional"], block["block_id"])
    assert [] == check_view(modal(CallbackId.AMEND, "Amend", [shown], submit="Read it", metadata=""))
