import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from commands.ingress import PATH
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from sandbox.workspace import World
from tests.bot.web_shop import PLANS
from tests.serving import address_of, free_port, served
from tests.waiting import BUSY, until

PROGRAM = Path(sys.executable).parent / "tminus"
SECRET, TOKEN = "a-secret-of-tests", "xoxb-process"


def environment(**settings: str) -> Mapping[str, str]:
    """The environment of a process of ours: nothing of this one's settings but those given."""
    names = {"PATH", "HOME", "LANG", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name in names}
    return {**kept, **settings}


@asynccontextmanager
async def started(*arguments: str, cwd: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program at work; killed in the end if it did not end before.

    A test that fails amid this says what the program wrote.
    """
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *arguments,
        cwd=cwd,
        env=environment(**settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    except BaseException as error:
        if process.returncode is None:
            process.kill()
        code, told = await ended(process)
        error.add_note(f"tminus {' '.join(map(str, arguments))} ended with {code} and wrote:\n{told[-8000:]}")
        raise
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Its exit code and all it said."""
    out, err = await process.communicate()
    return process.returncode, (out + err).decode()


_PORTS = iter(range(20_000 + 1_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]), 32_000))


def port() -> str:
    """A port that is free, and stays so until a process binds it.

    None of those that a system gives to whoever asks for any (ip(7): 32768 and above): before the process has
    started, a connection of another test might have been given it. Each test process counts through its own.
    """
    for number in _PORTS:
        with suppress(OSError), socket.create_server(("127.0.0.1", number)):
            return str(number)
    problem = "no port is free"
    raise AssertionError(problem)


async def answers(url: str) -> bool:
    """Whether something well is there."""
    async with httpx.AsyncClient(trust_env=False) as http:
        try:
            return (await http.get(url)).is_success
        except httpx.TransportError:
            return False


@asynccontextmanager
async def pretend_slack(bot_port: str) -> AsyncIterator[tuple[str, World]]:
    """A workspace that sends what people do to the bot at this port; its address."""
    world = octal()
    link = BotLink(events_url=f"http://127.0.0.1:{bot_port}{PATH}", signing_secret=SECRET, bot_token=TOKEN)
    with free_port() as listening:
        async with served(create_app(world, link), listening):
            yield address_of(listening), world


def slack_settings(address: str, database: str) -> Mapping[str, str]:
    """What a process needs to speak to a pretend Slack."""
    return {
        "SLACK_API_URL": f"{address}/api",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "DATABASE_URL": database,
        "PLANS_DIR": str(PLANS),
    }


async def types(address: str, text: str, tries: int = 10) -> str:
    """Tess types a command, once more where a busy disk keeps her from being heard; what she reads."""
    asked = {"user": "U0TESS", "channel": "C0WEBSHOP", "text": text}
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as http:
        outcome = (await http.post("/sandbox/command", json=asked)).json()
    read = "\n".join(line for message in outcome["messages"] for line in message["lines"])
    return await types(address, text, tries - 1) if BUSY in read and tries > 1 else read


async def test_one_process_serves_and_ends_when_told(tmp_path: Path) -> None:
    """`serve` migrates, hears a signed command, posts, and ends by SIGTERM with exit code 0."""
    at = port()
    async with pretend_slack(at) as (address, world):
        settings = slack_settings(address, f"sqlite:///{tmp_path / 'served.db'}")
        async with started("serve", "--port", at, cwd=tmp_path, **settings) as process:
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 30)
            said = await types(address, "start web-shop 4.12.0 2026-12-31 23:00")

            async def is_posted() -> bool:
                return bool([m for m in world.conversations["C0WEBSHOP"].messages if not m.only_for])

            await until(is_posted)
            process.send_signal(signal.SIGTERM)
            code, told = await ended(process)

    assert "is started as a draft" in said
    assert (0, False) == (code, "Traceback" in told)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_web_and_worker_share_the_work(database_url: str, tmp_path: Path) -> None:
    """What `web` was told reaches the channel through `worker`, which counts it; both end by SIGTERM."""
    at, metrics_at = port(), port()
    async with pretend_slack(at) as (address, world):
        settings = slack_settings(address, database_url.replace("+psycopg", ""))
        async with (
            started("web", "--port", at, cwd=tmp_path, **settings) as web,
            started("worker", "--metrics-port", metrics_at, cwd=tmp_path, **settings) as worker,
        ):
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 30)

            async def is_known() -> bool:
                return "draft" in await types(address, "start web-shop 4.12.0 2026-12-31 23:00")

            await until(is_known, 30)

            async def is_posted() -> bool:
                return bool([m for m in world.conversations["C0WEBSHOP"].messages if not m.only_for])

            await until(is_posted, 30)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{metrics_at}", trust_env=False) as http:
                counted = [(await http.get(path)).text for path in ("/metrics", "/slack/events")]
            for process in (web, worker):
                process.send_signal(signal.SIGTERM)
            codes = [(await ended(process))[0] for process in (web, worker)]

    assert codes == [0, 0]
    assert 'tminus_deliveries_total{kind="status",result="delivered"} 1.0' in counted[0]
    assert "Not Found" in counted[1]


