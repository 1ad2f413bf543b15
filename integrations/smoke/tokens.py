"""The way in that one row's answer gives the next ones: found by its name, and shown to nobody."""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from bot.domain.smoke_requests import TOKENS

LONGEST = 8000
"""Characters: servers take no longer header."""

_SENDABLE = re.compile(r"[\x21-\x7e]+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_OTHERS = ("refresh", "csrf", "xsrf")
"""Tokens that are no way in."""
_ENDINGS = tuple(_NOT_LETTERS.sub("", name) for name in TOKENS)


def json_in(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON of an answer; `None` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def plain_json(answer: Any) -> str:  # noqa: ANN401 - any JSON
    """It written without escapes, "" where there is none."""
    try:
        return "" if answer is None else json.dumps(answer, ensure_ascii=False)
    except RecursionError:
        return ""


def token_in(answer: Any, word: str) -> str:  # noqa: ANN401 - any JSON
    """The token of an answer, under the word itself or a name that ends like one; "" where there is none."""
    found = [(_key(name), value) for name, value in _fields(answer) if _is_sendable(value)]
    own = [value for key, value in found if key == _key(word)]
    known = [
        value for key, value in found if key.endswith(_ENDINGS) and not any(each in key for each in _OTHERS)
    ]
    return next(iter((*own, *known)), "")


def _key(name: str) -> str:
    return _NOT_LETTERS.sub("", name).casefold()


def _is_sendable(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and bool(_SENDABLE.fullmatch(value))


def _fields(answer: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON
    """Every field, those further out first."""
    waiting = deque([answer])
    while waiting:
        each = waiting.popleft()
        if isinstance(each, dict):
            yield from each.items()
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
