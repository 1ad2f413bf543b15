from bot.deciding import Start
from bot.domain.intents import Amend
from bot.domain.refusals import Refusal
from commands.amending import Amending
from tests.bot import web_shop as w
from tests.commands.room import Room


def amending(room: Room) -> Amending:
    return Amending(room.parts.queries, room.parts.plans)


async def test_the_document_is_the_one_it_was_started_from(room: Room) -> None:
    """The intent carries the file's text as it is now."""
    await room.types("tess", "start web-shop 4.12.0")
    path = room.plans / "web-shop.md"
    path.write_text(path.read_text("utf-8") + "\nchanged\n", "utf-8")
    intent = await amending(room).intent(w.ID)
    assert isinstance(intent, Amend)
    assert intent.text.endswith("\nchanged\n")


async def test_a_document_without_a_file_is_told(room: Room) -> None:
    """Where the document was dropped in, and where there is no such deployment, that is said."""
    start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
    await room.parts.service.start(start, actor="U0TESS", key="start")
    words = {w.ID: "was started from a file that was dropped in", "WEB-1": "There is no deployment WEB-1."}
    for deployment, why in words.items():
        refusal = await amending(room).intent(deployment)
        assert isinstance(refusal, Refusal)
        assert why in refusal.text
