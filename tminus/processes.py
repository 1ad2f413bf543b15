"""The processes of the Procfile and `serve`: each runs a house until it is told to stop.

Uvicorn raises the signal that stopped it once more when it is through; taken by our own handlers, it lets
the house finish its deliveries before the process ends.
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI
from slack_bolt.app.async_app import AsyncApp
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.errors import Permanent
from commands.app import Parts, create_bolt_app
from commands.ingress import slack_route
from commands.plans import Plans
from commands.slack_api import Identity, create_client, create_session, identify
from commands.socket import SocketMode, socket_address
from tminus.app import create_app
from tminus.exposition import Exposition
from tminus.house import House, Part, open_house
from tminus.settings import Settings

STOPPING = (signal.SIGINT, signal.SIGTERM)
LAST_REQUESTS_SECONDS = 2
"""Requests that are not answered by then after a signal are cut off; the deliveries end after them."""


async def serve_house(settings: Settings, parts: Part, host: str, port: int) -> None:
    """Hear Slack, and with `Part.WORKER` do everything else as well, until a signal says stop.

    Errors: those of `listening_socket` and `identify`, before anything is done.
    """
    with listening_socket(host, port) as bound:
        identity = await _identity(settings)
        with stop_signals() as stop:
            async with open_house(settings, parts) as house, hearing(house, identity) as app:
                await listen(app, bound, stop)


async def work(settings: Settings, metrics_at: tuple[str, int] | None = None) -> None:
    """Deliver, wake and read the workspace, until a signal says stop.

    `metrics_at` is the host and port where it tells what it measures; `None`: nowhere. Errors: those of
    `identify`, and of `listening_socket`.
    """
    with ExitStack() as held:
        bound = held.enter_context(listening_socket(*metrics_at)) if metrics_at else None
        await _identity(settings)
        stop = held.enter_context(stop_signals())
        async with open_house(settings, Part.WORKER) as house:
            if bound:
                await listen(_app(house, None), bound, stop)
            else:
                await stop.wait()


async def _identity(settings: Settings) -> Identity:
    """Who the bot is; a token that Slack refuses is told before anything is done."""
    async with create_session() as session:
        token = settings.slack_bot_token.get_secret_value()
        client = create_client(token, session, settings.slack_api_url)
        if app_token := settings.slack_app_token.get_secret_value():
            await socket_address(client, app_token)
        return await identify(client)


@asynccontextmanager
async def hearing(house: House, identity: Identity) -> AsyncIterator[FastAPI]:
    """The web application; in Socket Mode Slack is heard beside it, for as long as it is served."""
    app_token = house.settings.slack_app_token.get_secret_value()
    if not app_token:
        yield web_app(house, identity)
        return
    bolt = bolt_app(house, identity)
    socket_mode = SocketMode(
        bolt, house.client, app_token=app_token, team=identity.team, metrics=house.metrics
    )
    async with asyncio.TaskGroup() as group:
        # A connection that breaks down for good takes the process with it: a deaf one would look alive.
        task = group.create_task(socket_mode.run())
        yield _app(house, None)
        task.cancel()


def web_app(house: House, identity: Identity) -> FastAPI:
    """The web application of a house that Slack calls, for the bot that Slack says it is."""
    secret = house.settings.slack_signing_secret.get_secret_value()
    bolt = bolt_app(house, identity)
    return _app(house, slack_route(bolt, signing_secret=secret, team=identity.team, metrics=house.metrics))


def _app(house: House, slack: Route | None) -> FastAPI:
    """What a house answers over HTTP."""
    exposition = Exposition(house.database, house.metrics, house.clock)
    return create_app(house.database, slack, house.metrics, exposition)


def bolt_app(house: House, identity: Identity) -> AsyncApp:
    """The listeners of a house."""
    parts = Parts(
        service=house.service,
        queries=house.queries,
        directory=house.directory,
        plans=Plans(house.settings.plans_dir),
        messenger=house.messenger,
        workspace=house.workspace,
        client=house.client,
        clock=house.clock,
        metrics=house.metrics,
    )
    return create_bolt_app(parts, identity)


async def listen(app: ASGIApp, bound: socket.socket, stop: asyncio.Event) -> None:
    """Serve HTTP on a socket until the event; log lines are ours."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    server = uvicorn.Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[bound])
    finally:
        ending.cancel()


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that already listens: what comes before the server runs waits for it.

    Errors: `Permanent` when the address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError as error:
        problem = f"cannot listen on {host}:{port}: {error.strerror}. Choose another with --host and --port"
        raise Permanent(problem) from error
    return bound


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that is set by the signals that end a process; the house then ends by itself."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set)) for number in STOPPING
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
