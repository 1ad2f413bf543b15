from collections.abc import Callable

import httpx
import pytest

from bot.errors import LONGEST_RETRY_AFTER, Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized
from integrations.calls import DEFAULT_RETRY_AFTER
from integrations.statuspage.client import NEWEST, StatuspageClient


def client(answer: Callable[[httpx.Request], httpx.Response]) -> StatuspageClient:
    """A client whose every request is answered so."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="https://api.test")
    return StatuspageClient(http, "page1")


def answering(status: int, **more: object) -> StatuspageClient:
    """A client whose every request has this answer."""
    return client(lambda _request: httpx.Response(status, **more))  # type: ignore[arg-type] # httpx's keywords


def failing(error: Exception) -> StatuspageClient:
    """A client none of whose requests is answered."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    return client(fail)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, Permanent),
        (401, Unauthorized),
        (403, Unauthorized),
        (404, Permanent),
        (420, RateLimited),
        (422, Permanent),
        (429, RateLimited),
        (500, Lost),
        (503, Lost),
        (302, Permanent),
    ],
)
async def test_each_refusal_is_one_of_ours(status: int, expected: type[TMinusError]) -> None:
    """What may be tried again is told from what may not."""
    with pytest.raises(TMinusError) as raised:
        await answering(status).create({})
    assert expected is type(raised.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("86400", LONGEST_RETRY_AFTER),
        ("soon", DEFAULT_RETRY_AFTER),
        ("nan", DEFAULT_RETRY_AFTER),
        (None, DEFAULT_RETRY_AFTER),
    ],
)
@pytest.mark.parametrize("status", [420, 429])
async def test_the_pause_that_it_asks_for(status: int, header: str | None, seconds: float) -> None:
    """As long as it says, within reason; a minute where it does not say."""
    headers = {} if header is None else {"Retry-After": header}
    with pytest.raises(RateLimited) as raised:
        await answering(status, headers=headers).page_name()
    assert seconds == raised.value.retry_after


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError("refused"), Transient),
        (httpx.ConnectTimeout("slow"), Transient),
        (httpx.PoolTimeout("busy"), Transient),
        (httpx.ReadTimeout("silent"), Lost),
        (httpx.RemoteProtocolError("dropped"), Lost),
        (TimeoutError(), Lost),
    ],
)
async def test_no_answer_is_in_doubt_where_the_request_may_have_arrived(
    error: Exception, expected: type[TMinusError]
) -> None:
    """Without a connection nothing arrived."""
    with pytest.raises(Transient) as raised:
        await failing(error).update("inc1", {})
    assert expected is type(raised.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}"])
async def test_an_answer_that_cannot_be_read_leaves_it_in_doubt(body: bytes) -> None:
    """A page of a proxy is no incident."""
    with pytest.raises(Lost):
        await answering(201, content=body).create({})


async def test_a_list_must_be_one() -> None:
    """And it asks for as many as there can be."""
    with pytest.raises(Lost):
        await answering(200, json={}).newest()
    asked: list[httpx.URL] = []

    def none(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=[])

    assert [] == await client(none).newest()
    assert [f"https://api.test/v1/pages/page1/incidents?limit={NEWEST}"] == [str(url) for url in asked]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (["Name is too long", "Body is blank"], r"\(422\): Name is too long; Body is blank$"),
        ("Invalid status", r"\(422\): Invalid status$"),
        ("", r"\(422\)$"),
        ("x" * 999, r"\(422\): x{200}$"),
    ],
)
async def test_what_is_not_accepted_is_said_in_its_words(error: object, words: str) -> None:
    """Cut where they are long; where it says nothing, the number alone."""
    with pytest.raises(Permanent, match=words):
        await answering(422, json={"error": error}).create({})
