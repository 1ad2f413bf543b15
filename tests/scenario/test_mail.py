from collections.abc import AsyncIterator, Sequence

import pytest
from icalendar import Calendar
from sqlalchemy import Connection, update

from bot.clock import real_now
from bot.domain.evolve import evolve
from bot.domain.notices import Audience, NoticeGiven, NoticeKind
from bot.domain.plan import Channel
from bot.domain.questions import told_row
from bot.domain.react import react
from bot.storage import deployments
from bot.storage.effects import write_effects
from bot.storage.tables import lane_table
from tests.bot.web_shop import ID
from tests.pretend_smtp import PretendSmtp, parts, smtp_server
from tests.scenario.evening import evening
from tests.scenario.night import Night, instant
from tests.scenario.test_first_journey import SIGNERS

SENDER, ALL = "deploy@octal.example", "all@octal.example"
SCHEDULED = "Deployment of Web shop 4.12.0 is scheduled"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def server() -> PretendSmtp:
    """A mail server that has a port, and is away."""
    pretend = PretendSmtp()
    async with smtp_server(pretend):
        return pretend


@pytest.fixture
async def night(database_url: str, server: PretendSmtp) -> AsyncIterator[Night]:
    """An evening with a mail server."""
    async with evening(database_url, more={"smtp_url": server.url, "email_from": SENDER}) as night:
        yield night


async def approved(night: Night) -> None:
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")


async def told(night: Night, text: str) -> None:
    """All stakeholders are told something."""
    known = await night.house.queries.deployment(ID)
    assert known

    def work(connection: Connection) -> None:
        stored = deployments.load(connection, ID, lock=True)
        assert stored
        event = NoticeGiven(
            at=night.house.clock.now(),
            by=None,
            number=len(stored.state.notices) + 1,
            kind=NoticeKind.PLANNED,
            about=told_row(1),
            message=text,
            audience=Audience(name="All stakeholders", addresses=(ALL,)),
            ways=(Channel.EMAIL,),
            starts_at=stored.state.window_start,
            ends_at=stored.state.window_end,
        )
        after = evolve(stored.state, event)
        numbered = deployments.save(connection, after, stored.end, [event])
        write_effects(connection, after, react(after, numbered, known.plan), real_now())

    await night.house.database.write(work)
    for alarm in night.house.alarms:
        alarm.ring()
    await night.quiet()


def headings(server: PretendSmtp) -> Sequence[str]:
    """What each mail says first."""
    return [taken.text.splitlines()[0] for taken in server.taken]


async def test_a_notice_is_a_mail_with_an_invitation(night: Night, server: PretendSmtp) -> None:
    """It goes to the audience's address, from the sender of the settings, with an entry for the calendar."""
    async with smtp_server(server):
        await approved(night)
        await told(night, SCHEDULED)
        [taken] = server.taken
    assert (SENDER, (ALL,)) == (taken.sender, taken.addresses)
    assert "Follow it: in Slack, #web-shop" in taken.text
    event = next(iter(Calendar.from_ical(parts(taken.message)["text/calendar"]).walk("VEVENT")))
    assert instant("2026-12-01", "23:00") == event.decoded("DTSTART")


async def test_a_server_that_is_back_has_what_waited(night: Night, server: PretendSmtp) -> None:
    """Nothing in Slack waits for it; what comes back in time is sent, and once."""
    await approved(night)
    night.away = "email"
    await told(night, SCHEDULED)
    assert "told by email" in await night.sees("ana", "told by email")
    async with smtp_server(server):
        await back(night)
        await night.types("ana", "note all is well")
        assert [SCHEDULED] == headings(server)


async def test_what_was_news_is_not_sent_after_t0(night: Night, server: PretendSmtp) -> None:
    """The server is back when it has begun: the thread says what was let go."""
    await approved(night)
    night.away = "email"
    await told(night, SCHEDULED)
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    for step in range(1, 5):
        await night.types("ana", f"step {step} done")
    await night.types("ana", "go now")
    async with smtp_server(server):
        await back(night)
        assert [] == server.taken
    assert f"“{SCHEDULED}” is not sent by email any more" in await night.sees("ana", "not sent by email any")


async def back(night: Night) -> None:
    """The server answers again, and is not waited for."""
    night.away = ""
    await night.house.database.write(
        lambda c: c.execute(
            update(lane_table).where(lane_table.c.due_at.is_not(None)).values(due_at=real_now())
        )
    )
    for alarm in night.house.alarms:
        alarm.ring()
    await night.quiet()
