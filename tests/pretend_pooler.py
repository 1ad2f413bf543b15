"""A pooler in front of PostgreSQL, as whoever listens meets one that lends a session for one transaction.

LISTEN is taken, and what NOTIFY says comes through to nobody (pgbouncer.org, features: LISTEN).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import make_url

NOTIFICATION = b"A"
"""The message that is kept back (postgresql.org: frontend/backend protocol, message formats)."""
HEAD = 5
"""Bytes: a message's kind, and its length without the kind."""
LISTEN, NONSENSE = b"LISTEN tminus", b"LISTEN 111111"


@asynccontextmanager
async def pooler(url: str, *, takes_listen: bool) -> AsyncIterator[str]:
    """The same database's address through the pooler; one that does not take LISTEN calls it an error."""
    behind = make_url(url)

    lent: list[asyncio.Task[None]] = []

    async def lend(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(f"{behind.query['host']}/.s.PGSQL.5432")
        ways = _asked(client, to_server, takes_listen=takes_listen), _answered(server, to_client)
        lent.extend(map(asyncio.create_task, ways))

    server = await asyncio.start_server(lend, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    front = behind.set(host="127.0.0.1", port=port, query={"sslmode": "disable", "gssencmode": "disable"})
    async with server:
        yield front.render_as_string(hide_password=False)
    await asyncio.gather(*lent)


async def _asked(client: asyncio.StreamReader, server: asyncio.StreamWriter, *, takes_listen: bool) -> None:
    with suppress(ConnectionError):
        while said := await client.read(1 << 16):
            server.write(said if takes_listen else said.replace(LISTEN, NONSENSE))
            await server.drain()
    await _closed(server)


async def _answered(server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await server.readexactly(HEAD)
            rest = await server.readexactly(int.from_bytes(head[1:]) - HEAD + 1)
            if head[:1] != NOTIFICATION:
                client.write(head + rest)
                await client.drain()
    await _closed(client)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
