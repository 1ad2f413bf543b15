import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.refusals import Because, Refusal
from bot.storage import inbox
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

DONE = inbox.Handled(stream=w.ID, refusal=None, events=(3, 4))
REFUSED = inbox.Handled(stream=w.ID, refusal=Refusal(Because.NOT_YOURS, "Ask “Ana”."), events=())


@pytest.mark.parametrize("handled", [DONE, REFUSED])
async def test_what_became_of_an_intent_is_remembered(database: Database, handled: inbox.Handled) -> None:
    """An accepted intent's events and a refusal's words come back under their key."""
    await database.write(lambda c: inbox.keep(c, "key", handled, w.EVENING))

    assert handled == await database.read(lambda c: inbox.seen(c, "key"))


async def test_a_new_key_was_not_seen(database: Database) -> None:
    """A key that nobody used is new."""
    assert await database.read(lambda c: inbox.seen(c, "key")) is None


async def test_a_key_is_kept_once(database: Database) -> None:
    """The second of two at the same moment fails, and what the first became stays."""
    await database.write(lambda c: inbox.keep(c, "key", DONE, w.EVENING))
    with pytest.raises(IntegrityError):
        await database.write(lambda c: inbox.keep(c, "key", REFUSED, w.EVENING))

    assert DONE == await database.read(lambda c: inbox.seen(c, "key"))
