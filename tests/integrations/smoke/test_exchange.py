import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest
import trustme

from bot.errors import Transient
from integrations.smoke.exchange import MOST_BYTES, Answer, exchange, resolve
from integrations.smoke.urls import Target, read_url
from tests.integrations.smoke.peers import Answers, Peer, answer, peer
from tests.serving import free_port
from tminus.http import create_transport

HERE = "127.0.0.1"
HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
MEGABYTE = 2**20


async def ask(
    transport: httpx.AsyncBaseTransport,
    target: Target,
    *addresses: str,
    method: str = "GET",
    body: bytes = b"",
) -> Answer:
    """The answer to a request, which comes soon."""
    request = httpx.Request(method, target.url, content=body)
    async with asyncio.timeout(3):
        return await exchange(transport, request, target, addresses or (HERE,))


async def asked(transport: httpx.AsyncBaseTransport, answers: Answers) -> tuple[Answer, Peer]:
    """What is read of an answer, and the peer that gave it."""
    async with peer(answers) as there:
        found = await ask(transport, read_url(f"http://shop.example.com:{there.port}/a?x=1"))
    return found, there


async def why(transport: httpx.AsyncBaseTransport, target: Target, *addresses: str) -> str:
    """Why there is no answer."""
    with pytest.raises(Transient) as failed:
        await ask(transport, target, *addresses)
    return str(failed.value)


async def test_it_is_sent_to_the_address_in_the_names_name(transport: httpx.AsyncHTTPTransport) -> None:
    """Nobody has to be able to look the name up."""
    found, there = await asked(transport, answer(b"hello", Content_Type="text/plain"))
    assert (200, "hello", True) == (found.status, found.text, found.is_whole)
    (heard,) = there.heard
    assert heard.startswith(b"GET /a?x=1 HTTP/1.1\r\n")
    assert f"host: shop.example.com:{there.port}".encode() in heard.lower()


