from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, strategies as st

from integrations.smoke.addresses import is_inward, lies_in, read_address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "0.1.2.3",
        "10.0.0.5",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "168.63.129.16",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.5",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:5::1",
        "2001:0:1:2:3:4:5:6",
        "2001:db8::1",
        "100::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
    ],
)
def test_what_is_no_public_address_leads_inward(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, reserved; also in what wraps an IPv4 address."""
    assert is_inward(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.215.14",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "168.63.129.15",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ],
)
def test_a_public_address_does_not(address: str) -> None:
    """Both sides of what is kept apart."""
    assert not is_inward(ip_address(address))


@given(st.integers(0, 2**32 - 1))
def test_wrapping_an_address_makes_no_difference(number: int) -> None:
    """Mapped, by 6to4 or by NAT64, it leads where it leads itself."""
    bare = IPv4Address(number)
    mapped = IPv6Address((0xFFFF << 32) | number)
    by_6to4 = IPv6Address((0x2002 << 112) | (number << 80))
    by_nat64 = IPv6Address((0x64FF9B << 96) | number)
    assert {is_inward(bare)} == {is_inward(each) for each in (mapped, by_6to4, by_nat64)}


def test_a_network_has_an_address_mapped_or_not() -> None:
    """And no other one."""
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert [True, True, True, False, False] == [
        lies_in(ip_address(each), networks)
        for each in ("10.0.0.5", "::ffff:10.0.0.5", "fd00::1", "11.0.0.5", "::ffff:11.0.0.5")
    ]


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "1.2.3.4.5"])
def test_what_is_no_address_is_none(text: str) -> None:
    """A resolver tells addresses in their plain form."""
    assert read_address(text) is None
    assert IPv4Address("127.0.0.1") == read_address("127.0.0.1")
