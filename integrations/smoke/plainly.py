"""What in a request is only for whom it is sent to: none of it goes over plain http, where all may read."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_network

from bot.domain.hushing import without_secrets
from bot.errors import Permanent
from integrations.smoke.addresses import lies_in, read_address
from integrations.smoke.hops import Hop

_LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
"""What never leaves this machine."""
_SAYS_NOTHING = frozenset(
    {"accept", "accept-language", "cache-control", "dnt", "pragma", "priority", "referer", "user-agent"}
)
"""Headers of the settings that lead past nothing."""


def check_plain(hop: Hop, addresses: Sequence[str], headers: Mapping[str, str], token: str) -> None:
    """Errors: `Permanent` where something secret would go over http to another machine, with what to do.

    `headers` are those of the settings that go with it, `token` is what an earlier row gave.
    """
    if hop.target.scheme != "http" or all(map(_is_loopback, addresses)):
        return
    if carried := list(_carried(hop, headers, token)):
        what = " and ".join(carried)
        raise Permanent(f"not sent: it would carry {what} over http; write https:// in the plan")


def _carried(hop: Hop, headers: Mapping[str, str], token: str) -> Iterator[str]:
    """What is secret in it, in words that hold nothing of it."""
    if names := [name for name in headers if name.lower() not in _SAYS_NOTHING]:
        yield f"{', '.join(names)} of SMOKE_HEADERS"
    if token:
        yield "the token of an earlier row"
    if _has_one(hop.body) or _has_one(hop.target.path):
        yield "a secret of the row"


def _has_one(text: str) -> bool:
    return without_secrets(text) != text


def _is_loopback(address: str) -> bool:
    found = read_address(address)
    return found is not None and lies_in(found, _LOOPBACK)
