from dataclasses import replace

import httpx
import pytest

from bot.errors import Permanent
from integrations.smoke.exchange import Answer
from integrations.smoke.hops import Hop, first_hop, next_hop
from integrations.smoke.urls import read_url

START = first_hop("GET", read_url("https://shop.example.com/a/b?x=1"), "")


def leads(status: int, location: str, hop: Hop = START) -> Hop | None:
    """What follows upon an answer."""
    headers = httpx.Headers({"Location": location} if location else {})
    return next_hop(hop, Answer(status=status, headers=headers, body=b""))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/c", "https://shop.example.com/c"),
        ("c?y", "https://shop.example.com/a/c?y"),
        ("?y", "https://shop.example.com/a/b?y"),
        ("//b.example/c", "https://b.example/c"),
        ("http://b.example:81/c", "http://b.example:81/c"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_what_reads_is_led_on(status: int, location: str, url: str) -> None:
    """By every kind of redirect, relative or not."""
    hop = leads(status, location)
    assert hop
    assert ("GET", url, 1) == (hop.method, hop.target.url, hop.number)


def test_only_where_it_began_it_is_at_its_start() -> None:
    """Another scheme or port is elsewhere; so is what comes back from elsewhere not."""
    elsewhere = leads(302, "http://shop.example.com/")
    assert elsewhere
    back = leads(302, "https://shop.example.com/", elsewhere)
    assert back
    assert (True, False, True, 2) == (START.is_at_start, elsewhere.is_at_start, back.is_at_start, back.number)


@pytest.mark.parametrize(
    ("method", "status", "followed"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("PUT", 303, "GET"),
        ("DELETE", 303, "GET"),
        ("POST", 307, None),
        ("POST", 308, None),
        ("PUT", 301, None),
        ("DELETE", 302, None),
        ("HEAD", 302, "HEAD"),
    ],
)
def test_what_writes_is_never_sent_again(method: str, status: int, followed: str | None) -> None:
    """What it led to is read, without the body."""
    hop = leads(status, "/c", replace(START, method=method, body="{}"))
    expected = None if followed is None else (followed, "{}" if followed == "HEAD" else "")
    assert expected == (hop and (hop.method, hop.body))


@pytest.mark.parametrize(
    ("status", "location"), [(200, "/c"), (300, "/c"), (304, "/c"), (302, ""), (500, "/c")]
)
def test_other_answers_lead_nowhere(status: int, location: str) -> None:
    """Nor does a redirect that does not say where."""
    assert leads(status, location) is None


@pytest.mark.parametrize(
    "location",
    ["\\\\b.example/", "ftp://b.example/", "https://a:b@c.example/", "http://[::1]/", "http://[x/"],
)
def test_a_redirect_to_what_cannot_be_called_is_refused(location: str) -> None:
    """Nothing of where it leads is said."""
    with pytest.raises(Permanent) as refused:
        leads(302, location)
    assert "its answer leads on to an address that cannot be called" == str(refused.value)
