import httpx
import pytest

from tests.integrations.smoke.peers import answer, peer
from tminus.http import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, create_http, create_transport


async def test_a_client_has_limits_and_repeats_nothing() -> None:
    """Its time-outs are below what a delivery may take, and it goes only where it was told."""
    async with create_http("https://api.test", {"Authorization": "OAuth key"}) as http:
        assert httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT) == http.timeout
        assert not http.follow_redirects
        assert "OAuth key" == http.headers["Authorization"]
        assert "https://api.test" == str(http.base_url)


async def test_the_bare_way_goes_just_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the environment counts, no redirect is followed."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with create_transport() as way, peer(answer(status="302 Found", Location="/x")) as there:
        response = await way.handle_async_request(httpx.Request("GET", f"http://127.0.0.1:{there.port}/"))
        await response.aclose()
    assert (302, 1) == (response.status_code, len(there.heard))
