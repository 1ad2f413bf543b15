"""`tminus demo`: the whole bot with a fresh database, beside a pretend Slack in the browser."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.clock import real_now
from bot.domain.notices import Audience
from commands.ingress import PATH
from commands.slack_api import Identity
from migrations.run import upgrade
from sandbox.app import create_app as create_sandbox
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from sandbox.control import ClockHooks
from sandbox.monitor import MonitorLink
from sandbox.release import PROMETHEUS, SHOP, Release
from tminus.house import Part, open_house
from tminus.logging import set_up
from tminus.processes import listen, listening_socket, stop_signals, web_app
from tminus.settings import Settings, read_settings

HOST = "127.0.0.1"
PLANS = Path(__file__).parent.parent / "plans"
ZONE = ZoneInfo("Europe/Berlin")
"""The zone of the example plan."""
WINDOW_HOUR = 23
"""When its window begins, local time."""
NOT_SOONER_THAN = timedelta(hours=2)
"""The window lies far enough ahead for a review and pre-deployment."""
OUTSIDE = (
    "smtp_url",
    "statuspage_api_key",
    "pagerduty_routing_key",
    "pagerduty_api_token",
    "grafana_token",
)
"""Without these nothing outside is told, and nothing is asked there."""
SHOP_OF_THE_PLAN = "https://shop.example.com"
"""Where the example plan has its shop; the demo has one of its own."""
AUDIENCES = (
    Audience(name="Tech team", channels=("C0OPS",)),
    Audience(name="All", channels=("C0OPS", "C0WEBSHOP")),
)
"""Whom the example plan's communication plan means here, so that its notices can be read in a channel."""


async def run_demo(port: int) -> None:
    """Serve the demo until a signal says stop. Errors: `Permanent` when the port is taken."""
    bound = listening_socket(HOST, port)
    address = f"http://{HOST}:{bound.getsockname()[1]}"
    with TemporaryDirectory(prefix="tminus-demo-") as folder, stop_signals() as stop:
        settings = demo_settings(address, Path(folder))
        set_up(level=settings.log_level, style=settings.log_format, secrets=settings.secret_values())
        lay_plans(address, settings.plans_dir)
        upgrade(settings.database_url)
        url, parts = f"{address}/", Part.WEB | Part.WORKER
        async with open_house(settings, parts, everybody_is_admin=True, workspace_url=url) as house:
            world = octal(hint=first_command(house.clock.now()), now=house.clock.now)
            link = BotLink(
                events_url=f"{address}{PATH}",
                signing_secret=settings.slack_signing_secret.get_secret_value(),
                bot_token=settings.slack_bot_token.get_secret_value(),
            )
            for audience in AUDIENCES:
                await house.service.set_audience(
                    audience, actor=world.bot.user_id, key=f"demo:{audience.name}"
                )
            clock = ClockHooks(now=house.clock.now, skip_to=house.skip_to)
            monitor = MonitorLink(
                url=f"{address}/webhooks/grafana",
                secret=settings.grafana_webhook_secret.get_secret_value(),
            )
            release = Release(house.clock.now, house.clock.shown_at)
            sandbox = create_sandbox(world, link, clock, monitor, release)
            print(f"\n  T-Minus, with a pretend Slack: open {address}\n  Stop it with Ctrl+C.\n")  # noqa: T201 - the one line that the demo is started for
            identity = Identity(team=world.team.id, url=url, bot=world.bot.bot_id, user=world.bot.user_id)
            app = web_app(house, identity)
            app.mount("/", sandbox)
            await listen(app, bound, stop)


def demo_settings(address: str, folder: Path) -> Settings:
    """Settings that reach nothing outside this machine, whatever the environment says."""
    return read_settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        plans_dir=folder / "plans",
        slack_api_url=f"{address}/api",
        slack_bot_token=f"xoxb-{secrets.token_hex(16)}",
        slack_signing_secret=secrets.token_hex(16),
        slack_app_token="",
        grafana_webhook_secret=secrets.token_hex(16),
        **dict.fromkeys(OUTSIDE, ""),
        prometheus_url=f"{address}{PROMETHEUS}",
        smoke_allowed_hosts=f"{address.removeprefix('http://')}@127.0.0.0/8",
        smoke_headers={},
        clock_start=real_now(),
        clock_speed=1,
        log_level="WARNING",
    )


def lay_plans(address: str, folder: Path) -> None:
    """The example plans as the demo starts them: their shop is its own. Nobody's files are changed."""
    folder.mkdir()
    for path in PLANS.glob("*.md"):
        text = path.read_text("utf-8").replace(SHOP_OF_THE_PLAN, f"{address}{SHOP}")
        (folder / path.name).write_text(text, "utf-8")


def first_command(now: datetime) -> str:
    """What to type first: the example plan, for the next evening that is far enough ahead."""
    local = now.astimezone(ZONE)
    window = local.replace(hour=WINDOW_HOUR, minute=0, second=0, microsecond=0)
    if window - local < NOT_SOONER_THAN:
        window += timedelta(days=1)
    return f"/deploy start web-shop 4.12.0 {window:%Y-%m-%d %H:%M}"
