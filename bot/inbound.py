"""What comes in from outside, before anybody knows what it is: a body of limited size, and the JSON in it."""

import json
import re
from collections.abc import AsyncIterable, Sequence
from typing import Any, NoReturn

MAX_BYTES = 1_000_000
"""Neither Slack nor PagerDuty sends a quarter of it."""
_MAY_BE_UNKEPT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON spells a NUL or one half of a character; also what is well in pairs."""
_UNKEPT = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL keeps in no text, and what is no text in UTF-8."""


async def read_body(chunks: AsyncIterable[bytes], most: int = MAX_BYTES) -> bytes | None:
    """The body of a request, or `None` as soon as it has more than `most` bytes, whatever its head says."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def read_json(text: str, *, strict: bool = False) -> dict[str, Any]:
    """The object that a text spells, with a � for each character that no database keeps.

    Errors: `ValueError` for anything else, also for what is nested too deeply to be read; where `strict`,
    also for what two readers could read as two things: a key that is there twice, NaN and its like.
    """
    try:
        found = _strict(text) if strict else json.loads(text)
        if _MAY_BE_UNKEPT.search(text):
            found = kept(found)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError("a payload is a JSON object")


def _strict(text: str) -> Any:  # noqa: ANN401 - JSON is of every type
    return json.loads(text, parse_constant=_no_number, object_pairs_hook=_unique)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def kept(value: Any) -> Any:  # noqa: ANN401 - JSON is of every type
    """The same value with a � for each character that no database keeps."""
    if isinstance(value, str):
        return _UNKEPT.sub("\ufffd", value)
    if isinstance(value, list):
        return [kept(each) for each in value]
    if isinstance(value, dict):
        return {kept(name): kept(each) for name, each in value.items()}
    return value
