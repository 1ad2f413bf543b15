"""Mails on their way: what the thread, the lead and the record hear of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot import outbox as o
from bot.claims import LEASE
from bot.clock import real_now
from bot.deliveries import TOLD_AFTER
from bot.domain import intents as i
from bot.domain.evolve import evolve
from bot.domain.notices import Audience, NoticeGiven, NoticeKind
from bot.domain.plan import Channel, Plan
from bot.domain.questions import told_row
from bot.domain.react import react
from bot.domain.state import Deployment
from bot.errors import Busy
from bot.ports import DirectoryEntry
from bot.scheduler import Scheduler
from bot.storage import deployments
from bot.storage.effects import write_effects
from bot.storage.tables import lane_table, outbox_table
from bot.storage.unit_of_work import Database
from commands.messenger import SlackMessenger
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from tests.bot import web_shop as w
from tests.bot.posting import Posting, dead
from tests.pretend_slack import Slack
from tests.pretend_smtp import PretendSmtp, smtp_server
from tests.waiting import until

SENDER, ANA, BEN = "deploy@octal.example", "ana@octal.example", "ben@octal.example"
SOON = NoticeGiven(
    at=w.EVENING,
    by=None,
    number=1,
    kind=NoticeKind.PLANNED,
    about=told_row(1),
    message="Deployment scheduled",
    audience=Audience(name="All stakeholders", addresses=(ANA, BEN)),
    ways=(Channel.EMAIL,),
)
LEAD = "D0ANA"


class Mailing(Posting):
    """A play whose notices go out by mail."""

    def __init__(self, database: Database, slack: Slack, scheduler: Scheduler, server: PretendSmtp) -> None:
        super().__init__(database, slack, scheduler)
        self.server = server
        self.plan: Plan | None = None
        self.is_busy = False

    def outbox(self, lease: timedelta = LEASE) -> o.Outbox:
        """A deliverer that has a mail server, and tells how it fares."""
        return o.Outbox(
            self.database,
            SlackMessenger(self.slack.client, is_by_our_clock=False),
            self.alarm,
            lease=lease,
            carriers={
                Channel.EMAIL: EmailCarrier(SmtpClient(server_of(self.server.url), seconds_to_send=2), SENDER)
            },
            report=self.report,
        )

    async def report(self, news: i.ReportDelivery, deployment: str, key: str) -> None:
        """Tells of it, unless the database is busy."""
        if self.is_busy:
            raise Busy("a lock was not had in time")
        await self.service.report(news, deployment, key)

    async def give(self, event: NoticeGiven) -> None:
        """An audience is told something."""
        plan = self.plan
        assert plan

        def work(connection: Connection) -> None:
            stored = deployments.load(connection, w.ID, lock=True)
            assert stored
            after = evolve(stored.state, event)
            numbered = deployments.save(connection, after, stored.end, [event]).events
            write_effects(connection, after, react(after, numbered, plan), real_now())

        await self.database.write(work)
        self.alarm.ring()

    async def state(self) -> Deployment:
        """The deployment as it is."""
        stored = await self.database.read(lambda connection: deployments.load(connection, w.ID))
        assert stored
        return stored.state

    async def aged(self, by: timedelta) -> None:
        """What waits waits for so long, and is tried again now."""
        written = outbox_table.c.written_at
        rows = await self.database.read(lambda c: c.execute(select(outbox_table.c.id, written)).all())

        def work(connection: Connection) -> None:
            for id_, at in rows:
                row = update(outbox_table).where(outbox_table.c.id == id_)
                connection.execute(row.values(written_at=at - by))

        await self.database.write(work)
        await self.hurry()

    async def mail_waits(self) -> bool:
        """Whether a mail was tried in vain, and nothing else waits."""
        table = lane_table.c
        waiting = select(table.key, table.failures).where(table.due_at.is_not(None))
        found = await self.database.read(lambda c: c.execute(waiting).all())
        return [f"{w.ID}|email"] == [key for key, _ in found] and bool(found[0].failures)

    def thread(self) -> str:
        """What stands in the channel and its thread."""
        return "\n".join(str(message.blocks) for message in self.in_channel())


@pytest.fixture
def server() -> PretendSmtp:
    """A server that is not there yet."""
    return PretendSmtp()


@pytest.fixture
async def mailing(database: Database, slack: Slack, server: PretendSmtp) -> AsyncIterator[Mailing]:
    """The web shop's plan is started, and the deliverer at work; the mail server has a port, and is away."""
    async with smtp_server(server):
        pass
    scheduler = Scheduler()
    scheduler.start()
    play = Mailing(database, slack, scheduler, server)
    await play.people()
    channel = DirectoryEntry(id=w.CHANNEL, kind="channel", handle="web-shop", name="web-shop")
    await play.service.note_directory([channel])
    play.plan = (await play.start()).plan
    task = asyncio.create_task(play.outbox().run())
    await play.delivered()
    yield play
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    scheduler.stop()


