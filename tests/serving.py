"""Serving an app on a free port of this machine, for as long as a test needs it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate

import httpx
import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState


def free_port() -> socket.socket:
    """A socket that listens already: whoever comes before the app is served waits for it.

    What it accepts sends at once, as it does (tcp(7)): asyncio sees to that only where a socket names its
    protocol, and an answer in two parts would wait 40 ms for the other side to confirm the first.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address_of(listening: socket.socket) -> str:
    """The address that the socket listens at."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def caller(address: str, *, timeout: float = 5) -> httpx.AsyncClient:
    """A client of a served app, with a time limit in seconds; without certificates: it speaks plain HTTP."""
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(base_url=address, timeout=timeout, trust_env=False, verify=bare)


@asynccontextmanager
async def served(app: ASGIApp, listening: socket.socket) -> AsyncIterator[str]:
    """Serve an app; its address.

    It speaks as uvicorn does, without uvicorn's looking ten times a second whether it is to end.
    """
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    config.load()
    state = ServerState()

    def protocol() -> asyncio.Protocol:
        state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        return config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg] # its type is chosen when it runs

    server = await asyncio.get_running_loop().create_server(protocol, sock=listening)
    try:
        yield address_of(listening)
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        await asyncio.gather(*state.tasks)
