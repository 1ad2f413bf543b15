from collections.abc import Callable

import httpx
import pytest

from bot.errors import LONGEST_RETRY_AFTER, Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized
from integrations.calls import DEFAULT_RETRY_AFTER, ask, json_of, read, seconds_to_wait, told, words_of


def failing(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    """No request is answered."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (httpx.ConnectError("refused"), Transient, "Pigeon cannot be reached"),
        (httpx.ConnectTimeout("slow"), Transient, "Pigeon cannot be reached"),
        (httpx.PoolTimeout("busy"), Transient, "Pigeon cannot be reached"),
        (httpx.ReadTimeout("silent"), Lost, "Pigeon did not answer"),
        (httpx.RemoteProtocolError("dropped"), Lost, "Pigeon did not answer"),
        (TimeoutError(), Lost, "Pigeon did not answer"),
    ],
)
async def test_no_answer_is_in_doubt_where_the_request_may_have_arrived(
    error: Exception, expected: type[TMinusError], words: str
) -> None:
    """Without a connection nothing arrived."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(failing(error))) as http:
        with pytest.raises(Transient, match=words) as raised:
            await ask(http, "Pigeon", "GET", "https://pigeon.test")
    assert expected is type(raised.value)


async def test_an_answer_is_handed_on_whatever_it_says() -> None:
    """Whoever asked knows what it means."""
    answering = httpx.MockTransport(lambda _request: httpx.Response(418))
    async with httpx.AsyncClient(transport=answering) as http:
        assert 418 == (await ask(http, "Pigeon", "GET", "https://pigeon.test")).status_code


@pytest.mark.parametrize(
    ("status", "expected", "words"),
    [
        (302, Permanent, r"Pigeon does not accept it \(302\)$"),
        (400, Permanent, r"Pigeon does not accept it \(400\)$"),
        (401, Unauthorized, "Pigeon does not accept the ring"),
        (403, Unauthorized, "Pigeon does not accept the ring"),
        (404, Permanent, r"\(404\)$"),
        (420, RateLimited, "Pigeon asks to wait"),
        (429, RateLimited, "Pigeon asks to wait"),
        (500, Lost, "Pigeon had an error of its own"),
        (503, Lost, "Pigeon had an error of its own"),
    ],
)
def test_each_refusal_is_one_of_ours(status: int, expected: type[TMinusError], words: str) -> None:
    """What may be tried again is told from what may not."""
    error = told(httpx.Response(status), "Pigeon", "ring")
    assert expected is type(error)
    with pytest.raises(expected, match=words):
        raise error


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"ratelimit-reset": "20"}, 20),
        ({"Retry-After": "soon", "ratelimit-reset": "20"}, 20),
        ({"Retry-After": "3", "ratelimit-reset": "20"}, 3),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "86400"}, LONGEST_RETRY_AFTER),
        ({"Retry-After": "nan"}, DEFAULT_RETRY_AFTER),
        ({}, DEFAULT_RETRY_AFTER),
    ],
)
def test_the_pause_that_is_asked_for(headers: dict[str, str], seconds: float) -> None:
    """As long as it says, within reason; a minute where it does not say."""
    assert seconds == seconds_to_wait(httpx.Response(429, headers=headers))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": ["Name is too long", "Body is\nblank"]}, "Name is too long; Body is blank"),
        ({"message": "Event is invalid", "errors": ["no key", ""]}, "Event is invalid; no key"),
        ({"error": {"message": "Not Found", "code": 2100}}, "Not Found"),
        ({"message": "x" * 999}, "x" * 200),
        ({"message": 7}, ""),
        ({}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_what_is_wrong_is_said_in_the_services_words(answer: object, words: str) -> None:
    """In whichever of the usual fields they stand; on one line, cut where they are long."""
    assert words == words_of(answer)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_nothing(body: bytes) -> None:
    """A page of a proxy, half an answer, nesting without end."""
    assert json_of(httpx.Response(200, content=body)) is None


def test_an_answer_of_another_shape_leaves_it_in_doubt() -> None:
    """The request may have been carried out."""
    assert {"a": 1} == read(httpx.Response(200, json={"a": 1}), "Pigeon", dict)
    with pytest.raises(Lost, match="Pigeon's answer could not be read"):
        read(httpx.Response(200, json=[]), "Pigeon", dict)
