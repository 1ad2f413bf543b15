"""What a victim does: the house as it is served, or a migration, in a process that is forked for it.

Imported once by the process that forks them: every victim has all imports, and nothing has begun yet.
"""

import asyncio
import gc
import inspect
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, auto
from pathlib import Path

import uvloop
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.storage.codec import warm_up
from commands.slack_api import identify
from migrations.run import upgrade
from tests.faults.kill.machines import machines_by
from tests.faults.kill.points import Answers, Points, kill_myself, watch_statements
from tests.pretend_pagerduty import API_TOKEN, ROUTING_KEY, SENDER
from tminus.house import House, Part, open_house
from tminus.logging import set_up
from tminus.processes import listen, web_app
from tminus.settings import Settings, read_settings

TOKEN, SECRET = "xoxb-victim", "the-victim-is-signed"
GRAFANA, PAGERDUTY = "the-victim-is-watched", "the-victim-is-paged"
CLOCK = "/clock"
"""Where the story sets the plan's clock, as the demo's page does: the path goes on with an instant."""
PAGED = "/pagerduty"
"""What the path of a call begins with that PagerDuty answers, beside the workspace."""
SHOP = "/shop"
"""The same of the shop that is released."""

warm_up()
# Bolt looks at the stack when an app is made; the first look reads every module's file.
inspect.stack()
gc.freeze()


class Life(StrEnum):
    """What a victim is: `tminus serve`, `tminus worker` or `tminus migrate`."""

    SERVE = auto()
    WORK = auto()
    MIGRATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a victim is told: what to be, its folder, its database, where it dies.

    `from_start`: its points are counted at once, not from the first request on. `is_paged`: PagerDuty is set
    up, and answers beside the workspace. `is_watched`: machines run its tests and read its metrics;
    `is_open`: the tests are requests to the shop, which answers there, too.
    """

    life: Life
    folder: Path
    database_url: str
    plans_dir: Path
    fatal: str = ""
    from_start: bool = False
    slack: str = ""
    is_paged: bool = False
    is_watched: bool = False
    is_open: bool = False

    @property
    def at(self) -> Path:
        """The socket it answers on."""
        return self.folder / "bot"

    @property
    def points(self) -> Path:
        """Where it writes the points that it passes."""
        return self.folder / "points"

    @property
    def log(self) -> Path:
        """Where its log goes."""
        return self.folder / "log"


def live(orders: Orders) -> None:
    """Do it, until killed."""
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    set_up(level="INFO", style="console", secrets=())
    points = Points(orders.points, orders.fatal, kill_myself)
    watch_statements(points)
    if orders.from_start:
        points.arm()
    if orders.life is Life.MIGRATE:
        upgrade(orders.database_url)
    else:
        uvloop.run(_work(orders) if orders.life is Life.WORK else _serve(orders, points))


async def _work(orders: Orders) -> None:
    async with _house(orders, Part.WORKER):
        await asyncio.Event().wait()


@asynccontextmanager
async def _house(orders: Orders, parts: Part) -> AsyncIterator[House]:
    """The house, with the machines that it is told to have."""
    clock = asyncio.get_running_loop().create_future()
    shop = f"{orders.slack}{SHOP}" if orders.is_open else ""
    machines = machines_by(clock, shop) if orders.is_watched else None
    async with open_house(_settings(orders), parts, machines=machines) as house:
        clock.set_result(house.clock)
        yield house


async def _serve(orders: Orders, points: Points) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bound:
        bound.bind(str(orders.at))
        bound.listen()
        async with _house(orders, Part.WEB | Part.WORKER) as house:
            app = _with_clock(web_app(house, await identify(house.client)), house)
            await listen(Answers(app, points), bound, asyncio.Event())


def _with_clock(app: ASGIApp, house: House) -> ASGIApp:
    async def heard(scope: Scope, receive: Receive, send: Send) -> None:
        before, is_clock, instant = str(scope["path"]).partition(f"{CLOCK}/")
        if not is_clock or before:
            await app(scope, receive, send)
            return
        await house.jump_to(datetime.fromisoformat(instant).astimezone(UTC))
        await Response(status_code=204)(scope, receive, send)

    return heard


def _settings(orders: Orders) -> Settings:
    return read_settings(
        database_url=orders.database_url,
        plans_dir=orders.plans_dir,
        slack_api_url=f"{orders.slack}/api",
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_app_token="",
        grafana_webhook_secret=GRAFANA,
        pagerduty_webhook_secret=PAGERDUTY,
        **(_paging(orders) if orders.is_paged else {}),
    )


def _paging(orders: Orders) -> Mapping[str, str]:
    return {
        "pagerduty_events_url": f"{orders.slack}{PAGED}",
        "pagerduty_api_url": f"{orders.slack}{PAGED}",
        "pagerduty_routing_key": ROUTING_KEY,
        "pagerduty_api_token": API_TOKEN,
        "pagerduty_from_email": SENDER,
    }
