import pytest
from sqlalchemy import select

from bot.clock import real_now
from bot.domain.errands import HandRecord
from bot.errors import Permanent
from bot.ports import Place
from bot.postmarks import postmark
from bot.storage.revisions import Revisions
from bot.storage.tables import errand_table
from commands.record_errand import RecordErrand, hand_record
from tests.bot import web_shop as w
from tests.commands.room import Room


def errand(room: Room) -> RecordErrand:
    """Whoever carries them out."""
    return RecordErrand(room.play.database, room.parts.messenger, Revisions())


async def test_the_record_comes_once_as_a_file(room: Room) -> None:
    """To whoever asked, in a direct message; carried out twice, it is there once."""
    await room.play.start("ana")
    question = HandRecord(deployment=w.ID, mark=postmark(real_now()))
    for _ in range(2):
        told = await errand(room).run(question, "U0QUINN")
        assert f"The record of {w.ID} is in our direct messages." == told.text
    shared = await room.slack.calls("files.completeUploadExternal")
    assert 1 == len(shared)
    assert "channel_id" in str(shared[0])


async def test_of_what_is_not_there_no_record_is_made(room: Room) -> None:
    """Whoever asked hears that, and how to have it otherwise."""
    question = HandRecord(deployment="NOPE-1", mark=postmark(real_now()))
    with pytest.raises(Permanent):
        await errand(room).run(question, "U0QUINN")
    told = errand(room).failed(question, "there is no deployment NOPE-1.")
    assert told.text.startswith("The record could not be handed over: there is no deployment NOPE-1. `")
    assert told.text.endswith("`tminus record NOPE-1` prints it.")


async def test_a_record_is_asked_for_once(room: Room) -> None:
    """The same press, delivered twice, is one errand."""
    for _ in range(2):
        place = Place(channel=w.CHANNEL)
        await hand_record(room.parts.service, w.ID, "U0QUINN", place, "", key="press:1")
    kept = await room.play.database.read(lambda c: c.execute(select(errand_table.c.id)).all())
    assert 1 == len(kept)