async def test_no_connection_is_kept() -> None:
    """It would be used for another name at the same address."""
    async with create_transport() as transport, peer(answer(b"hello")) as there:
        for name in ("a", "b"):
            await ask(transport, read_url(f"http://{name}.example:{there.port}/"))
    assert [b"host: a.example", b"host: b.example"] == [
        heard.lower().partition(b"\r\n")[2][:15] for heard in there.heard
    ]


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/html; charset=utf-8", "größe".encode(), "größe"),
        ("text/html; charset=ISO-8859-1", "größe".encode("latin-1"), "größe"),
        ('text/html; charset="windows-1252"', "€".encode("cp1252"), "€"),
        ("text/html; charset=zlib", zlib.compress(b"x"), zlib.compress(b"x").decode(errors="replace")),
        ("text/html; charset=punycode", b"a-b", "a-b"),
        ("", "größe".encode(), "größe"),
        ("text/html", b"\xff", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_body_is_text_in_a_few_charsets(kind: str, body: bytes, text: str) -> None:
    """None of them unpacks anything."""
    assert text == Answer(status=200, headers=httpx.Headers({"Content-Type": kind}), body=body).text


@pytest.mark.parametrize(
    ("size", "is_whole"), [(0, True), (MOST_BYTES - 1, True), (MOST_BYTES, True), (MOST_BYTES + 1, False)]
)
async def test_a_body_is_read_so_far(
    transport: httpx.AsyncHTTPTransport, size: int, *, is_whole: bool
) -> None:
    """Both sides of the limit."""
    found, _ = await asked(transport, answer(b"a" * size))
    assert (min(size, MOST_BYTES), is_whole) == (len(found.body), found.is_whole)


async def a_gigabyte() -> AsyncIterator[bytes]:
    """Said as it is read."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"
    for _ in range(1024):
        yield b"a" * MEGABYTE


async def test_of_a_gigabyte_only_the_beginning_is_read(transport: httpx.AsyncHTTPTransport) -> None:
    """Neither memory nor time goes into the rest."""
    tracemalloc.start()
    found, there = await asked(transport, a_gigabyte)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (MOST_BYTES, False) == (len(found.body), found.is_whole)
    assert there.sent < 32 * MEGABYTE
    assert peak < 16 * MEGABYTE


@pytest.mark.parametrize("packed", ["gzip", "x-gzip", "GZIP", "deflate"])
async def test_what_is_packed_unasked_is_unpacked(transport: httpx.AsyncHTTPTransport, packed: str) -> None:
    """As servers do that listen to nobody."""
    body = zlib.compress(b"products") if packed == "deflate" else gzip.compress(b"products")
    found, _ = await asked(transport, answer(body, Content_Encoding=packed))
    assert ("products", True) == (found.text, found.is_whole)


async def test_a_gzip_bomb_is_unpacked_so_far(transport: httpx.AsyncHTTPTransport) -> None:
    """Thirty megabytes in thirty kilobytes."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(b"a" * MEGABYTE) for _ in range(30)) + packer.flush()
    tracemalloc.start()
    found, _ = await asked(transport, answer(bomb, Content_Encoding="gzip"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (MOST_BYTES, False) == (len(found.body), found.is_whole)
    assert peak < 4 * MEGABYTE


@pytest.mark.parametrize("packed", ["br", "gzip, gzip", "gzip"])
async def test_what_cannot_be_unpacked_is_missing(transport: httpx.AsyncHTTPTransport, packed: str) -> None:
    """Its status is known; the body is not whole."""
    found, _ = await asked(transport, answer(b"no packing at all", Content_Encoding=packed))
    assert (200, b"", False) == (found.status, found.body, found.is_whole)


async def a_drip() -> AsyncIterator[bytes]:
    """A byte now and then, for ever."""
    yield HEAD
    while True:
        await asyncio.sleep(0.01)
        yield b"a"


async def headers_without_end() -> AsyncIterator[bytes]:
    """One after the other."""
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: " + b"a" * 8000 + b"\r\n"


async def one_header_without_end() -> AsyncIterator[bytes]:
    """Its value goes on."""
    yield b"HTTP/1.1 200 OK\r\nX-More: "
    while True:
        yield b"a" * 8000


async def news_without_end() -> AsyncIterator[bytes]:
    """That it is still at work."""
    while True:
        await asyncio.sleep(0)
        yield b"HTTP/1.1 102 Processing\r\n\r\n"


async def test_whoever_waits_can_stop(transport: httpx.AsyncHTTPTransport) -> None:
    """An answer that drips for ever, or never comes to an answer, keeps nothing open."""
    for answers in (a_drip, news_without_end):
        async with peer(answers) as there:
            target = read_url(f"http://a.example:{there.port}/")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await exchange(transport, httpx.Request("GET", target.url), target, (HERE,))


@pytest.mark.parametrize(
    "answers",
    [
        headers_without_end,
        one_header_without_end,
        b"220 mail.example ESMTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: \r\n\r\n",
    ],
)
async def test_what_is_no_http_is_said(transport: httpx.AsyncHTTPTransport, answers: Answers) -> None:
    """Headers without an end among it, of which no more is read than 100 KB."""
    async with peer(answers) as there:
        said = await why(transport, read_url(f"http://a.example:{there.port}/"))
    assert "what answers is no HTTP that can be read" == said
    assert there.sent < 8 * MEGABYTE


@pytest.mark.parametrize("cut", [b"", HEAD[:-2], b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"])
async def test_an_answer_that_breaks_off_is_said(transport: httpx.AsyncHTTPTransport, cut: bytes) -> None:
    """Before it began, in its headers, in its body."""
    async with peer(cut) as there:
        said = await why(transport, read_url(f"http://a.example:{there.port}/"))
    assert "the connection broke off" == said


async def test_a_refused_connection_is_said(transport: httpx.AsyncHTTPTransport) -> None:
    """Nobody listens."""
    with free_port() as nobody:
        port = nobody.getsockname()[1]
    assert "the connection is refused" == await why(transport, read_url(f"http://a.example:{port}/"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectTimeout("x"), "no connection within 5 s"),
        (httpx.ConnectError("x"), "no connection comes about"),
        (httpx.ReadError("x"), "the connection broke off"),
        (httpx.LocalProtocolError("x"), "what answers is no HTTP that can be read"),
    ],
)
async def test_other_troubles_are_said(error: httpx.TransportError, said: str) -> None:
    """In words of our own."""

    def fails(_request: httpx.Request) -> httpx.Response:
        raise error

    target = read_url("http://a.example/")
    with pytest.raises(Transient) as failed:
        await ask(httpx.MockTransport(fails), target)
    assert said == str(failed.value)


async def test_a_name_without_addresses_is_said(transport: httpx.AsyncHTTPTransport) -> None:
    """There is nobody to ask."""
    with pytest.raises(Transient, match="its name has no address"):
        await exchange(
            transport, httpx.Request("GET", "http://a.example/"), read_url("http://a.example/"), ()
        )


async def test_another_address_is_tried_where_none_was_reached(transport: httpx.AsyncHTTPTransport) -> None:
    """So that one that is down does not hide the others; what was sent is not sent again."""
    async with peer(b"") as there:
        target = read_url(f"http://a.example:{there.port}/")
        with pytest.raises(Transient):
            await ask(transport, target, "127.0.0.2", HERE, HERE, method="POST", body=b"{}")
    assert 1 == len(there.heard)


@pytest.fixture
def authority() -> trustme.CA:
    """Whose certificates are believed in these tests."""
    return trustme.CA()


async def over_tls(authority: trustme.CA, name: str, trusted: trustme.CA) -> str:
    """Ask shop.example.com of a peer whose certificate is for a name."""
    served, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(name).configure_cert(served)
    trusted.configure_trust(trusting)
    async with (
        peer(answer(b"hello"), served) as there,
        httpx.AsyncHTTPTransport(verify=trusting) as transport,
    ):
        try:
            return (await ask(transport, read_url(f"https://shop.example.com:{there.port}/"))).text
        except Transient as error:
            return str(error)


async def test_the_certificate_must_be_the_names(authority: trustme.CA) -> None:
    """Whatever the address is that is called."""
    assert "hello" == await over_tls(authority, "shop.example.com", authority)
    mismatch = (
        "its certificate does not hold: Hostname mismatch, certificate is not valid for 'shop.example.com'."
    )
    assert mismatch == await over_tls(authority, "other.example.com", authority)
    stranger = await over_tls(authority, "shop.example.com", trustme.CA())
    assert stranger.startswith("its certificate does not hold: ")


async def test_what_speaks_no_tls_is_said(transport: httpx.AsyncHTTPTransport) -> None:
    """Plain HTTP where HTTPS was asked for."""
    async with peer(answer(b"hello"), is_hasty=True) as there:
        said = await why(transport, read_url(f"https://a.example:{there.port}/"))
    assert "no secure connection comes about (TLS)" == said


async def test_a_name_is_looked_up() -> None:
    """By the machine's resolver, each address once."""
    found = await resolve("localhost", 80)
    assert HERE in found
    assert len(set(found)) == len(found)
