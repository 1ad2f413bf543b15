"""Calls of services that speak JSON over HTTP, and what goes wrong with them as one of our tree of errors."""

import asyncio
import math
from typing import Any

import httpx

from bot.errors import LONGEST_RETRY_AFTER, Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized

SECONDS_PER_CALL = 8.0
"""Real time; a delivery makes three calls at most, within its lease."""
DEFAULT_RETRY_AFTER = 60.0
"""Seconds to wait where a service asks to wait and does not say how long: most measure over a minute."""
WORDS_LENGTH = 200

REFUSED = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
TOO_MANY = frozenset({420, httpx.codes.TOO_MANY_REQUESTS})
ASK_TO_WAIT = ("Retry-After", "ratelimit-reset")
"""Headers that say for how many seconds."""
SAY_WHY = ("message", "error", "errors")
"""Fields in which services say what is wrong: a text, a list of them, or an object with these fields."""


async def ask(http: httpx.AsyncClient, service: str, method: str, path: str, **what: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
    """The answer, whatever it says. Errors: `Transient` where nothing arrived, `Lost` where it may have."""
    try:
        async with asyncio.timeout(SECONDS_PER_CALL):
            return await http.request(method, path, **what)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Transient(f"{service} cannot be reached") from error
    except (TimeoutError, httpx.TransportError) as error:
        raise Lost(f"{service} did not answer") from error


def read(response: httpx.Response, service: str, shape: type) -> Any:  # noqa: ANN401 - JSON
    """What a good answer holds. Errors: `Lost` where it cannot be read."""
    answer = json_of(response)
    if not isinstance(answer, shape):
        raise Lost(f"{service}'s answer could not be read")
    return answer


def told(response: httpx.Response, service: str, key: str = "key") -> TMinusError:
    """What a refusal says, as one of our tree; `key` is what the service knows us by, in words."""
    status = response.status_code
    if status in TOO_MANY:
        return RateLimited(f"{service} asks to wait", seconds_to_wait(response))
    if status in REFUSED:
        return Unauthorized(f"{service} does not accept the {key}")
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Lost(f"{service} had an error of its own")
    words = words_of(json_of(response))
    return Permanent(f"{service} does not accept it ({status}){f': {words}' if words else ''}")


def json_of(response: httpx.Response) -> Any:  # noqa: ANN401 - any JSON
    """The JSON of an answer; `None` where it is none."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def words_of(answer: object) -> str:
    """What a service says is wrong, on one line, cut where it is long."""
    return " ".join("; ".join(_texts(answer)).split())[:WORDS_LENGTH]


def _texts(answer: object) -> list[str]:
    if isinstance(answer, dict):
        return [text for name in SAY_WHY for text in _texts(answer.get(name))]
    if isinstance(answer, list):
        return [str(each) for each in answer if each]
    return [answer] if isinstance(answer, str) and answer else []


def seconds_to_wait(response: httpx.Response) -> float:
    """For how long a service asks to wait, within reason."""
    for name in ASK_TO_WAIT:
        try:
            asked = float(response.headers.get(name, ""))
        except ValueError:
            continue
        if not math.isnan(asked):
            return min(max(asked, 1.0), LONGEST_RETRY_AFTER)
    return DEFAULT_RETRY_AFTER
