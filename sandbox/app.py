"""Puts the pretend workspace together as one web application."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from sandbox.admin import bot_router, channels_router, staff_router
from sandbox.answers import answers_router
from sandbox.bot_link import BotCaller, BotLink
from sandbox.channels import Channels
from sandbox.control import ClockHooks, people_router, reading_router, time_router, views_router
from sandbox.desk import Desk
from sandbox.dnd import dnd_router
from sandbox.errors import ImpossibleError, SlackError
from sandbox.files import download_router, receiving_router, showing_router, upload_router
from sandbox.interactions import Interactions
from sandbox.monitor import Monitor, MonitorLink, monitor_router
from sandbox.page.routes import page_router, static_files
from sandbox.release import Release
from sandbox.socket_mode import Sockets
from sandbox.staff import Staff
from sandbox.talk import Talk
from sandbox.trouble import faults_router, socket_router
from sandbox.web_api.endpoint import WebApi
from sandbox.workspace import World

IMPOSSIBLE = 409


def create_app(
    world: World,
    bot: BotLink,
    clock: ClockHooks | None = None,
    monitor_link: MonitorLink | None = None,
    release: Release | None = None,
) -> FastAPI:
    """The sandbox of one workspace and one bot, served from its root or mounted below any path.

    The Web API is at `api/`, the page at the root, the control API at `sandbox/`. Without `clock` the plan's
    time is only shown, without `monitor_link` there is no monitor, without `release` neither a shop nor
    metrics. There is nothing to close.
    """
    sockets = Sockets(world)
    desk = Desk(world, BotCaller(bot, sockets))
    interactions, talk = Interactions(desk), Talk(desk)
    api = WebApi(world, bot.bot_token, bot.app_token, bot.scopes)
    app = FastAPI(title="Sandbox workspace", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(ImpossibleError, _impossible)
    app.add_exception_handler(SlackError, _impossible)
    app.include_router(api.router())
    app.include_router(sockets.router())
    app.include_router(answers_router(world))
    app.include_router(upload_router(world))
    app.include_router(download_router(api))
    app.include_router(receiving_router(api))
    app.include_router(showing_router(world))
    app.include_router(people_router(interactions, talk))
    app.include_router(reading_router(world))
    app.include_router(views_router(interactions))
    app.include_router(channels_router(Channels(desk)))
    app.include_router(staff_router(Staff(desk)))
    app.include_router(dnd_router(world))
    app.include_router(bot_router(desk))
    app.include_router(faults_router(api))
    app.include_router(socket_router(sockets))
    app.include_router(time_router(world, clock))
    monitor = Monitor(monitor_link, world.now) if monitor_link else None
    if monitor:
        app.include_router(monitor_router(monitor, world.changed))
    if release:
        app.include_router(release.router(world.changed))
        app.router.routes.extend(release.mounts())
    page = page_router(world, bot.command, can_skip=clock is not None, monitor=monitor, release=release)
    app.include_router(page)
    app.mount("/static", static_files(), name="static")
    return app


async def _impossible(_request: Request, error: Exception) -> JSONResponse:
    """A person tried what cannot be done, or the bot answered with what Slack would not show."""
    detail = " ".join([str(error), *(error.messages if isinstance(error, SlackError) else ())])
    return JSONResponse({"ok": False, "error": "impossible", "detail": detail}, status_code=IMPOSSIBLE)
