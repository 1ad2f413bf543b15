"""Starts the processes that are measured, and reads from the system what they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.evening import LATER
from tests.bot import web_shop as w
from tests.pretend_slack import SECRET, TOKEN

ROOT = Path(__file__).parents[2]
SERVER = ("-m", "tests.bench.servers")
PROGRAM = ("-c", "from tminus.cli import main; main()")
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 60.0
HARDLY_PASSES = {"CLOCK_SPEED": "0.001"}
"""The plan's clock stands almost still: nothing comes due meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A process that is measured, and the port it listens on (0: none)."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that it used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def kill(self) -> None:
        """It dies at once, whatever it was at."""
        os.kill(self.pid, signal.SIGKILL)

    def memory(self) -> float:
        """Megabytes that are resident now."""
        for line in Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise LookupError(f"process {self.pid} is gone")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def settings(url: str, slack: Running, folder: Path, clock_start: datetime = LATER) -> Mapping[str, str]:
    """What T-Minus needs to run on a database beside a pretend Slack."""
    return {
        "DATABASE_URL": url.replace("+psycopg", ""),
        "PLANS_DIR": str(w.PLANS),
        "SLACK_API_URL": f"http://127.0.0.1:{slack.port}/api",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "CLOCK_START": clock_start.isoformat(),
        "HOME": str(folder),
    }


@contextmanager
def server(name: str, folder: Path, file: Path | None = None) -> Iterator[Running]:
    """One of `tests.bench.servers`."""
    port = free_port()
    call = [*SERVER, name, str(port), *([str(file)] if file else [])]
    with _running(call, folder, {}) as (process, log):
        _wait_for(port, process, log, "/")
        yield Running(pid=process.pid, port=port)


@contextmanager
def tminus(call: str, folder: Path, env: Mapping[str, str], *, path: str = "/healthz") -> Iterator[Running]:
    """The program as people run it, in a folder without a `.env`; it answers at `path` if it is no worker."""
    port = 0 if call == "worker" else free_port()
    with _running([*PROGRAM, call, *(["--port", str(port)] if port else [])], folder, env) as (process, log):
        if port:
            _wait_for(port, process, log, path)
        yield Running(pid=process.pid, port=port)


@contextmanager
def _running(
    call: list[str], folder: Path, env: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = folder / f"{uuid.uuid4().hex}.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, *call],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env},
            stdout=told,
            stderr=told,
        )
    try:
        yield process, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path, path: str) -> None:
    """Until it answers HTTP, whatever it answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                if line.recv(100):
                    return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the process {process.args!r} did not come up:\n{log.read_text('utf-8')}")
