"""Which addresses lead inward: to this machine, its networks, what its cloud keeps for machines alone."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last four bytes are an IPv4 address."""
_KEPT_APART = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared by the customers of a provider (RFC 6598)
            "168.63.129.16/32",  # what Azure's machines ask
            "192.0.0.0/24",
            "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
            "198.18.0.0/15",  # measurements (RFC 2544)
            "240.0.0.0/4",
            "::/8",  # unspecified, loopback, and every way to write an IPv4 address but NAT64's
            "64:ff9b:1::/48",  # a NAT64 of one's own (RFC 8215)
            "100::/64",  # nowhere (RFC 6666)
            "2001::/23",  # Teredo among them (RFC 4380)
            "fc00::/7",
            "fec0::/10",  # what sites had before fc00::/7
        ),
    )
)
"""What `ipaddress` calls global or does not know, in one version of Python or another."""


def is_inward(address: Address) -> bool:
    """Whether it is anything but an address of the public internet, in whatever it is wrapped."""
    if isinstance(address, IPv6Address) and (inside := _inside(address)) is not None:
        return is_inward(inside)
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or any(address in network for network in _KEPT_APART)
    )


def lies_in(address: Address, networks: tuple[Network, ...]) -> bool:
    """Whether one of the networks has it; an IPv4 address that is mapped into IPv6 is that address."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any(each in network for network in networks for each in (address, mapped) if each is not None)


def read_address(text: str) -> Address | None:
    """An address as a resolver tells it; `None` where it tells none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is reached by it: mapped, by 6to4, by NAT64."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return IPv4Address(address.packed[-4:]) if address in _TRANSLATED else None
