import pytest
from sqlalchemy import Connection, insert

from bot.clock import real_now
from bot.domain.effects import MessageKind
from bot.domain.plan import Channel
from bot.ports import DirectoryEntry, Place
from bot.storage import directory, places
from bot.storage.outbox import Copy
from bot.storage.tables import message_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

QUESTION = "step:5:1"


async def _filled(database: Database, *rows: tuple[str, str, str, str]) -> None:
    """Copies beside those that are there: kind, subject, recipient, ts ("" until posted)."""

    def work(connection: Connection) -> None:
        for kind, subject, recipient, ts in rows:
            connection.execute(
                insert(message_table).values(
                    deployment=w.ID,
                    kind=kind,
                    subject=subject,
                    recipient=recipient,
                    channel=f"D{recipient}" if recipient else w.CHANNEL,
                    ts=ts,
                    shown="",
                    mark="",
                    deleted=0,
                )
            )

    await database.write(work)


@pytest.fixture
async def started(database: Database) -> Database:
    """A deployment whose status message is not posted yet."""
    play = w.Play(database)
    await play.people()
    await play.start()
    return database


async def _of(database: Database, user: str) -> dict[str, str]:
    """Where somebody reads what they were asked, by question."""
    found = await database.read(lambda c: places.of_questions(c, [w.ID], user))
    return {subject: place.ts for (_, subject), place in found.items()}


async def test_a_status_message_is_linked_to_once_it_is_posted(started: Database) -> None:
    """Until then the deployment has no place, and one that nobody knows has none at all."""
    assert {} == await started.read(lambda c: places.roots(c, [w.ID, "WEB-1"]))
    await started.write(lambda c: c.execute(message_table.update().values(ts="1.0")))
    await _filled(started, ("step", QUESTION, "", "1.1"))
    found = await started.read(lambda c: places.roots(c, [w.ID, "WEB-1"]))
    assert {w.ID: Place(channel=w.CHANNEL, ts="1.0")} == found


async def test_ones_own_copy_of_a_question_comes_before_the_threads(started: Database) -> None:
    """Who has a direct message is led there, everybody else to the thread."""
    await _filled(started, ("step", QUESTION, "U0DBA", "2.0"), ("step", QUESTION, "", "1.1"))
    assert {QUESTION: "2.0"} == await _of(started, "U0DBA")
    assert {QUESTION: "1.1"} == await _of(started, "U0NED")


async def test_a_copy_that_is_not_posted_leads_nowhere(started: Database) -> None:
    """While the own copy is on its way the thread's is the place."""
    await _filled(started, ("step", QUESTION, "U0DBA", ""), ("step", QUESTION, "", "1.1"))
    assert {QUESTION: "1.1"} == await _of(started, "U0DBA")


async def test_what_asks_nothing_is_no_place_to_answer(started: Database) -> None:
    """The status message and the log are not where a question is answered."""
    await started.write(lambda c: c.execute(message_table.update().values(ts="1.0")))
    await _filled(started, ("log", "7", "", "1.1"))
    assert {} == await _of(started, "U0DBA")


def _copy(kind: MessageKind, to: str) -> Copy:
    return Copy(
        id=1, deployment=w.ID, kind=kind, subject="", to=to, channel="", ts="", shown="", mark="", deleted=0
    )


CALL, URL = _copy(MessageKind.ESCALATION, "U0DBA"), "https://octal.slack.com/"


async def _thread(database: Database, copy: Copy, url: str = URL) -> str:
    return await database.read(lambda c: places.thread(c, copy, url))


async def test_what_is_read_elsewhere_leads_to_the_thread(started: Database) -> None:
    """Once it is posted, and where the workspace's address is known; what stands in it leads nowhere."""
    assert "" == await _thread(started, CALL)
    await started.write(lambda c: c.execute(message_table.update().values(ts="1796162400.000100")))
    assert f"{URL}archives/{w.CHANNEL}/p1796162400000100" == await _thread(started, CALL)
    assert "" == await _thread(started, CALL, "")
    for kind, to in ((MessageKind.ESCALATION, ""), (MessageKind.REVIEW, "U0DBA")):
        assert "" == await _thread(started, _copy(kind, to))


async def test_a_channel_has_its_name_for_those_outside(started: Database) -> None:
    """In a mail; in Slack an id is shown as the name by Slack itself."""
    channel = DirectoryEntry(id=w.CHANNEL, kind="channel", handle="web-shop", name="web-shop")
    await started.write(lambda c: directory.keep(c, [channel], real_now()))
    mail = _copy(MessageKind.NOTICE, Channel.EMAIL)
    assert "web-shop" == await started.read(lambda c: places.channel_name(c, mail, w.CHANNEL))
    assert "" == await started.read(lambda c: places.channel_name(c, CALL, w.CHANNEL))