async def test_the_demo_prints_one_address_and_serves_it(tmp_path: Path) -> None:
    """`demo` needs nothing but a port: the page and the bot's routes are there, and SIGINT ends it."""
    at = port()
    async with started("demo", "--port", at, cwd=tmp_path) as process:
        query = "/prometheus/api/v1/query?query=up&time=0"
        for path in ("/", "/healthz", "/readyz", "/sandbox/time", "/shop/", query):
            await until(partial(answers, f"http://127.0.0.1:{at}{path}"), 30)
        process.send_signal(signal.SIGINT)
        code, told = await ended(process)

    assert code == 0
    assert told.count("http://") == 1
    assert "[info" not in told
    assert f"open http://127.0.0.1:{at}" in told


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    """Where somebody else listens, the program says so in a line and fails, without a traceback."""
    with free_port() as taken:
        at = str(taken.getsockname()[1])
        async with started("demo", "--port", at, cwd=tmp_path) as process:
            code, told = await ended(process)

    assert code == 1
    assert at in told
    assert "Traceback" not in told


@pytest.mark.parametrize("call", ["serve", "worker"])
async def test_a_token_that_slack_refuses_is_said(tmp_path: Path, call: str) -> None:
    """A wrong token is told in a line at the start, and never shown."""
    async with pretend_slack(port()) as (address, _world):
        settings = {
            **slack_settings(address, f"sqlite:///{tmp_path / 'x.db'}"),
            "SLACK_BOT_TOKEN": "xoxb-somebody-elses",
        }
        async with started("migrate", cwd=tmp_path, **settings) as process:
            await ended(process)
        async with started(call, cwd=tmp_path, **settings) as process:
            code, told = await ended(process)

    assert code == 1
    assert "token" in told
    assert "xoxb-somebody-elses" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("fault", ["", "drop_before", "hang_after"])
async def test_a_killed_process_loses_and_repeats_nothing(tmp_path: Path, fault: str) -> None:
    """What was acknowledged before SIGKILL, amid its post or not, stands in the channel once, and soon."""
    at, file = port(), tmp_path / "killed.db"
    async with pretend_slack(at) as (address, world):
        settings = slack_settings(address, f"sqlite:///{file}")
        if fault:
            await does(address, "faults", method="chat.postMessage", kind=fault)
        async with started("serve", "--port", at, cwd=tmp_path, **settings) as process:
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 30)
            said = await types(address, "start web-shop 4.12.0 2026-12-31 23:00")
            if fault:
                await until(partial(was_called, address, "chat.postMessage"))
            process.kill()
            await process.wait()
        async with started("serve", "--port", at, cwd=tmp_path, **settings) as process:

            async def is_delivered() -> bool:
                with closing(sqlite3.connect(file)) as connection:
                    return connection.execute("SELECT id FROM outbox").fetchall() == []

            # Where nothing was left to deliver: before it is ready nobody hears a signal.
            await until(lambda: answers(f"http://127.0.0.1:{at}/readyz"), 30)
            await until(is_delivered, 30)
            process.send_signal(signal.SIGTERM)
            code, _told = await ended(process)
        posted = [m for m in world.conversations["C0WEBSHOP"].messages if not m.only_for]

    assert "is started as a draft" in said
    assert (0, 1) == (code, len(posted))


async def does(address: str, deed: str, **what: str) -> None:
    """Something that the control API does."""
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        (await http.post(f"/sandbox/{deed}", json=what)).raise_for_status()


async def was_called(address: str, method: str) -> bool:
    """Whether the bot called this method."""
    async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
        return bool((await http.get("/sandbox/calls", params={"method": method})).json())
