"""Which hosts may be called: those of SMOKE_ALLOWED_HOSTS, and at which of their addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from bot.errors import Permanent
from integrations.smoke.addresses import Address, Network, is_inward, lies_in, read_address
from integrations.smoke.urls import DEFAULT_PORTS, Target

SETTING = "SMOKE_ALLOWED_HOSTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`host`, `host:port`, `host@network`.

    Without a port it is for the scheme's own, without a network for public addresses.
    """

    host: str
    port: int | None = None
    network: Network | None = None

    def covers(self, target: Target) -> bool:
        """Whether it is about this host and port, exactly."""
        return self.host == target.host and target.port == (self.port or DEFAULT_PORTS[target.scheme])


class Allowed:
    """The entries of the setting, each written right."""

    def __init__(self, written: Iterable[str]) -> None:
        self.entries = tuple(map(read_entry, written))

    def check(self, target: Target) -> None:
        """Errors: `Permanent` where its host and port are nowhere allowed, with what to do."""
        if not self._about(target):
            raise Permanent(f"{target.authority} is not allowed: add it to {SETTING}, or mend the row")

    def addresses(self, target: Target, resolved: Sequence[str]) -> list[str]:
        """Those of the addresses that its name resolves to that may be called.

        Where its entries name networks those that lie in them: `localhost` may be two addresses. Else all
        must be public: nobody means a name that is both. Errors: `Permanent` where none may, with what to do.
        """
        entries = self._about(target)
        networks = tuple(each.network for each in entries if each.network is not None)
        is_public = any(each.network is None for each in entries)
        refused = [text for text in resolved if not _may(read_address(text), networks, is_public=is_public)]
        good = [text for text in resolved if text not in refused]
        if refused and not (networks and good):
            said = f"{target.host} resolves to {refused[0]}, which no entry of {SETTING} allows"
            raise Permanent(f"{said}{_advice(target, read_address(refused[0]))}")
        return good

    def _about(self, target: Target) -> list[Entry]:
        return [each for each in self.entries if each.covers(target)]


def read_entry(written: str) -> Entry:
    """One entry; the settings hold none that is written otherwise."""
    host, _, network = written.partition("@")
    name, _, port = host.partition(":")
    return Entry(
        host=name.lower().removesuffix("."),
        port=int(port) if port else None,
        network=ip_network(network) if network else None,
    )


def _may(address: Address | None, networks: tuple[Network, ...], *, is_public: bool) -> bool:
    if address is None:
        return False
    return lies_in(address, networks) or (is_public and not is_inward(address))


def _advice(target: Target, address: Address | None) -> str:
    """The entry that would allow it, `shop.internal@10.0.0.0/8`; "" for what no shop is behind."""
    if address is None:
        return ""
    if not is_inward(address):
        return f": write {target.authority}"
    around = next((each for each in _PRIVATE if lies_in(address, (each,))), None)
    return f": write {target.authority}@{around}" if around else ""


_PRIVATE = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8", "::1/128"))
)
"""Where hosts of one's own are (RFC 1918, 4193), loopback among them."""
