"""Opens a night: the pretend Slack and the bot, each on a port of its own, the clock standing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select
from starlette.types import ASGIApp

from bot.audit import audit
from bot.clock import real_now
from bot.storage.clock import keep_origin, load_origin
from bot.storage.tables import directory_table, lane_table
from bot.storage.unit_of_work import PATIENT as PATIENT_READ, Database
from commands.ingress import PATH
from commands.slack_api import identify
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.unset import NoSmokeTests
from sandbox.app import create_app as create_sandbox
from sandbox.bot_link import BotLink
from sandbox.control import ClockHooks
from sandbox.crowd import crowded
from sandbox.workspace import World
from tests.bot.web_shop import PLANS
from tests.pretend_slack import PATIENT
from tests.scenario.monitors import GRAFANA, PAGERDUTY
from tests.scenario.night import Night, instant
from tests.serving import address_of, caller, free_port, served
from tests.waiting import until
from tminus.house import House, Part, open_house
from tminus.processes import hearing
from tminus.settings import Settings, read_settings
from tminus.ways import Machines

SECRET, TOKEN = "the-night-is-signed", "xoxb-night"
MONITORS = {"pagerduty_webhook_secret": PAGERDUTY, "grafana_webhook_secret": GRAFANA}
MORNING = instant("2026-11-30", "09:00")


class Unhurried(NoSmokeTests):
    """The null twin, which waits until all was delivered: a story tells the same each time."""

    def __init__(self, house: "asyncio.Future[House]") -> None:
        self._house = house

    @asynccontextmanager
    async def open(self, base_url: str) -> AsyncIterator[NoSmokeTests]:
        """Nothing is said before whoever asked is shown that it was asked for."""
        house = await self._house
        with suppress(TimeoutError):
            await until(lambda: is_delivered(house), seconds=3)
        async with super().open(base_url) as session:
            yield session


@asynccontextmanager
async def the_house(settings: Settings, parts: Part, machines: Machines | None) -> AsyncIterator[House]:
    """The house with these machines, or with those that are set up, or with null twins."""
    opened: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    if machines is None and not (settings.prometheus_url or settings.smoke_allowed_hosts):
        machines = Machines(tester=Unhurried(opened), metrics=NoMetrics())
    async with open_house(settings, parts, machines=machines) as house:
        opened.set_result(house)
        yield house


async def is_delivered(house: House) -> bool:
    """Whether nothing waits in any lane."""
    busy = select(lane_table.c.key).where(lane_table.c.due_at.is_not(None), lane_table.c.blocked == "")
    return await house.database.read(lambda c: c.execute(busy).first() is None, patience=PATIENT_READ)


@asynccontextmanager
async def evening(
    database_url: str,
    *,
    plans_dir: Path = PLANS,
    app_token: str = "",
    others: int = 0,
    world: World | None = None,
    parts: Part = Part.WEB | Part.WORKER,
    between: Callable[[ASGIApp], ASGIApp] = lambda bot: bot,
    more: Mapping[str, object] | None = None,
    morning: datetime = MORNING,
    machines: Machines | None = None,
) -> AsyncIterator[Night]:
    """Monday morning, the day before the window, or another morning; everybody is known.

    `others` are how many more people there are; `world` goes on where it was left; `between` stands between
    Slack and the bot; `more` are settings; `machines` say whether it works. In the end every chain is whole,
    and no error was met but those that the story means: of a message that cannot be made, which is given up
    after a few tries, it would not hear.
    """
    with free_port() as sandbox_at, free_port() as bot_at:
        settings = read_settings(
            database_url=database_url,
            plans_dir=plans_dir,
            slack_api_url=f"{address_of(sandbox_at)}/api",
            slack_bot_token=TOKEN,
            slack_signing_secret=SECRET,
            slack_app_token=app_token,
            clock_start=morning,
            clock_speed=0,
            **{**MONITORS, **(more or {})},
        )
        said = repr(machines) if machines else settings.prometheus_url.get_secret_value()
        async with the_house(settings, parts, machines) as house:
            world = world or crowded(others, house.clock.now)
            link = link_to(address_of(bot_at), app_token)
            sandbox = create_sandbox(world, link, ClockHooks(now=house.clock.now, skip_to=house.skip_to))
            async with (
                served(sandbox, sandbox_at) as address,
                hearing(house, await identify(house.client)) as bot,
                served(between(bot), bot_at),
                caller(address, timeout=30) as http,
            ):
                await until(lambda: knows_everybody(house))
                night = Night(house, world, http, address_of(bot_at), machines=said)
                yield night
            await ended_well(night)


def link_to(bot: str, app_token: str) -> BotLink:
    """How the pretend Slack reaches the bot."""
    return BotLink(
        events_url=f"{bot}{PATH}",
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=app_token,
        ack_limit=PATIENT,
    )


async def ended_well(night: Night) -> None:
    """Every chain is whole, and no error was met but those that the story means."""
    assert (await audit(night.house.database))[1] == ()
    assert unexpected(night.house) == night.means_errors


def unexpected(house: House) -> int:
    """How many errors the program met that it expected nowhere."""
    counted = (one for each in house.metrics.errors.collect() for one in each.samples)
    return round(sum(one.value for one in counted if one.name.endswith("_total")))


async def set_clock(database_url: str, to: datetime) -> None:
    """The plan's clock moves on while nobody is awake."""

    def work(connection: Connection) -> None:
        origin = load_origin(connection)
        assert origin, "the night has begun"
        keep_origin(connection, origin.skipped_to(to, real_now()))

    database = Database(database_url)
    await database.write(work)
    await database.close()


async def knows_everybody(house: House) -> bool:
    """Whether the directory was read to its end: the channels come last."""

    def look(connection: Connection) -> bool:
        rows = select(directory_table.c.id).where(directory_table.c.kind == "channel")
        return connection.execute(rows).first() is not None

    return await house.database.read(look, patience=PATIENT)