async def test_a_notice_is_one_mail(mailing: Mailing, server: PretendSmtp) -> None:
    """It goes to all of the audience, names the channel, and nothing more is said of it."""
    async with smtp_server(server):
        await mailing.give(SOON)
        await mailing.delivered()
        [taken] = server.taken
    assert (SENDER, (ANA, BEN)) == (taken.sender, taken.addresses)
    assert "Deployment scheduled" in taken.text
    assert "Follow it: in Slack, #web-shop" in taken.text
    assert "email" not in mailing.thread().replace("told by email", "")


async def test_a_server_that_is_away_is_told_and_made_up_for(mailing: Mailing, server: PretendSmtp) -> None:
    """After five minutes, once; the mail comes when it is back, and that is told, too."""
    await mailing.give(SOON)
    await until(mailing.mail_waits)
    assert "Email does not work" not in mailing.thread()
    await mailing.aged(TOLD_AFTER)
    await until(lambda: failing(mailing))
    await until(mailing.mail_waits)
    await mailing.aged(TOLD_AFTER)
    await until(mailing.mail_waits)
    async with smtp_server(server):
        await mailing.hurry()
        await mailing.delivered()
        assert 1 == len(server.taken)
    assert (1, 1) == (
        mailing.thread().count("Email does not work: the mail server does not answer"),
        mailing.thread().count("Email works again"),
    )
    assert () == (await mailing.state()).failing


async def failing(mailing: Mailing) -> bool:
    return (await mailing.state()).failing == (Channel.EMAIL,)


async def test_a_mail_that_may_have_arrived_comes_again_under_one_name(
    mailing: Mailing, server: PretendSmtp
) -> None:
    """The server was gone before it said that it has it."""
    async with smtp_server(server):
        server.is_deaf = True
        await mailing.give(SOON)
        await until(mailing.mail_waits)
        server.is_deaf = False
        await mailing.hurry()
        await mailing.delivered()
        first, second = (taken.message["Message-ID"] for taken in server.taken)
    assert first == second


async def test_who_was_not_reached_is_told(mailing: Mailing, server: PretendSmtp) -> None:
    """By address, with the server's words; the others have the mail once."""
    async with smtp_server(server):
        server.answers[BEN] = "550 no such user"
        await mailing.give(SOON)
        await mailing.delivered()
        assert [(ANA,)] == [taken.addresses for taken in server.taken]
    assert {BEN: "550 no such user"} == (await mailing.state()).missed
    assert f"was sent by email, but not to {BEN} (550 no such user)" in mailing.thread()


async def test_a_mail_that_nobody_takes_is_sent_again_by_hand(mailing: Mailing, server: PretendSmtp) -> None:
    """The thread and the lead hear of it; what comes after it goes on."""
    async with smtp_server(server):
        server.answers |= {ANA: "550 no such user", BEN: "550 no such user"}
        await mailing.give(SOON)
        await mailing.delivered()
        [why] = await dead(mailing)
        assert "the mail server takes no address" in why
        said = "could not be sent by email: the mail server takes no address"
        assert said in mailing.thread()
        assert said in str([message.blocks for message in mailing.slack.messages(LEAD)])
        server.answers.clear()
        await mailing.give(replace(SOON, number=2, message="Deployment starting soon"))
        await mailing.delivered()
        await mailing.do("ana", i.Resend())
        await mailing.delivered()
        assert ["Deployment starting soon", "Deployment scheduled"] == [
            taken.text.splitlines()[0] for taken in server.taken
        ]
    assert () == await dead(mailing)


async def test_what_is_no_news_any_more_is_let_go(mailing: Mailing, server: PretendSmtp) -> None:
    """It is cancelled while the server is away: who was told nothing hears that alone."""
    await mailing.give(SOON)
    await until(mailing.mail_waits)
    await mailing.do("ana", i.Cancel(reason="the supplier is down"))
    number = len((await mailing.state()).notices) + 1
    await mailing.give(
        replace(SOON, number=number, kind=NoticeKind.CANCELLED, message="The deployment is cancelled")
    )
    async with smtp_server(server):
        await mailing.hurry()
        await mailing.delivered()
        assert ["The deployment is cancelled"] == [taken.text.splitlines()[0] for taken in server.taken]
    assert "is not sent by email any more: it could not be sent while it was news" in mailing.thread()


async def test_what_was_sent_is_not_sent_again_to_tell_of_it(mailing: Mailing, server: PretendSmtp) -> None:
    """Whom it did not reach cannot be told while the database is busy; the log has it."""
    mailing.is_busy = True
    async with smtp_server(server):
        server.answers[BEN] = "550 no such user"
        await mailing.give(SOON)
        await mailing.delivered()
        assert [(ANA,)] == [taken.addresses for taken in server.taken]
    assert () == await dead(mailing)


async def test_slack_goes_on_while_mail_hangs(mailing: Mailing, server: PretendSmtp) -> None:
    """Its lane waits for nobody else's."""
    async with smtp_server(server):
        server.is_silent = True
        await mailing.give(SOON)
        await mailing.do("tess", i.Submit())
        await until(mailing.mail_waits)
        assert "Submitted" in mailing.thread()
