from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.bot.document.documents import FILLED
from tminus.look_at_smoke_tests import look_at_smoke_tests
from tminus.settings import read_settings

PUBLIC = "93.184.215.14"
NAMES = {"shop.example.com": [PUBLIC], "shop.internal": ["10.0.0.5"]}


async def lines(
    plans_dir: Path, allowed: str, headers: str = "", names: Mapping[str, Sequence[str]] = NAMES
) -> list[str]:
    """What the doctor says, where these names are known."""

    async def resolve(host: str, _port: int) -> Sequence[str]:
        if host not in names:
            raise OSError(host)
        return names[host]

    given = {"smoke_headers": headers} if headers else {}
    settings = read_settings(smoke_allowed_hosts=allowed, plans_dir=plans_dir, **given)
    return [str(found) async for found in look_at_smoke_tests(settings, resolve)]


async def test_without_hosts_people_run_them(tmp_path: Path) -> None:
    """Headers would be sent nowhere."""
    unset = "--    smoke tests: SMOKE_ALLOWED_HOSTS is not set: people run the tests of 7.1"
    assert [unset] == await lines(tmp_path, "")
    assert [f"{unset}, SMOKE_HEADERS are sent nowhere"] == await lines(
        tmp_path, "", '{"X-Bypass": "made-up"}'
    )


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ("shop.example.com", f"ok    smoke tests: shop.example.com may be called, at {PUBLIC}"),
        ("shop.example.com:8443", f"ok    smoke tests: shop.example.com:8443 may be called, at {PUBLIC}"),
        ("shop.internal@10.0.0.0/8", "ok    smoke tests: shop.internal may be called, at 10.0.0.5"),
        (
            "shop.internal",
            (
                "FAIL  smoke tests: shop.internal resolves to 10.0.0.5, which no entry of "
                "SMOKE_ALLOWED_HOSTS allows: write shop.internal@10.0.0.0/8"
            ),
        ),
        (
            "gone.example",
            "FAIL  smoke tests: gone.example is not found (DNS): mend it in SMOKE_ALLOWED_HOSTS",
        ),
    ],
)
async def test_each_host_is_looked_up(tmp_path: Path, allowed: str, said: str) -> None:
    """It must lead where its entry allows."""
    assert [said] == await lines(tmp_path, allowed)


async def test_headers_are_named_and_not_shown(tmp_path: Path) -> None:
    """Their values are secrets."""
    found = await lines(tmp_path, "shop.example.com", '{"X-Bypass": "made-up", "X-Other": "made-up"}')
    how = "sent with each request, but not over http to another machine"
    assert f"ok    smoke tests: {how}: X-Bypass, X-Other" == found[1]
    assert "made-up" not in f"{found}"


async def test_plans_that_ask_for_other_hosts_are_named(tmp_path: Path) -> None:
    """Once for each host; nobody is called for it."""
    (tmp_path / "web-shop.md").write_text(FILLED, "utf-8")
    assert 1 == len(await lines(tmp_path, "shop.example.com"))
    advice = "add it to SMOKE_ALLOWED_HOSTS, or mend the row"
    assert [f"--    smoke tests: web-shop.md: shop.example.com is not allowed: {advice}"] == (
        await lines(tmp_path, "shop.internal@10.0.0.0/8")
    )[1:]


async def test_a_plan_that_cannot_be_read_is_said_elsewhere(tmp_path: Path) -> None:
    """The doctor looks at plans, too."""
    (tmp_path / "web-shop.md").write_bytes(b"\xff\xfe")
    assert 1 == len(await lines(tmp_path, "shop.example.com"))
