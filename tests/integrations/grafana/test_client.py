from collections.abc import Callable

import httpx
import pytest

from bot.errors import Gone, Lost, Permanent, RateLimited, TMinusError, Unauthorized
from integrations.grafana.client import GrafanaClient
from tests.integrations.grafana.test_contract import asking
from tests.pretend_grafana import VERSION, PretendGrafana


def client(answer: Callable[[httpx.Request], httpx.Response]) -> GrafanaClient:
    """A client whose every request is answered so."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="https://grafana.test/below")
    return GrafanaClient(http)


async def test_what_it_asks() -> None:
    """Also where Grafana stands below another address."""
    asked: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=[] if request.url.query else {"id": 7})

    grafana = client(note)
    assert [] == await grafana.annotations(["tminus", "mark:1"])
    assert "7" == await grafana.annotate({"time": 1})
    await grafana.change("7", {"timeEnd": 2})
    assert [
        ("GET", "/below/api/annotations?type=annotation&limit=100&tags=tminus&tags=mark%3A1"),
        ("POST", "/below/api/annotations"),
        ("PATCH", "/below/api/annotations/7"),
    ] == [(each.method, each.url.raw_path.decode()) for each in asked]


async def test_it_says_which_version_answers() -> None:
    """So the doctor knows that it is one."""
    async with asking(PretendGrafana()) as grafana:
        assert VERSION == await grafana.version()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, Permanent),
        (401, Unauthorized),
        (403, Unauthorized),
        (404, Permanent),
        (429, RateLimited),
        (500, Lost),
    ],
)
async def test_each_refusal_is_one_of_ours(status: int, expected: type[TMinusError]) -> None:
    """What may be tried again is told from what may not."""
    with pytest.raises(TMinusError) as raised:
        await client(lambda _request: httpx.Response(status)).annotate({})
    assert expected is type(raised.value)


@pytest.mark.parametrize(("status", "expected"), [(404, Gone), (403, Unauthorized), (400, Permanent)])
async def test_a_change_that_is_refused(status: int, expected: type[TMinusError]) -> None:
    """What somebody deleted is not there to be changed."""
    with pytest.raises(TMinusError) as raised:
        await client(lambda _request: httpx.Response(status)).change("7", {})
    assert expected is type(raised.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}"])
async def test_an_answer_that_cannot_be_read_leaves_it_in_doubt(body: bytes) -> None:
    """A page of a proxy is no annotation."""
    with pytest.raises(Lost):
        await client(lambda _request: httpx.Response(200, content=body)).annotate({})
