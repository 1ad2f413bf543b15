"""A pretend Slack on a real socket (slack_sdk speaks aiohttp), and the bot behind it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.directory import Directory
from bot.queries import Queries
from bot.scheduler import Scheduler
from bot.storage.unit_of_work import Database
from commands.app import Parts, create_bolt_app
from commands.ingress import slack_route
from commands.messenger import SlackMessenger
from commands.plans import Plans
from commands.slack_api import identify
from commands.workspace import SlackWorkspace
from tests.bot.web_shop import PLANS, Play
from tests.commands.room import Room
from tests.pretend_slack import SECRET, LaterApp, Slack


@pytest.fixture
async def database(sqlite_file: Path) -> AsyncIterator[Database]:
    """A fresh database; both kinds are tested where they are spoken to."""
    database = Database(f"sqlite:///{sqlite_file}")
    yield database
    await database.close()


async def _filled(sqlite_file: Path, workspace: SlackWorkspace) -> None:
    """Fill the directory as a worker does; the room's own process has not opened the database yet."""
    database = Database(f"sqlite:///{sqlite_file}")
    await Directory(Play(database).service, workspace, Scheduler().alarm("directory")).refresh()
    await database.close()


@pytest.fixture
async def room(
    slack: Slack, bot_app: LaterApp, database: Database, sqlite_file: Path, tmp_path: Path
) -> AsyncIterator[Room]:
    """The bot with the web shop's plan and people; nothing is started, nothing is delivered."""
    plans = tmp_path / "plans"
    plans.mkdir()
    shutil.copy(PLANS / "web-shop.md", plans)
    play = Play(database)
    workspace = SlackWorkspace(slack.client)
    await _filled(sqlite_file, workspace)
    directory = Directory(play.service, workspace, Scheduler().alarm("directory"))
    parts = Parts(
        service=play.service,
        queries=Queries(database, play.clock),
        directory=directory,
        plans=Plans(plans),
        messenger=SlackMessenger(slack.client, is_by_our_clock=False),
        workspace=workspace,
        client=slack.client,
        clock=play.clock,
    )
    identity = await identify(slack.client)
    bolt = create_bolt_app(parts, identity)
    bot_app.app = Starlette(routes=[slack_route(bolt, signing_secret=SECRET, team=identity.team)])
    transport = httpx.ASGITransport(bot_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as bot:
        yield Room(slack=slack, play=play, parts=parts, plans=plans, bot=bot, file=sqlite_file)
