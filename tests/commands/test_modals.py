import pytest

from commands.blocks.actions import CallbackId
from commands.blocks.dropping import file_input
from commands.blocks.kit import modal
from commands.modals import Modals
from sandbox.model import Json
from tests.commands.room import Room
from tests.pretend_slack import Slack

FILE = file_input("The changed document", hint="A .md file", optional=True)
VIEW = modal(CallbackId.AMEND, "Amend", [FILE], submit="Read it", metadata="{}")


@pytest.fixture
async def shown(room: Room) -> Json:
    """A modal that somebody has open."""
    view: Json = (await room.types("tess", "start"))["view"]
    return view


async def test_a_modal_is_replaced_once(slack: Slack, shown: Json) -> None:
    """Whoever had seen an older one does not overwrite the newer: its hash tells."""
    modals = Modals(slack.client)
    assert await modals.update(shown["id"], shown["hash"], VIEW)
    assert not await modals.update(shown["id"], shown["hash"], VIEW)


@pytest.mark.parametrize("kind", ["server_error", "drop_after", "garbage", "rate_limited"])
async def test_what_did_not_work_is_not_tried_again(slack: Slack, shown: Json, kind: str) -> None:
    """A trigger is gone by then: the answer is the typed form, at once, whatever went wrong."""
    before = len(await slack.calls("views.update"))
    await slack.fail("views.update", kind)
    assert not await Modals(slack.client).update(shown["id"], shown["hash"], VIEW)
    assert before + 1 == len(await slack.calls("views.update"))


async def test_a_trigger_that_is_none_opens_nothing(slack: Slack) -> None:
    """A refusal of Slack's is no error here."""
    assert not await Modals(slack.client).open("1.1.expired", VIEW)
    assert 1 == len(await slack.calls("views.open"))
