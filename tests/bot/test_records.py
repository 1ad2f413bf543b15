import pytest
from sqlalchemy import update

from bot.document.record.frame import framed
from bot.domain import intents as i
from bot.domain.refusals import Refusal
from bot.records import read, record_of
from bot.storage import chain
from bot.storage.revisions import Revisions
from bot.storage.tables import event_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's plan as a draft."""
    play = w.Play(database)
    await play.people()
    await play.start()
    return play


async def test_a_record_is_made_of_the_whole_chain(play: w.Play) -> None:
    """It names the last event's hash; after one more event that is another one."""
    first = await record_of(play.database, w.ID, Revisions())
    await play.do("ana", i.AddNote(text="hello"))
    second = await record_of(play.database, w.ID.lower(), Revisions())
    rows = await play.database.read(lambda connection: [*chain.read(connection, w.ID)])

    assert isinstance(first, str)
    assert isinstance(second, str)
    assert w.text() == framed(first).plan == framed(second).plan
    assert f"the last is `{rows[-1].hash}`" in second
    assert f"the last is `{rows[-2].hash}`" in first
    assert f"Made from the {len(rows)} events" in second
    assert "Note: “hello”" in second


async def test_secrets_that_the_house_was_told_are_hidden(play: w.Play) -> None:
    """By `SECRET_NAMES`, as in Slack."""
    found = await record_of(play.database, w.ID, Revisions(("CHECKOUT_API_VERSION",)))
    assert isinstance(found, str)
    assert "| CHECKOUT_API_VERSION | (secret: see the plan) | (secret: see the plan) |" in found


async def test_of_what_is_not_there_no_record_is_made(play: w.Play) -> None:
    """It is said so."""
    found = await record_of(play.database, "NOPE-1", Revisions())
    assert isinstance(found, Refusal)
    assert await play.database.read(lambda c: read(c, "NOPE-1", Revisions())) is None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"hash": "0"}, f"not as they were written ({w.ID}: event 1 (DeploymentOpened) was changed)"),
        ({"name": "Teleported"}, "cannot all be read: `tminus audit` says which"),
        ({"body": "{}"}, "cannot all be read: `tminus audit` says which"),
    ],
)
async def test_a_record_of_changed_events_says_so(
    play: w.Play, changed: dict[str, str], expected: str
) -> None:
    """Nobody takes it for what happened."""
    await play.database.write(lambda c: c.execute(update(event_table).values(**changed)))
    found = await record_of(play.database, w.ID, Revisions())
    assert expected in (found.text if isinstance(found, Refusal) else found)
