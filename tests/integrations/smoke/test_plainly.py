from typing import Any

import pytest

from bot.errors import Permanent
from integrations.smoke.hops import first_hop
from integrations.smoke.plainly import check_plain
from integrations.smoke.urls import read_target

LOOPBACK, INWARD = ("127.0.0.1", "::1"), ("127.0.0.1", "10.0.0.7")
BYPASS = {"X-Maintenance-Bypass": "of-the-settings", "user-agent": "smoke"}


def check(
    base: str = "http://shop.example.com",
    *,
    target: str = "/",
    body: str = "",
    addresses: tuple[str, ...] = INWARD,
    headers: dict[str, str] | None = None,
    token: str = "",
) -> str:
    """Why it is not sent; "" where it may be."""
    try:
        check_plain(first_hop("POST", read_target(base, target), body), addresses, headers or {}, token)
    except Permanent as error:
        return f"{error}"
    return ""


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"headers": BYPASS}, "X-Maintenance-Bypass of SMOKE_HEADERS"),
        ({"token": "of-the-login"}, "the token of an earlier row"),
        ({"body": '{"user": "smoke", "password": "hunter2"}'}, "a secret of the row"),
        ({"target": "/login?token=of-the-query"}, "a secret of the row"),
        (
            {"headers": BYPASS, "token": "x", "body": '{"pin": 1, "secret": "s"}'},
            "X-Maintenance-Bypass of SMOKE_HEADERS and the token of an earlier row and a secret of the row",
        ),
    ],
)
def test_what_is_secret_does_not_go_over_plain_http(given: dict[str, Any], what: str) -> None:
    """It is named, and none of it is said; over https, or within this machine, it goes."""
    said = check(**given)
    assert f"not sent: it would carry {what} over http; write https:// in the plan" == said
    assert "" == check("https://shop.example.com", **given)
    assert "" == check(addresses=LOOPBACK, **given)


@pytest.mark.parametrize(
    "given", [{}, {"headers": {"User-Agent": "smoke"}}, {"body": '{"cart": 5}', "target": "/?page=2"}]
)
def test_what_is_no_secret_goes(given: dict[str, Any]) -> None:
    """Whoever is called and however."""
    assert "" == check(**given)


def test_an_address_that_is_none_is_another_machines() -> None:
    """Nobody knows where it leads."""
    assert check(addresses=("localhost",), token="x")
