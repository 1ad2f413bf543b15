import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial

import pytest

from bot.clock import real_now
from bot.deciding import Start
from bot.directory import Directory
from bot.domain.errands import ReadGroups
from bot.domain.intents import GiveSignOff, RejectSignOff, Submit, TickItem
from bot.domain.refusals import Because
from bot.errors import Permanent, RateLimited, Transient, Unauthorized
from bot.ports import DirectoryEntry, Place
from bot.scheduler import Scheduler
from bot.storage import directory, errands
from bot.storage.codec import encode
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.waiting import until

PAGE = 200


class Told:
    """A workspace that answers each reading with what the test put there, in turn; the last stays."""

    def __init__(self, *answers: Exception | Sequence[DirectoryEntry]) -> None:
        self.answers = list(answers)

    async def read(self) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """The next answer, in pages as Slack has them."""
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        for first in range(0, len(answer), PAGE):
            yield answer[first : first + PAGE]

    async def groups(self) -> Sequence[DirectoryEntry]:
        """All of the next answer."""
        return [entry async for page in self.read() for entry in page]


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler()
    scheduler.start()
    yield scheduler
    scheduler.stop()


@pytest.mark.parametrize(
    "trouble",
    [
        RateLimited("Slack asks to wait", 3600),
        Transient("Slack cannot be reached"),
        Permanent("the app lacks a permission", "missing_scope"),
        Unauthorized("the bot token was revoked"),
        KeyError("handle"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_cannot_be_read_now_is_read_later(
    database: Database, scheduler: Scheduler, trouble: Exception
) -> None:
    """Whatever goes wrong with one reading, the keeper lives, and the next one is kept."""
    play = w.Play(database)
    alarm = scheduler.alarm("directory")
    workspace = Told(trouble, [w.user("ana")])
    task = asyncio.create_task(Directory(play.service, workspace, alarm).run())

    async def knows_ana() -> bool:
        alarm.ring()
        person = await database.read(lambda c: directory.person(c, "U0ANA"))
        return person.name == "Ana Castillo"

    async def is_through() -> bool:
        return task.done() or await knows_ana()

    await until(is_through)
    ended = task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert ended is False


async def test_what_an_event_tells_is_kept(database: Database, scheduler: Scheduler) -> None:
    """Somebody whom the workspace has changed is known as they are now."""
    keeper = Directory(w.Play(database).service, Told(), scheduler.alarm("directory"))
    await keeper.note([w.user("ana"), w.user("ned")])
    await keeper.note([w.user("ana", name="Ana Novak")])
    found = [await database.read(partial(directory.person, user=id_)) for id_ in ("U0ANA", "U0NED")]

    assert [person.name for person in found] == ["Ana Novak", "Ned Holm"]


async def test_a_workspace_of_20_000_people_is_kept_in_pages(
    database: Database, scheduler: Scheduler
) -> None:
    """Each page is a transaction of its own; who is as they were an hour ago costs no write at all."""
    everybody = [
        DirectoryEntry(id=f"U{n:05}", kind="user", handle=f"h{n}", name=f"N {n}") for n in range(20_000)
    ]
    renamed = [*everybody[:-1], replace(everybody[-1], name="Nora New")]
    play = w.Play(database)
    keeper = Directory(play.service, Told(everybody, everybody, renamed), scheduler.alarm("directory"))
    commits = []
    for _ in range(3):
        before = play.woken
        await keeper.refresh()
        commits.append(play.woken - before)
    last = await database.read(lambda connection: directory.person(connection, "U19999"))

    assert ([100, 0, 1], "Nora New") == (commits, last.name)


DBAS = DirectoryEntry(id="S0DBAS", kind="group", handle="dbas", name="DBAs", members=("U0DBA",))
ASKED = ReadGroups(deployment=w.ID, groups=("dbas",), intent="TickItem", fields=encode(TickItem(wanted="1")))


async def test_groups_are_read_before_an_intent_is_decided_anew(
    database: Database, scheduler: Scheduler
) -> None:
    """Who came into a group meanwhile may act, once; asked a second time the answer is the same."""
    play = w.Play(database)
    await play.people()
    await play.service.note_directory([DBAS])
    text = w.text().replace("Dora Nagy (@dba)", "@dbas")
    await play.service.start(Start(text=text, stem="x", channel=w.CHANNEL), actor="U0ANA", key="start")
    grown = replace(DBAS, members=("U0DBA", "U0NED"))
    keeper = Directory(play.service, Told([grown]), scheduler.alarm("directory"))

    first = await keeper.decide_anew(ASKED, "U0NED", "errand:1")
    again = await keeper.decide_anew(ASKED, "U0NED", "errand:1")

    assert ["ItemTicked"] == [type(event).__name__ for event in first.events]
    assert first.events == again.events


async def test_a_workspace_that_is_away_decides_nothing(database: Database, scheduler: Scheduler) -> None:
    """The error is the errand's to try again; nothing was noted under its key."""
    play = w.Play(database)
    keeper = Directory(play.service, Told(Transient("away"), [DBAS]), scheduler.alarm("directory"))
    with pytest.raises(Transient, match="away"):
        await keeper.decide_anew(ASKED, "U0NED", "errand:1")
    assert "There is no deployment" in str((await keeper.decide_anew(ASKED, "U0NED", "errand:1")).refusal)


async def test_what_was_typed_before_answers_nothing_that_is_asked_anew(
    database: Database, scheduler: Scheduler
) -> None:
    """An approval that waited for Slack is not given to the plan that was submitted again meanwhile."""
    play = w.Play(database)
    await play.people()
    await play.service.note_directory([DBAS])
    text = w.text().replace("Carla Reyes (@carla)", "@dbas")
    await play.service.start(Start(text=text, stem="x", channel=w.CHANNEL), actor="U0TESS", key="start")
    await play.do("tess", Submit())
    place = Place(channel=w.CHANNEL)
    checking = await play.service.handle(
        GiveSignOff(), deployment=w.ID, actor="U0NED", key="typed", later_in=place
    )
    await play.do("sec", RejectSignOff(reason="a script is missing"))
    await play.do("tess", Submit())
    [claim] = await database.write(lambda c: errands.claim(c, real_now(), real_now(), ["token"]))
    keeper = Directory(play.service, Told([replace(DBAS, members=("U0NED",))]), scheduler.alarm("directory"))
    assert isinstance(claim.errand.question, ReadGroups)
    late = await keeper.decide_anew(claim.errand.question, "U0NED", f"errand:{claim.id}")

    assert checking.refusal
    assert Because.CHECKING is checking.refusal.because
    assert late.refusal
    assert "submitted again" in late.refusal.text
