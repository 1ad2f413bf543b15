"""The processes of the Procfile and `serve`: each runs a house until it is told to stop.

Uvicorn raises the signal that stopped it once more when it is through; taken by our own handlers, it lets
the house finish its deliveries before the process ends.
"""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from commands.app import Parts, create_bolt_app
from commands.ingress import slack_route
from commands.plans import Plans
from commands.slack_api import Identity, identify
from tminus.app import create_app
from tminus.house import House, Part, open_house
from tminus.settings import Settings

STOPPING = (signal.SIGINT, signal.SIGTERM)


async def serve_house(settings: Settings, parts: Part, host: str, port: int) -> None:
    """Hear Slack, and with `Part.WORKER` do everything else as well, until a signal says stop."""
    with quiet_signals():
        async with open_house(settings, parts) as house:
            bound = listening_socket(host, port)
            await listen(web_app(house, await identify(house.client)), bound)


async def work(settings: Settings) -> None:
    """Deliver, wake and read the workspace, until a signal says stop."""
    stop = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_house(settings, Part.WORKER):
        await stop.wait()


def web_app(house: House, identity: Identity) -> ASGIApp:
    """The web application of a house, for the bot that Slack says it is."""
    parts = Parts(
        service=house.service,
        queries=house.queries,
        directory=house.directory,
        plans=Plans(house.settings.plans_dir),
        messenger=house.messenger,
        workspace=house.workspace,
        client=house.client,
    )
    secret = house.settings.slack_signing_secret.get_secret_value()
    route = slack_route(create_bolt_app(parts, identity), signing_secret=secret, team=identity.team)
    return create_app(house.database, route)


async def listen(app: ASGIApp, bound: socket.socket) -> None:
    """Serve HTTP on a socket until a signal says stop; log lines are ours."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    await uvicorn.Server(config).serve(sockets=[bound])


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that already listens: what comes before the server runs waits for it. Errors: `OSError`."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    bound.listen(2048)
    return bound


@contextmanager
def quiet_signals() -> Iterator[None]:
    """Signals that stop the server do not kill the process: the house ends by itself."""
    before = {number: signal.signal(number, lambda *_: None) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
