import ssl
from collections.abc import AsyncIterator

import httpx
import pytest


@pytest.fixture
async def transport() -> AsyncIterator[httpx.AsyncHTTPTransport]:
    """A real way that believes in no certificate: to read those of the world takes a tenth of a second."""
    async with httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as made:
        yield made
