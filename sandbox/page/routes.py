"""The page's addresses: the page itself, its parts, permalinks, and the stream that says "changed"."""

from collections.abc import AsyncGenerator
from pathlib import Path

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from sandbox.address import address_of
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.monitor import Monitor
from sandbox.page.render import HOME, Looking, Renderer
from sandbox.page.unread import mark_read
from sandbox.release import Release
from sandbox.workspace import World

POLICY = "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'"
"""Nothing but our own script and style runs, whatever a message holds."""


def static_files() -> StaticFiles:
    """The style and the script."""
    return StaticFiles(directory=Path(__file__).parent / "static")


def page_router(
    world: World,
    command: str,
    *,
    can_skip: bool,
    monitor: Monitor | None = None,
    release: Release | None = None,
) -> APIRouter:
    """The page's routes."""
    router = APIRouter()
    renderer = Renderer(world, command, can_skip=can_skip, monitor=monitor, release=release)

    @router.get("/", response_class=HTMLResponse)
    async def page(user: str = "", channel: str = "", thread: str = "") -> HTMLResponse:
        looking = _looking(world, user, channel, thread)
        return HTMLResponse(renderer.page(looking), headers={"Content-Security-Policy": POLICY})

    @router.get("/sandbox/parts")
    async def parts(user: str, channel: str, thread: str = "") -> Json:
        looking = _looking(world, user, channel, thread)
        if looking.channel != HOME:
            mark_read(world, looking.user, world.conversations[looking.channel], looking.thread_ts)
        return renderer.parts(looking)

    @router.get("/archives/{channel}/p{name}")
    async def permalink(channel: str, name: str, request: Request) -> RedirectResponse:
        if channel not in world.conversations:
            raise SlackError("channel_not_found")
        message = world.message(world.conversations[channel], f"{name[:-6]}.{name[-6:]}")
        thread = message.thread_ts or message.ts
        return RedirectResponse(f"{address_of(request)}?channel={channel}&thread={thread}")

    @router.get("/sandbox/events")
    async def events() -> EventSourceResponse:
        return EventSourceResponse(changes(world))

    return router


def _looking(world: World, user: str, channel: str, thread: str) -> Looking:
    """What was asked for, or the first person and channel where it is not known."""
    user = user if user in world.users else world.people()[0].id
    world.direct(user)
    places = [place.id for place in world.visible_to(user)]
    return Looking(
        user=user,
        channel=channel if channel in {*places, HOME} else places[0],
        thread_ts=thread,
    )


async def changes(world: World) -> AsyncGenerator[ServerSentEvent, None]:
    """A word at first, and one whenever something changes; what came meanwhile is one change."""
    listener = world.listen()
    try:
        while True:
            yield ServerSentEvent(data="changed")
            await listener.wait()
            listener.clear()
    finally:
        world.forget(listener)
