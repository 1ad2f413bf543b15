from http import HTTPStatus

from bot.deciding import Start
from commands.blocks.actions import CallbackId
from commands.blocks.dropping import amend_view
from commands.blocks.metadata import FormMetadata
from sandbox.blocks import check_view
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room, read
from tests.commands.signed import interaction


async def dropped(room: Room) -> None:
    """A deployment whose document was dropped in."""
    start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
    await room.parts.service.start(start, actor="U0TESS", key="start")


def submission(values: Json) -> Json:
    """The form, sent off by what does not check it as Slack does."""
    metadata = FormMetadata(deployment=w.ID, channel=w.CHANNEL)
    view = {**amend_view(metadata), "id": "V1", "callback_id": CallbackId.AMEND, "state": {"values": values}}
    return {
        "type": "view_submission",
        "team": {"id": "T0OCTAL"},
        "user": {"id": "U0ANA"},
        "trigger_id": "1.1.x",
        "view": view,
    }


def test_the_form_is_one_that_slack_takes() -> None:
    """The form stays within the limits, and remembers its deployment and where the answer belongs."""
    metadata = FormMetadata(deployment="W-1" + "x" * 61, channel="C1", thread="1.1")
    view = amend_view(metadata)
    assert [] == check_view(view)
    assert metadata == FormMetadata.parse(view["private_metadata"])


async def test_amend_typed_opens_the_form(room: Room) -> None:
    """Where the document was dropped in, `amend` asks for the changed one."""
    await dropped(room)
    outcome = await room.types("ana", "amend")
    assert [] == outcome["messages"]
    assert "file_input" in str(outcome["view"]["blocks"])


async def test_a_form_that_does_not_open_is_told(room: Room) -> None:
    """The typed word says where to drop the document, the menu's entry to choose it once more."""
    await dropped(room)
    await room.slack.fail("views.open", "rate_limited", times=2)
    assert "Choose Amend in the menu" in read(await room.types("ana", "amend"))
    entry = f"propose|{w.ID}||"
    message = await room.shows_status()
    outcome = await room.presses("ana", "menu", message, value=entry)
    assert "choose Amend once more" in read(outcome)


async def test_a_form_without_a_file_stays_open(room: Room) -> None:
    """Nothing dropped, or something that is no plan, is told under the input."""
    await dropped(room)
    file = {"id": "F1", "name": "plan.docx", "size": 10}
    for values in ({}, {"file": {"file": {"type": "file_input", "files": [file]}}}):
        answer = await room.delivers(interaction(submission(values)))
        assert HTTPStatus.OK == answer.status_code
        assert {"file"} == set(answer.json()["errors"])
