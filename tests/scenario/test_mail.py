from collections.abc import AsyncIterator, Sequence

import pytest
from icalendar import Calendar, Component
from sqlalchemy import update

from bot.clock import real_now
from bot.storage.tables import lane_table
from tests.pretend_smtp import PretendSmtp, parts, smtp_server
from tests.scenario.evening import evening
from tests.scenario.night import Night, instant
from tests.scenario.test_first_journey import SIGNERS

SENDER, ALL = "deploy@octal.example", "all@octal.example"
SCHEDULED = "Deployment of Web shop 4.12.0 is scheduled"
# On PostgreSQL one night of test_zones sends mail, and tests/bot/test_outbox_mail.py has the outages.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def server() -> PretendSmtp:
    """A mail server that has a port, and is away."""
    pretend = PretendSmtp()
    async with smtp_server(pretend):
        return pretend


@pytest.fixture
async def night(database_url: str, server: PretendSmtp) -> AsyncIterator[Night]:
    """An evening with a mail server; all stakeholders have an address."""
    more = {"smtp_url": server.url, "email_from": SENDER}
    async with evening(database_url, more=more) as night:
        await night.types("tess", f'roster audience "All stakeholders" {ALL}')
        yield night


async def approved(night: Night) -> None:
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")


def headings(server: PretendSmtp) -> Sequence[str]:
    """What each mail says first."""
    return [taken.text.splitlines()[0] for taken in server.taken]


def entry(server: PretendSmtp, number: int) -> Component:
    """The calendar's entry that a mail brings."""
    text = parts(server.taken[number].message)["text/calendar"]
    return next(iter(Calendar.from_ical(text).walk("VEVENT")))


async def test_a_mail_invites_moves_and_cancels(night: Night, server: PretendSmtp) -> None:
    """One thread, one entry in the calendar, each mail at its minute."""
    async with smtp_server(server):
        await approved(night)
        await night.until(instant("2026-11-30", "22:59"))
        assert [] == server.taken
        await night.until(instant("2026-11-30", "23:01"))
        assert [SCHEDULED] == headings(server)
        await night.types("ana", "reschedule 2026-12-02 23:00")
        for signer in ("omar", "carla"):
            await night.types(signer, "approve")
        await night.types("ana", "cancel the supplier is down")
        said = headings(server)
    assert said[1].startswith("Moved to Wed 2 Dec 23:00 CET")
    assert "Cancelled: the supplier is down" == said[-1]
    entries = [entry(server, number) for number in (0, 1, -1)]
    assert [0, 1, 2] == [each["SEQUENCE"] for each in entries]
    assert 1 == len({each["UID"] for each in entries})
    assert ["CONFIRMED", "CONFIRMED", "CANCELLED"] == [each["STATUS"] for each in entries]
    assert instant("2026-12-02", "23:00") == entries[1].decoded("DTSTART")
    assert 1 == len({taken.message["References"] for taken in server.taken})
    assert {(SENDER, (ALL,))} == {(taken.sender, taken.addresses) for taken in server.taken}
    assert "Follow it: in Slack, #web-shop" in server.taken[0].text


async def test_a_server_that_is_back_has_what_waited(night: Night, server: PretendSmtp) -> None:
    """Nothing in Slack waits for it; what comes back in time is sent, and once."""
    await approved(night)
    night.away = "email"
    await night.until(instant("2026-11-30", "23:01"))
    assert "told by email" in await night.sees("ana", "told by email")
    async with smtp_server(server):
        await back(night)
        assert [SCHEDULED] == headings(server)
        await night.types("ana", "note all is well")
        assert [SCHEDULED] == headings(server)


async def test_what_was_news_is_not_sent_after_t0(night: Night, server: PretendSmtp) -> None:
    """The server is back when it has begun: the thread says what was let go."""
    await approved(night)
    night.away = "email"
    await night.until(instant("2026-11-30", "23:01"))
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
    night.house.wake()
    await night.quiet()
