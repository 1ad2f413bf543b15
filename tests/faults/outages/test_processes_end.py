"""Processes of ours: told to stop amid things, started while Slack is away, watched by strace."""

import asyncio
import hashlib
import hmac
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from bot.errors import new_error_id
from commands.ingress import PATH
from tests.rules.source import ROOT
from tests.tminus.test_processes import (
    SECRET,
    answers,
    does,
    ended,
    port,
    pretend_slack,
    slack_settings,
    started,
    types,
    was_called,
)
from tests.waiting import until
from tminus.processes import CUT_OFF

IN_TIME = 0
"""The exit code says it: a process that is not through after 4.5 seconds is cut off with another."""
START = "start web-shop 4.12.0 2026-12-31 23:00"


def signed(body: str) -> Mapping[str, str]:
    """The headers with which Slack sends a body (docs.slack.dev: verifying requests)."""
    now = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={signature}"}


def command(text: str) -> str:
    """A slash command of Tess's, as Slack sends it."""
    return urlencode(
        {
            "command": "/deploy",
            "text": text,
            "user_id": "U0TESS",
            "channel_id": "C0WEBSHOP",
            "team_id": "T0OCTAL",
            "trigger_id": new_error_id(),
        }
    )


async def tells(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """SIGTERM, and what became of it."""
    process.send_signal(signal.SIGTERM)
    return await ended(process)


async def test_what_hangs_is_cut_off() -> None:
    """A process whose end does not come is gone all the same, and its exit code says so."""
    hangs = (
        "import asyncio, os, signal, time\n"
        "from tminus.processes import stop_signals\n"
        "async def run():\n"
        "    with stop_signals():\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        time.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", hangs, cwd=ROOT, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )

    assert CUT_OFF == (await ended(process))[0]


async def test_serve_ends_in_the_middle_of_things(tmp_path: Path) -> None:
    """It waits for Slack at its start; amid a press at a lock and a post it ends in time."""
    at, file = port(), tmp_path / "served.db"
    async with pretend_slack(at) as (address, _world):
        for _ in range(2):
            await does(address, "faults", method="auth.test", kind="server_error")
        settings = slack_settings(address, f"sqlite:///{file}")
        async with started("serve", "--port", at, cwd=tmp_path, **settings) as process:
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 60)
            await does(address, "faults", method="chat.postMessage", kind="hang_after")
            assert "is started as a draft" in await types(address, START)
            await until(partial(was_called, address, "chat.postMessage"), 30)
            with closing(sqlite3.connect(file, isolation_level=None)) as held:
                held.execute("BEGIN IMMEDIATE")
                waiting = asyncio.create_task(types(address, "note in flight"))
                await asyncio.sleep(0.2)
                code, told = await tells(process)
                held.execute("ROLLBACK")
            await asyncio.gather(waiting, return_exceptions=True)
    with closing(sqlite3.connect(file)) as connection:
        kept = connection.execute("SELECT doubtful FROM outbox").fetchall()

    assert (IN_TIME, [(1,)]) == (code, kept)
    assert 1 == told.count("start: asking Slack who we are fails")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_web_and_worker_end_in_the_middle_of_things(database_url: str, tmp_path: Path) -> None:
    """With a post in flight in one and a slow request in the other both are gone within five seconds."""
    at = port()
    async with pretend_slack(at) as (address, _world):
        settings = slack_settings(address, database_url.replace("+psycopg", ""))
        async with (
            started("web", "--port", at, cwd=tmp_path, **settings) as web,
            started("worker", cwd=tmp_path, **settings) as worker,
            httpx.AsyncClient(trust_env=False, timeout=60) as http,
        ):
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 60)
            await does(address, "faults", method="chat.postMessage", kind="hang_before")
            assert "is started as a draft" in await types(address, START)
            await until(partial(was_called, address, "chat.postMessage"), 60)

            is_under_way = asyncio.Event()

            async def body() -> AsyncIterator[bytes]:
                yield b"a request that"
                is_under_way.set()
                await asyncio.Event().wait()

            slow = asyncio.create_task(http.post(f"http://127.0.0.1:{at}{PATH}", content=body()))
            await is_under_way.wait()
            outcomes = await asyncio.gather(tells(web), tells(worker))
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)

    assert [IN_TIME, IN_TIME] == [code for code, _told in outcomes]


@pytest.mark.skipif(shutil.which("strace") is None, reason="Debian's package strace is not installed")
async def test_the_disk_has_it_before_slack_has_its_200(tmp_path: Path) -> None:
    """Between the request and its answer the write-ahead log is written through to the disk, by fdatasync."""
    at, trace = port(), tmp_path / "trace"
    async with pretend_slack(at) as (address, _world):
        settings = slack_settings(address, f"sqlite:///{tmp_path / 'traced.db'}")
        async with started("serve", "--port", at, cwd=tmp_path, **settings) as process:
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 60)
            calls = "trace=fdatasync,read,recvfrom,write,writev,sendto,sendmsg"
            watching = await asyncio.create_subprocess_exec(
                "strace",
                "-f",
                "-y",
                "-s",
                "64",
                "-e",
                calls,
                "-o",
                trace,
                "-p",
                str(process.pid),
                stderr=asyncio.subprocess.PIPE,
            )
            assert watching.stderr
            assert b"attached" in await watching.stderr.readline()
            body = command(START)
            async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
                answer = await http.post(f"http://127.0.0.1:{at}{PATH}", content=body, headers=signed(body))
            watching.send_signal(signal.SIGINT)
            await watching.wait()
            await tells(process)
    lines = trace.read_text("utf-8").splitlines()
    asked = next(n for n, line in enumerate(lines) if f"POST {PATH}" in line)
    said = next(n for n, line in enumerate(lines) if n > asked and "HTTP/1.1 200" in line)
    synced = [line for line in lines[asked:said] if re.search(r"fdatasync\(\d+<.*traced\.db-wal>", line)]

    assert "is started as a draft" in answer.text
    assert synced
