"""Addresses of the web as far as they are called: one strict reading, and all that is done goes by it.

What could be read in two ways (a password, a backslash, `0x7f.1`) is refused rather than understood.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address
from urllib.parse import quote

from bot.errors import Permanent

DEFAULT_PORTS = {"http": 80, "https": 443}
NO_BASE_URL = "the plan has no Base URL: add the row to 1.1"
LONGEST = 8000
"""Characters: servers read no longer ones."""

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#\s:@\[\]\\]+|\[[^\]\s]*\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_SAFE = "/%?&=:@!$'()*+,;~-._"
"""What stays in a path and a query as it is; the rest is written with `%`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is called: scheme and host in lower case, the port, then `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What tokens and secrets are for."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The host, with its port where it is not the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """It, whole."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read_url(text: str) -> Target:
    """What an address says.

    Errors: `Permanent` where it cannot be called, with why; nothing of a password or query is in it.
    """
    found = _URL.fullmatch(text)
    if found is None or _ODD.search(text) or len(text) > LONGEST:
        raise Permanent("the address cannot be read: write https://HOST/PATH, without a password")
    scheme, port = found["scheme"].lower(), found["port"]
    number = int(port) if port else DEFAULT_PORTS[scheme]
    if not 0 < number < 2**16:
        raise Permanent(f"{number} is no port")
    path = quote(f"{found['path'] or '/'}{found['query'] or ''}", safe=_SAFE)
    return Target(scheme=scheme, host=_host(found["host"]), port=number, path=path)


def read_target(base_url: str, written: str) -> Target:
    """What a row of 7.1 calls: a path follows upon the plan's Base URL. Errors: as `read_url`."""
    if not written.startswith("/"):
        return read_url(written)
    if not base_url:
        raise Permanent(NO_BASE_URL)
    return read_url(f"{base_url.rstrip('/')}{written}")


def _host(written: str) -> str:
    """A name of letters and digits, or an IPv4 address in the one form that is read alike everywhere."""
    host = written.lower().removesuffix(".")
    if host.startswith("["):
        raise Permanent("IPv6 addresses are not called: write the host by its name")
    if not _NAME.fullmatch(host):
        raise Permanent("the host cannot be read: write its name in ASCII (xn--…)")
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and not _is_plain(host):
        raise Permanent(f"{host} is no plain address: write the host by its name, or as 203.0.113.7")
    return host


def _is_plain(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host
    except ValueError:
        return False
