"""What may come over one connection, over a real socket and through the server that people start."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.serving import free_port
from tminus.guarded import MAX_HEAD_BYTES, TOO_LONG, GuardedProtocol
from tminus.processes import listen

GET = b"GET / HTTP/1.1\r\nHost: bot.test\r\n"
POST = b"POST / HTTP/1.1\r\nHost: bot.test\r\n"
LONG = b"x" * (MAX_HEAD_BYTES + 1)


async def echo(request: Request) -> PlainTextResponse:
    """How much came."""
    return PlainTextResponse(f"heard {len(await request.body())} at {request.url.path}")


class Hurried(GuardedProtocol):
    """As ours, for those who say nothing."""

    seconds_for_head = 0.05


@pytest.fixture(params=[GuardedProtocol])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """A server as `tminus serve` has one."""
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    stop = asyncio.Event()
    with free_port() as bound:
        serving = asyncio.create_task(listen(app, bound, stop, protocol=request.param))
        yield bound.getsockname()[1]
        stop.set()
        await serving


async def said(port: int, *pieces: bytes) -> bytes:
    """Everything that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read()
    finally:
        writer.close()


async def test_a_request_is_answered_and_the_next_one_as_well(port: int) -> None:
    """Two over one connection, the first with a body that is longer than a head may be."""
    body = POST + b"Content-Length: %d\r\n\r\n" % len(LONG) + LONG
    answer = await said(port, body, GET + b"Connection: close\r\n\r\n")
    assert f"heard {len(LONG)} at /".encode() in answer
    assert answer.endswith(b"heard 0 at /")


@pytest.mark.parametrize(
    "head",
    [GET + b"X: " + LONG, GET + b"X-A: b\r\n" * (MAX_HEAD_BYTES // 8 + 1), b"GET /" + LONG],
    ids=["one header", "many headers", "an address"],
)
@pytest.mark.parametrize("before", [0, 2])
async def test_a_head_without_an_end_is_given_up(port: int, head: bytes, before: int) -> None:
    """Whichever part of it has none, at first or later: it is answered with a 400, and that is the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(before):
        writer.write(GET + b"\r\n")
        await reader.readuntil(b"heard 0 at /")
    writer.write(head)
    answer = await reader.read()
    writer.close()
    assert (b"HTTP/1.1 400 ", TOO_LONG.encode()) == (answer[:13], answer[-len(TOO_LONG) :])


@pytest.mark.parametrize("port", [Hurried], indirect=True)
@pytest.mark.parametrize("begun", [b"", b"GET", GET])
async def test_who_never_ends_a_head_is_hung_up_on(port: int, begun: bytes) -> None:
    """Also who says nothing at all."""
    assert b"" == await said(port, begun)


@pytest.mark.parametrize(
    "head",
    [
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        POST + b"Content-Length: -3\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
    ids=["two ways to say how long", "two lengths", "below zero", "no HTTP"],
)
async def test_what_could_be_read_in_two_ways_is_not_read(port: int, head: bytes) -> None:
    """A request that a proxy may have read otherwise is refused, and nothing after it is heard."""
    answer = await said(port, head, GET + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"heard" not in answer
