from ipaddress import IPv4Address
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, strategies as st

from bot.errors import Permanent
from integrations.smoke.urls import DEFAULT_PORTS, LONGEST, NO_BASE_URL, Target, read_target, read_url


def said(text: str) -> str:
    """Why an address is refused."""
    with pytest.raises(Permanent) as refused:
        read_url(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://shop.example.com", ("https", "shop.example.com", 443, "/")),
        ("HTTP://Shop.Example.COM:8080/a?x=1#top", ("http", "shop.example.com", 8080, "/a?x=1")),
        ("https://shop.example.com.?x=1", ("https", "shop.example.com", 443, "/?x=1")),
        ("https://203.0.113.7/a%20b", ("https", "203.0.113.7", 443, "/a%20b")),
        (
            "https://xn--bcher-kva.example/größe?ö",
            ("https", "xn--bcher-kva.example", 443, "/gr%C3%B6%C3%9Fe?%C3%B6"),
        ),
        ("https://a_b.example/x", ("https", "a_b.example", 443, "/x")),
    ],
)
def test_an_address_is_read_in_one_way(text: str, target: tuple[str, str, int, str]) -> None:
    """In lower case, with its port, the path as it is sent."""
    scheme, host, port, path = target
    assert Target(scheme=scheme, host=host, port=port, path=path) == read_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example.com",
        "ftp://shop.example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/x",
        "https:///x",
        "https:/shop.example.com",
        "https://ana:secret@shop.example.com/",
        "https://shop.example.com@127.0.0.1/",
        "https://shop.example.com\\@127.0.0.1/",
        "https://shop.example.com/a\\b",
        "https://shop.example.com:/",
        "https://shop.example.com:80:80/",
        "https://shop.example.com:٨٠/",
        "https://shop.example.com/a b",
        "https://shop.example.com/a\r\nHost: x",
        "https://shop.example.com/\x00",
        "https://shop.example.com/" + "a" * LONGEST,
        "//shop.example.com/",
        "javascript:alert(1)",
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    """The refusal holds nothing of it."""
    assert "the address cannot be read: write https://HOST/PATH, without a password" == said(text)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "127.0.0.01",
        "127.0.0.1.5",
        "1.2.3.256",
        "0x",
        "shop.0x7f",
    ],
)
def test_an_odd_ipv4_address_is_refused(host: str) -> None:
    """Decimal, octal, hexadecimal, short: what resolvers read as some address."""
    assert f"{host} is no plain address: write the host by its name, or as 203.0.113.7" == said(
        f"http://{host}/"
    )


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[fe80::1%eth0]", "[fe80::1%25eth0]", "[]"])
def test_an_ipv6_address_is_refused(host: str) -> None:
    """In whatever form, with a zone or without."""
    assert "IPv6 addresses are not called: write the host by its name" == said(f"http://{host}:80/")


@pytest.mark.parametrize(
    "host",
    [
        "bücher.example",
        "ｌocalhost",
        "①②⑦.⓪.⓪.①",
        "shop。example",
        "shop%2eexample.com",
        "a..b",
        ".a",
        "a" * 64,
        "a!b",
    ],
)
def test_a_name_beyond_ascii_is_refused(host: str) -> None:
    """Nobody has to know what becomes of it."""
    assert "the host cannot be read: write its name in ASCII (xn--…)" == said(f"http://{host}/")


@pytest.mark.parametrize(("port", "is_good"), [("0", False), ("1", True), ("65535", True), ("65536", False)])
def test_a_port_has_its_bounds(port: str, is_good: bool) -> None:
    """Both sides of them."""
    if is_good:
        assert int(port) == read_url(f"http://a.example:{port}/").port
    else:
        assert f"{port} is no port" == said(f"http://a.example:{port}/")


def test_an_address_is_written_with_the_port_that_is_not_its_own() -> None:
    """As it stands in the header `Host`."""
    texts = ("https://a.example/x", "http://a.example:443/x", "https://a.example:80/x")
    assert list(texts) == [read_url(text).url for text in texts]
    assert ["a.example", "a.example:443", "a.example:80"] == [read_url(text).authority for text in texts]
    assert ("http", "a.example", 443) == read_url(texts[1]).origin


@pytest.mark.parametrize(
    ("base", "written", "url"),
    [
        ("https://a.example", "/x?y", "https://a.example/x?y"),
        ("https://a.example/shop/", "/x", "https://a.example/shop/x"),
        ("https://a.example", "//b.example/x", "https://a.example//b.example/x"),
        ("https://a.example", "http://b.example/x", "http://b.example/x"),
        ("", "http://b.example/x", "http://b.example/x"),
    ],
)
def test_a_path_follows_upon_the_base_url(base: str, written: str, url: str) -> None:
    """A whole address stands for itself."""
    assert url == read_target(base, written).url


def test_a_path_without_a_base_url_says_so() -> None:
    """And where to add it."""
    with pytest.raises(Permanent, match="no Base URL") as refused:
        read_target("", "/x")
    assert NO_BASE_URL == str(refused.value)


PARTS = "http|https|:|/|//|@|\\|?|#|[|]|%|.|0x7f|127|1|a.example|::1|\n|ü|2130706433|80|%2e|%00|ä。|xn--a"
"""What is put together, in whatever order."""


@given(st.one_of(st.lists(st.sampled_from(PARTS.split("|")), max_size=9).map("".join), st.text(max_size=30)))
def test_what_is_read_is_what_others_read(rest: str) -> None:
    """Whatever is accepted has one host, spelled plainly, and every reader of addresses sees the same one."""
    text = f"http://{rest}"
    try:
        target = read_url(text)
    except Permanent:
        return
    assert read_url(target.url) == target
    others = urlsplit(target.url)
    assert (target.host, None, None) == (others.hostname, others.username, others.password)
    assert target.url.isascii()
    sent = httpx.Request("GET", target.url, headers={"Host": target.authority}).url
    assert (target.host, target.scheme, b"") == (sent.raw_host.decode(), sent.scheme, sent.userinfo)
    assert target.port == (sent.port or DEFAULT_PORTS[sent.scheme])
    if target.host.rpartition(".")[2].isdigit():
        assert target.host == str(IPv4Address(target.host))
