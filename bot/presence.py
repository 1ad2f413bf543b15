"""What a worker that died had in hand is taken up at once where it is known to be dead.

A claim is leased, so that others take it up when nothing is heard of whoever made it. On a SQLite file the
operating system tells more: it forgets who had the file open as soon as they die. Where no other worker has
it, all claims are those of the dead. On PostgreSQL the lease is waited for: a server that lost a worker's
connection does not know whether the worker, and the message that it is just posting, lives on.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.clock import real_now
from bot.storage import errands, lanes
from bot.storage.unit_of_work import PATIENT, Database

SUFFIX = "-worker"
"""Of an empty file beside the database's: what counts is who has it open."""


@asynccontextmanager
async def presence(database: Database) -> AsyncIterator[None]:
    """Be one of the workers of a database for a while; whoever comes alone takes over first."""
    if database.file is None:
        yield
        return
    with await asyncio.to_thread(Path(f"{database.file}{SUFFIX}").open, "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Another one takes over at this moment, or works already.
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_SH)
        else:
            await _take_over(database)
            fcntl.flock(file, fcntl.LOCK_SH)
        yield


async def _take_over(database: Database) -> None:
    def work(connection: Connection) -> int:
        now = real_now()
        return lanes.take_over(connection) + errands.take_over(connection, now)

    if taken := await database.write(work, patience=PATIENT):
        structlog.get_logger(__name__).warning("the process before died: its work is taken up", claims=taken)
