from collections.abc import Sequence

import pytest

from bot.errors import Permanent
from integrations.smoke.allowed import Allowed
from integrations.smoke.urls import read_url

SHOP = "https://shop.internal/"


def refusal(entries: Sequence[str], url: str, *resolved: str) -> str:
    """Why an address may not be called; "" where it may."""
    allowed, target = Allowed(entries), read_url(url)
    try:
        allowed.check(target)
        assert list(resolved)[:1] == allowed.addresses(target, resolved)[:1]
    except Permanent as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("entry", "url", "is_allowed"),
    [
        ("a.example", "https://a.example/", True),
        ("a.example", "http://a.example/", True),
        ("A.Example.", "http://a.example/", True),
        ("a.example", "https://a.example:8443/", False),
        ("a.example", "http://a.example:443/", False),
        ("a.example:8443", "https://a.example:8443/", True),
        ("a.example:8443", "https://a.example/", False),
        ("a.example:443", "https://a.example/", True),
        ("a.example:443", "http://a.example/", False),
        ("a.example", "https://b.a.example/", False),
        ("a.example", "https://a.example.evil/", False),
        ("a.example", "https://xa.example/", False),
    ],
)
def test_a_host_is_allowed_exactly_with_its_port(entry: str, url: str, is_allowed: bool) -> None:
    """No part of a name, no other port."""
    authority = read_url(url).authority
    expected = (
        "" if is_allowed else f"{authority} is not allowed: add it to SMOKE_ALLOWED_HOSTS, or mend the row"
    )
    assert expected == refusal([entry], url, "1.1.1.1")


def test_without_entries_nothing_is_allowed() -> None:
    """Whatever it is."""
    assert "is not allowed" in refusal([], SHOP)


@pytest.mark.parametrize(
    ("entries", "resolved", "advice"),
    [
        (["shop.internal"], "10.0.0.5", ": write shop.internal@10.0.0.0/8"),
        (["shop.internal"], "127.0.0.1", ": write shop.internal@127.0.0.0/8"),
        (["shop.internal"], "192.168.0.1", ": write shop.internal@192.168.0.0/16"),
        (["shop.internal"], "::ffff:172.16.0.1", ": write shop.internal@172.16.0.0/12"),
        (["shop.internal"], "::1", ": write shop.internal@::1/128"),
        (["shop.internal@10.1.0.0/16"], "10.2.0.5", ": write shop.internal@10.0.0.0/8"),
        (["shop.internal@10.0.0.0/8"], "1.1.1.1", ": write shop.internal"),
        (["shop.internal"], "169.254.169.254", ""),
        (["shop.internal"], "nonsense", ""),
    ],
)
def test_a_name_that_resolves_to_what_is_not_allowed_is_refused(
    entries: list[str], resolved: str, advice: str
) -> None:
    """It says to what, and how to allow it where that makes sense."""
    said = f"shop.internal resolves to {resolved}, which no entry of SMOKE_ALLOWED_HOSTS allows{advice}"
    assert said == refusal(entries, SHOP, resolved)


def test_one_address_that_is_not_public_is_enough() -> None:
    """Whichever would be tried first."""
    for resolved in (("1.1.1.1", "10.0.0.5"), ("10.0.0.5", "1.1.1.1")):
        assert "resolves to 10.0.0.5" in refusal(["shop.internal"], SHOP, *resolved)


@pytest.mark.parametrize(
    ("entries", "called"),
    [
        (["localhost@127.0.0.0/8"], ["127.0.0.1"]),
        (["localhost@::1/128"], ["::1"]),
        (["localhost@127.0.0.0/8", "localhost@::1/128"], ["::1", "127.0.0.1"]),
        (["localhost@127.0.0.0/8", "localhost"], ["127.0.0.1", "1.1.1.1"]),
    ],
)
def test_of_a_host_with_networks_those_addresses_are_called_that_lie_in_them(
    entries: list[str], called: list[str]
) -> None:
    """The others are left alone."""
    target = read_url("http://localhost/")
    assert called == Allowed(entries).addresses(target, ["::1", "10.0.0.5", "127.0.0.1", "1.1.1.1"])


@pytest.mark.parametrize(
    ("entries", "resolved"),
    [
        (["shop.internal"], "1.1.1.1"),
        (["shop.internal@10.0.0.0/8"], "10.0.0.5"),
        (["shop.internal:443@10.0.0.0/8"], "::ffff:10.0.0.5"),
        (["shop.internal@10.0.0.0/8", "shop.internal"], "1.1.1.1"),
        (["shop.internal@10.0.0.0/8", "shop.internal@fd00::/8"], "fd00::1"),
    ],
)
def test_an_entry_says_to_what_a_name_may_resolve(entries: list[str], resolved: str) -> None:
    """Without a network to public addresses, with one to those within; several entries add up."""
    assert "" == refusal(entries, SHOP, resolved)


def test_the_advice_names_the_port() -> None:
    """As the entry needs it."""
    said = refusal(["shop.internal:8080"], "http://shop.internal:8080/", "10.0.0.5")
    assert said.endswith("write shop.internal:8080@10.0.0.0/8")
