"""Points at which a process can die: before and after each statement, each commit, each answer.

A point has a name that is the same in every run: what it stands before or after, and the how manieth of its
kind it is. Whoever passes a point writes its name into a file first, so that the dead have told how far they
came.
"""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LAST, WRITES, COMMITTED = "last statement", "writes", "committed"
"""What is noted with a connection: the statement it ran last, what its transaction has written, and a commit
that is not told yet."""
WRITTEN = re.compile(r'(?:(?<!FOR )(?<!DO )\bUPDATE|INSERT INTO|DELETE FROM) "?\w+"?')


def numbered(name: str, number: int) -> str:
    """The name of a point that is the how manieth of its kind."""
    return f"{name} #{number}"


class Points:
    """The points of one process, counted from `arm` on. At `fatal` it does what kills; "" is never passed."""

    def __init__(self, file: Path, fatal: str, kill: Callable[[], None]) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._fatal = fatal
        self._kill = kill
        self._passed: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._is_armed = False

    def arm(self) -> None:
        """Count from now on."""
        self._is_armed = True

    def reach(self, name: str) -> bool:
        """A point is reached, in whatever thread; true where it was the fatal one."""
        with self._lock:
            if not self._is_armed:
                return False
            self._passed[name] += 1
            point = numbered(name, self._passed[name])
            os.write(self._file, f"{point}\n".encode())
            if point != self._fatal:
                return False
            self._kill()
            return True

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def kill_myself() -> None:
    """What no process survives, and none hears coming."""
    os.kill(os.getpid(), signal.SIGKILL)


def read_points(file: Path) -> list[str]:
    """The points that were passed, in order."""
    return file.read_text("utf-8").splitlines() if file.exists() else []


def name_of(statement: str) -> str:
    """A statement as its points call it: without the constraints of a table, which come in any order."""
    name = " ".join(statement.split())
    return name.partition(" (")[0] if name.startswith("CREATE TABLE") else name


def watch_statements(points: Points) -> None:
    """Every statement and commit of every engine of this process is a point from now on.

    After a statement comes the next one, or the commit: what is before them is after it. After a commit the
    first thing that happens is that the connection goes back to its pool.
    """

    @event.listens_for(Engine, "before_cursor_execute")
    def _(
        connection: Connection, _cursor: object, statement: str, _values: object, _context: object, _m: bool
    ) -> None:
        name = name_of(statement)
        connection.info[LAST] = name
        connection.info.setdefault(WRITES, set()).update(WRITTEN.findall(name))
        points.reach(f"before {name}")

    @event.listens_for(Engine, "commit")
    def _(connection: Connection) -> None:
        writes = connection.info.pop(WRITES, set())
        last = connection.info.get(LAST, "")
        name = f"COMMIT of {', '.join(sorted(writes))}" if writes else f"COMMIT after {last}"
        connection.info[COMMITTED] = name
        points.reach(f"before {name}")

    @event.listens_for(Pool, "checkin")
    def _(_dbapi_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info.pop(WRITES, None)
        if name := entry.info.pop(COMMITTED, ""):
            points.reach(f"after {name}")


class Answers:
    """An app each of whose answers is a point; the first request arms."""

    def __init__(self, app: ASGIApp, points: Points) -> None:
        self._app = app
        self._points = points

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._points.arm()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._points.reach("before the answer")
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self._points.reach("after the answer")

        await self._app(scope, receive, answer)
