"""Serves an application on a real socket, for what only a real connection or a browser can show."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.serving import address_of, free_port


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address under which the application is served meanwhile."""
    listening = free_port()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield address_of(listening)
    server.should_exit = True
    await serving
