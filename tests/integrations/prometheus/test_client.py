import gzip
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest

from bot.errors import Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized
from integrations.prometheus.client import MOST_BYTES, PrometheusClient
from sandbox.prometheus import error
from tests.integrations.prometheus.asking import END, asking
from tests.prometheus_api import VERSION, PretendPrometheus

Answering = Callable[[httpx.Request], httpx.Response]
MANY = (
    'found duplicate series for the match group {job="a"} on the right hand-side of the operation: '
    '[{job="a", pod="7"}]; many-to-many matching not allowed'
)


def client(answer: Answering) -> PrometheusClient:
    """A client whose every request is answered so."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="https://prometheus.test/below")
    return PrometheusClient(http)


def answered(status: int = 200, **what: object) -> PrometheusClient:
    """The same, with this answer."""
    return client(lambda _request: httpx.Response(status, **what))  # type: ignore[arg-type] # httpx's own


async def test_what_it_asks() -> None:
    """Also where Prometheus stands below another address; times are whole milliseconds, never later."""
    asked: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return httpx.Response(200, json={"data": {"resultType": "vector", "result": []}})

    prometheus = client(note)
    await prometheus.at('up{job="a b"}', END)
    await prometheus.between("up", END - timedelta(minutes=1), END, timedelta(seconds=15))
    assert [
        "/below/api/v1/query?query=up%7Bjob%3D%22a+b%22%7D&time=1796162700.123&timeout=7s",
        "/below/api/v1/query_range?query=up&start=1796162640.123&end=1796162700.123&step=15.000&timeout=7s",
    ] == asked


async def test_it_says_which_version_answers() -> None:
    """So the doctor knows that it is one."""
    async with asking(PretendPrometheus()) as prometheus:
        assert VERSION == await prometheus.version()


async def test_who_speaks_the_same_api_need_not_say_its_version() -> None:
    """It answers queries all the same."""

    def queries_alone(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/query"):
            return httpx.Response(200, json={"data": {"resultType": "scalar", "result": [1, "1"]}})
        return httpx.Response(404)

    assert not await client(queries_alone).version()


@pytest.mark.parametrize(
    ("status", "body", "expected", "words"),
    [
        (
            400,
            error("bad_data", "1:4: parse error", 400),
            Permanent,
            "does not understand the query: 1:4: parse error",
        ),
        (
            422,
            error("execution", MANY, 422),
            Permanent,
            "carry out the query: found duplicate series for the match group",
        ),
        (
            503,
            error("timeout", "query timed out in expression evaluation", 503),
            Transient,
            "took too long for the query",
        ),
        (503, error("unavailable", "starting up", 503), Lost, "had an error of its own"),
        (302, None, Permanent, "does not accept it (302)"),
        (400, None, Permanent, "does not accept it (400)"),
        (401, None, Unauthorized, "does not accept the user and password"),
        (403, None, Unauthorized, "does not accept the user and password"),
        (404, None, Permanent, "does not accept it (404)"),
        (429, None, RateLimited, "asks to wait"),
        (502, None, Lost, "had an error of its own"),
    ],
)
async def test_each_refusal_is_one_of_ours(
    status: int, body: object, expected: type[TMinusError], words: str
) -> None:
    """In words that are the same at the next look, though Prometheus names other series each time."""
    content = getattr(body, "body", b"<html>")
    with pytest.raises(TMinusError) as raised:
        await answered(status, content=content).at("up", END)
    assert (expected, True) == (type(raised.value), str(raised.value).endswith(words))


async def test_how_long_it_asks_to_wait() -> None:
    """In seconds, as its header says."""
    with pytest.raises(RateLimited) as raised:
        await answered(429, headers={"Retry-After": "7"}).at("up", END)
    assert 7 == raised.value.retry_after


@pytest.mark.parametrize(
    "body", [b"", b"<html>please log in</html>", b"[]", b"{}", b'{"data": []}', b"[" * 9_999]
)
async def test_an_answer_that_cannot_be_read(body: bytes) -> None:
    """A page of a proxy is no answer."""
    with pytest.raises(Lost, match="answer could not be read"):
        await answered(content=body).at("up", END)


ANSWER = b'{"data": {"resultType": "vector", "result": []}}'


async def test_as_much_is_read_as_can_be() -> None:
    """To the last byte."""
    whole = ANSWER + b" " * (MOST_BYTES - len(ANSWER))
    assert "vector" == (await answered(content=whole).at("up", END))["resultType"]


async def test_an_answer_that_never_ends_is_let_go() -> None:
    """As soon as it is too much."""
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        yield ANSWER
        while True:
            sent += 1
            yield b" " * (MOST_BYTES // 4)

    with pytest.raises(Permanent, match="more than can be read"):
        await answered(content=pieces()).at("up", END)
    assert 4 == sent


async def test_what_is_packed_all_the_same_is_not_unpacked() -> None:
    """A few bytes would be a gigabyte."""
    with pytest.raises(Lost, match="answer could not be read"):
        await answered(headers={"Content-Encoding": "gzip"}, content=gzip.compress(b'{"data": {}}')).at(
            "up", END
        )


@pytest.mark.parametrize(
    ("wrong", "expected", "words"),
    [
        (httpx.ConnectError("no"), Transient, "Prometheus cannot be reached"),
        (httpx.PoolTimeout("no"), Transient, "Prometheus cannot be reached"),
        (httpx.ReadTimeout("no"), Lost, "Prometheus did not answer"),
        (httpx.RemoteProtocolError("no"), Lost, "Prometheus did not answer"),
        (TimeoutError(), Lost, "Prometheus did not answer"),
    ],
)
async def test_nobody_answers(wrong: Exception, expected: type[TMinusError], words: str) -> None:
    """In words without an address, which may hold a password."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise wrong

    with pytest.raises(TMinusError) as raised:
        await client(fail).at("up", END)
    assert (expected, words) == (type(raised.value), str(raised.value))
