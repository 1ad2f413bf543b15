"""Lets a worker know at once that another process wrote something (PostgreSQL: NOTIFY, LISTEN).

A bell carries no work and no promise: rows do, and they are looked for now and then all the same. It is rung
after the commit, in a transaction of its own: PostgreSQL lets transactions that notify commit one by one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from bot.errors import Transient
from bot.storage.unit_of_work import PATIENT, SILENT_SERVER, Database

if TYPE_CHECKING:
    from psycopg import AsyncConnection

CONNECT_SECONDS = 3
LISTEN_AGAIN_SECONDS = 1.0
"""After the connection was lost, or was not had."""
MOMENT_SECONDS = 0.1
"""For the rest of a ring of which the first bytes are there."""
DEAF_AFTER_SECONDS = 2.0
"""A ring of one's own comes within milliseconds where it comes at all."""


class Bell:
    """Rung by a process that has no worker. Ringing is free; those who listen hear it once for many."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There may be work for the workers."""
        self._rung.set()

    async def run(self) -> None:
        """Carry each ring to those who listen, until cancelled."""
        while True:
            await self._rung.wait()
            self._rung.clear()
            try:
                await self._database.read(_notify, patience=PATIENT)
            except Transient as error:
                structlog.get_logger(__name__).debug("bell: not rung", why=str(error))


def _notify(connection: Connection) -> None:
    # Nothing is written: there is nothing whose way to the disk would be worth the wait.
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    connection.exec_driver_sql("NOTIFY tminus")


async def listen(database: Database, heard: Callable[[], None]) -> None:
    """Call `heard` for each ring, and whenever one may have been missed, until cancelled."""
    import psycopg  # noqa: PLC0415 - 8 MB, which a process on SQLite need not carry

    while True:
        try:
            async with _listening(database) as connection:
                heard()
                await _hear(connection, heard)
        except psycopg.Error as error:
            structlog.get_logger(__name__).debug("bell: not heard", why=str(error))
        await asyncio.sleep(LISTEN_AGAIN_SECONDS)


async def why_deaf(database: Database) -> str:
    """Why whoever listens through this address hears no ring, found by ringing once; "" where it is heard.

    Errors: those of `Database.read`.
    """
    import psycopg  # noqa: PLC0415 - 8 MB, which a process on SQLite need not carry

    try:
        async with _listening(database) as connection:
            await database.read(_notify, patience=PATIENT)
            rings = connection.notifies(timeout=DEAF_AFTER_SECONDS, stop_after=1)
            return "" if [ring async for ring in rings] else "what NOTIFY says does not come through"
    except psycopg.Error as error:
        return f"LISTEN is not to be had ({str(error).partition(chr(10))[0]})"


@asynccontextmanager
async def _listening(database: Database) -> AsyncIterator["AsyncConnection"]:
    """A connection of its own on which rings arrive. Errors: psycopg's."""
    import psycopg  # noqa: PLC0415 - 8 MB, which a process on SQLite need not carry
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - the same

    url = database.address.set(drivername="postgresql").render_as_string(hide_password=False)
    address = make_conninfo(url, connect_timeout=CONNECT_SECONDS, **SILENT_SERVER)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute("LISTEN tminus")
        yield connection


async def _hear(connection: "AsyncConnection", heard: Callable[[], None]) -> None:
    """Until the connection is lost. psycopg would look ten times a second; the event loop tells by itself."""
    while True:
        await _readable(connection.fileno())
        if [ring async for ring in connection.notifies(timeout=MOMENT_SECONDS, stop_after=1)]:
            heard()


async def _readable(socket: int) -> None:
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(socket, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(socket)
