"""Requests that somebody would have sent where they may not go: inward, or elsewhere."""

import pytest

from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeOutcome
from tests.integrations.smoke.net import HERE, HIDDEN, NAME, PUBLIC, SHOP, Net, by_path, row, to


@pytest.mark.parametrize(
    ("test", "base_url", "why"),
    [
        (row(expected="a nice page"), SHOP, "only people can judge “a nice page”"),
        (row("POST /", request="{"), SHOP, "its Request is no JSON"),
        (row(), "", "the plan has no Base URL"),
        (row(), "shop.example.com", "the address cannot be read"),
        (row(), "ftp://shop.example.com", "the address cannot be read"),
        (row(), f"{SHOP}:8443", "shop.example.com:8443 is not allowed: add it to SMOKE_ALLOWED_HOSTS"),
        (row(f"GET https://other.example.com/?{HIDDEN}"), SHOP, "other.example.com is not allowed"),
        (row("GET https://ana:pass@shop.example.com/"), SHOP, "the address cannot be read"),
        (row("GET http://127.0.0.1/"), SHOP, "127.0.0.1 is not allowed"),
        (row("GET http://[::1]/"), SHOP, "IPv6 addresses are not called"),
        (row("GET http://2130706433/"), SHOP, "2130706433 is no plain address"),
        (row("GET http://0x7f.1/"), SHOP, "0x7f.1 is no plain address"),
        (row("GET http://169.254.169.254/latest/meta-data/"), SHOP, "169.254.169.254 is not allowed"),
        (row("GET http://localhost/"), SHOP, "localhost is not allowed"),
        (row("GET https://shop.example.com.evil.example/"), SHOP, "evil.example is not allowed"),
        (row("GET https://shop.example.com\\@evil.example/"), SHOP, "the address cannot be read"),
    ],
)
async def test_what_may_not_be_asked_is_not_run(test: SmokeTest, base_url: str, why: str) -> None:
    """It says what to do; nothing is sent, and nothing has failed."""
    net = Net()
    found = await net.run(test, base_url)
    assert SmokeOutcome.NOT_RUN is found.outcome
    assert why in found.why
    assert (None, None, []) == (found.status, found.milliseconds, net.sent)


@pytest.mark.parametrize(
    "inward", [HERE, "10.0.0.5", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%e0"]
)
async def test_a_name_that_resolves_inward_is_not_called(inward: str) -> None:
    """Alone, or beside an address that might be called."""
    for resolved in ([inward], [PUBLIC, inward]):
        net = Net(resolved=[resolved])
        found = await net.run(row())
        assert (SmokeOutcome.NOT_RUN, []) == (found.outcome, net.sent)
        assert f"{NAME} resolves to {inward}, which no entry of SMOKE_ALLOWED_HOSTS allows" in found.why


async def test_the_address_that_was_checked_is_called() -> None:
    """Whatever the name resolves to a moment later; then that is checked, too."""
    net = Net(resolved=[[PUBLIC], [HERE]])
    async with net.open() as session:
        first, second = await session.run(row()), await session.run(row())
    assert first
    assert second
    assert (SmokeOutcome.PASSED, SmokeOutcome.NOT_RUN) == (first.outcome, second.outcome)
    assert [PUBLIC] == [each.url.host for each in net.sent]
    assert [NAME] == [each.headers["Host"] for each in net.sent]
    assert [NAME] == [each.extensions["sni_hostname"] for each in net.sent]


@pytest.mark.parametrize("address", ["2606:4700::1111", "64:ff9b::5db8:d70e"])
async def test_an_address_of_ipv6_may_be_called(address: str) -> None:
    """As the resolver says it, by the host's name."""
    net = Net(resolved=[[address]])
    assert SmokeOutcome.PASSED is (await net.run(row())).outcome
    assert [f"https://[{address}]/"] == [str(each.url) for each in net.sent]
    assert [NAME] == [each.headers["Host"] for each in net.sent]


async def test_an_address_of_this_machine_may_be_allowed() -> None:
    """By its entry."""
    net = Net(allowed=[f"{NAME}@127.0.0.0/8"], resolved=[[HERE]])
    assert SmokeOutcome.PASSED is (await net.run(row())).outcome
    assert [HERE] == [each.url.host for each in net.sent]


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://localhost/",
        f"{SHOP}:8443/",
        "http://169.254.169.254/",
    ],
)
async def test_no_redirect_leads_out_of_the_allowed_hosts(location: str) -> None:
    """It is not followed, and no failure; where it leads is said without its query."""
    net = Net(by_path({"/": to(f"{location}?token={HIDDEN}")}))
    found = await net.run(row())
    assert (SmokeOutcome.NOT_RUN, 1) == (found.outcome, len(net.sent))
    assert found.why.startswith("its answer leads on, and ")
    assert "is not allowed: add it to SMOKE_ALLOWED_HOSTS" in found.why
    assert HIDDEN not in found.why


async def test_a_redirect_may_not_lead_inward() -> None:
    """The name is checked again at each hop."""
    net = Net(by_path({"/": to("/a")}), resolved=[[PUBLIC], ["10.0.0.5"]])
    found = await net.run(row())
    assert (SmokeOutcome.NOT_RUN, [f"GET {NAME}/"]) == (found.outcome, net.named)
    assert "resolves to 10.0.0.5" in found.why
