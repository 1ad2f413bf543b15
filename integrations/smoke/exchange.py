"""One request and its answer: sent to the very address that was checked, read so far and no further."""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from bot.errors import Transient
from integrations.smoke.urls import Target

MOST_BYTES = 256 * 1024
"""Of a body, unpacked; what follows is not read."""
MOST_ADDRESSES = 4
"""Of one name, to which a connection is tried."""
SECONDS_TO_CONNECT = 5.0
PLAIN = "identity"
_PACKED = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}

_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_CHARSETS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})
"""Which of them are decoded as they say: among Python's others are some that unpack or take for ever."""

_ENDED = re.compile(r"disconnected|closed connection")
"""What httpcore and h11 say where the other side closed."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, in the order in which to try them. Errors: `OSError` where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered. `is_whole`: nothing of the body is missing; what cannot be unpacked is missing."""

    status: int
    headers: httpx.Headers
    body: bytes
    is_whole: bool = True

    @property
    def text(self) -> str:
        """The body as text; what is no character is replaced."""
        charset = _CHARSET.search(self.headers.get("Content-Type", ""))
        named = charset[1].lower() if charset else ""
        return self.body.decode(named if named in _CHARSETS else "utf-8", errors="replace")


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the machine's resolver says (`Resolve`)."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(f"{address[0]}" for *_, address in found))


async def exchange(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, target: Target, addresses: Sequence[str]
) -> Answer:
    """Send a request, whose address is the target's, once. Whoever calls it limits its time.

    Another address is tried only where no connection came about. Errors: `Transient` with why, in words.
    """
    failed: httpx.TransportError | None = None
    for address in addresses[:MOST_ADDRESSES]:
        try:
            response = await transport.handle_async_request(_pinned(request, target, address))
            try:
                return await _read(response)
            finally:
                await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failed = error
        except httpx.TransportError as error:
            raise Transient(_why(error)) from error
    raise Transient(_why(failed) if failed else "its name has no address") from failed


def _pinned(request: httpx.Request, target: Target, address: str) -> httpx.Request:
    """The same request to one address, where the certificate must be the name's."""
    host = f"[{address}]" if ":" in address else address
    url = httpx.URL(scheme=target.scheme, host=host, port=target.port, raw_path=target.path.encode())
    timeout = httpx.Timeout(None, connect=SECONDS_TO_CONNECT).as_dict()
    extensions = {"sni_hostname": target.host, "timeout": timeout}
    return httpx.Request(
        request.method, url, headers=request.headers, content=request.content, extensions=extensions
    )


async def _read(response: httpx.Response) -> Answer:
    """An answer, its body unpacked piece by piece, never more than is wanted."""
    encoding = response.headers.get("Content-Encoding", PLAIN).strip().lower() or PLAIN
    bits = _PACKED.get(encoding)
    unpack = zlib.decompressobj(bits) if bits is not None else None
    body, seen, is_whole = bytearray(), 0, bits is not None or encoding == PLAIN
    pieces = response.aiter_raw()
    while is_whole and (piece := await anext(pieces, None)) is not None:
        seen += len(piece)
        try:
            body += unpack.decompress(piece, MOST_BYTES + 1 - len(body)) if unpack else piece
        except zlib.error:
            is_whole = False
        is_whole = is_whole and max(len(body), seen) <= MOST_BYTES
    read = bytes(body[:MOST_BYTES])
    return Answer(status=response.status_code, headers=response.headers, body=read, is_whole=is_whole)


def _why(error: httpx.TransportError) -> str:
    """What went wrong, in words that hold nothing of what was sent or answered."""
    certificate = _cause(error, ssl.SSLCertVerificationError)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {certificate.verify_message}"
    if _cause(error, ssl.SSLError):
        return "no secure connection comes about (TLS)"
    if _cause(error, ConnectionRefusedError):
        return "the connection is refused"
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {SECONDS_TO_CONNECT:g} s"
    if isinstance(error, httpx.ConnectError):
        return "no connection comes about"
    if isinstance(error, httpx.ProtocolError) and not _ENDED.search(f"{error}"):
        return "what answers is no HTTP that can be read"
    return "the connection broke off"


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The error of a kind that another one came from."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error
