"""The processes of the Procfile and `serve`: each runs a house until it is told to stop.

Told so, requests and deliveries under way end side by side. Whatever hangs all the same is cut off, so that
the process is gone within five seconds: what was acknowledged is in the database, and is taken up again.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress

import structlog
import uvicorn
from fastapi import FastAPI
from slack_bolt.app.async_app import AsyncApp
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.errors import Permanent, RateLimited, Transient, Unauthorized
from bot.outages import Outage
from bot.pauses import pause_after
from commands.app import Parts, create_bolt_app
from commands.ingress import slack_route
from commands.plans import Plans
from commands.slack_api import Identity, create_client, create_session, identify
from commands.socket import SocketMode, socket_address
from tminus.app import create_app
from tminus.exposition import Exposition
from tminus.guarded import GuardedProtocol
from tminus.house import House, Part, open_house
from tminus.settings import Settings
from tminus.webhooks import webhooks

STOPPING = (signal.SIGINT, signal.SIGTERM)
LAST_REQUESTS_SECONDS = 2
"""Requests that are not answered by then after a signal are cut off."""
GONE_AFTER_SECONDS = 4.5
"""After a signal; what is not at its end then never will be."""
DATE_SECONDS = 1.0
CUT_OFF = 1
"""The exit code of a process that did not end by itself."""


async def serve_house(settings: Settings, parts: Part, host: str, port: int) -> None:
    """Hear Slack, and with `Part.WORKER` do everything else as well, until a signal says stop.

    Errors: those of `listening_socket` and `identify` that do not pass, before anything is done.
    """
    with listening_socket(host, port) as bound, stop_signals() as stop:
        if identity := await _identity(settings, stop):
            opened = open_house(settings, parts, stop=stop, workspace_url=identity.url)
            async with opened as house, hearing(house, identity) as app:
                settle_down()
                await listen(app, bound, stop)


async def work(settings: Settings, metrics_at: tuple[str, int] | None = None) -> None:
    """Deliver, wake and read the workspace, until a signal says stop.

    `metrics_at` is the host and port where it tells what it measures; `None`: nowhere. Errors: as
    `serve_house`.
    """
    with ExitStack() as held:
        bound = held.enter_context(listening_socket(*metrics_at)) if metrics_at else None
        stop = held.enter_context(stop_signals())
        identity = await _identity(settings, stop)
        if not identity:
            return
        async with open_house(settings, Part.WORKER, stop=stop, workspace_url=identity.url) as house:
            settle_down()
            if bound:
                await listen(_app(house, ()), bound, stop)
            else:
                await stop.wait()


def settle_down() -> None:
    """Have the garbage collector leave alone what is there after the start: it stays, and to look through all
    of it again now and then held everything up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def _identity(settings: Settings, stop: asyncio.Event) -> Identity | None:
    """Who the bot is, asked until Slack answers; `None` where a signal says stop before.

    A token that Slack refuses is told before anything is done.
    """
    asking, stopping = asyncio.create_task(_asked(settings)), asyncio.create_task(stop.wait())
    await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
    for task in (asking, stopping):
        task.cancel()
    return await asking if asking.done() else None


async def _asked(settings: Settings) -> Identity:
    outage, failures = Outage("start: asking Slack who we are", 0), 0
    async with create_session() as session:
        token = settings.slack_bot_token.get_secret_value()
        client = create_client(token, session, settings.slack_api_url)
        while True:
            try:
                if app_token := settings.slack_app_token.get_secret_value():
                    await socket_address(client, app_token)
                return await identify(client)
            except Unauthorized:
                raise
            except Transient as error:
                outage.failed(str(error), level=logging.WARNING)
                wanted = error.retry_after if isinstance(error, RateLimited) else 0
                await asyncio.sleep(max(wanted, pause_after(failures).total_seconds()))
                failures += 1


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
        yield _app(house, webhooks(house))
        task.cancel()


def web_app(house: House, identity: Identity) -> FastAPI:
    """The web application of a house that Slack calls, for the bot that Slack says it is."""
    secret = house.settings.slack_signing_secret.get_secret_value()
    bolt = bolt_app(house, identity)
    slack = slack_route(bolt, signing_secret=secret, team=identity.team, metrics=house.metrics)
    return _app(house, (slack, *webhooks(house)))


def _app(house: House, heard: Sequence[Route]) -> FastAPI:
    """What a house answers over HTTP."""
    exposition = Exposition(house.database, house.metrics, house.clock)
    return create_app(house.database, heard, house.metrics, exposition)


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
        secrets=house.settings.secret_names,
    )
    return create_bolt_app(parts, identity)


class _Server(uvicorn.Server):
    """A server that leaves signals, and when to end, to whoever runs it."""

    def __init__(self, config: uvicorn.Config, stop: asyncio.Event) -> None:
        super().__init__(config)
        self._stop = stop

    async def main_loop(self) -> None:
        """Renew the date in the head of answers until the event; uvicorn would look ten times as often."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), DATE_SECONDS)
            self.should_exit = self._stop.is_set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none: uvicorn would keep them to itself until every request is answered."""
        yield


async def listen(
    app: ASGIApp,
    bound: socket.socket,
    stop: asyncio.Event,
    *,
    protocol: type[GuardedProtocol] = GuardedProtocol,
) -> None:
    """Serve HTTP on a socket until the event; log lines are ours."""
    config = uvicorn.Config(
        app,
        http=protocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    await _Server(config, stop).serve(sockets=[bound])


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
    """An event that is set by the signals that end a process: the house ends by itself, or is cut off."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    guard = threading.Timer(GONE_AFTER_SECONDS, _cut_off)
    guard.daemon = True

    def end(*_: object) -> None:
        if not stop.is_set() and not guard.ident:
            guard.start()
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, end) for number in STOPPING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _cut_off() -> None:
    structlog.get_logger(__name__).error("tminus: did not end by itself, and is cut off")
    os._exit(CUT_OFF)
