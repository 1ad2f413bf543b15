"""Serves an application on a real socket, for what only a real connection or a browser can show."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from tests.serving import free_port, served as served_at


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address under which the application is served meanwhile."""
    with free_port() as listening:
        async with served_at(app, listening) as address:
            yield address
