import httpx

from tminus.http import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, create_http


async def test_a_client_has_limits_and_repeats_nothing() -> None:
    """Its time-outs are below what a delivery may take, and it goes only where it was told."""
    async with create_http("https://api.test", {"Authorization": "OAuth key"}) as http:
        assert httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT) == http.timeout
        assert not http.follow_redirects
        assert "OAuth key" == http.headers["Authorization"]
        assert "https://api.test" == str(http.base_url)
