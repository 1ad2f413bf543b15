"""A payload changed at one place: every node of it in turn left out, or something else in its stead."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any
from zlib import crc32

from sandbox.model import Json

Path = tuple[str | int, ...]


class Gone(Enum):
    """Nothing stands there."""

    GONE = "left out"


ODD: Sequence[Any] = (
    Gone.GONE,
    None,
    True,
    -1,
    1e308,
    "",
    "x",
    "\0",
    "\ud800",
    "<!channel>",
    "x" * 3000,
    [],
    {},
    [[None]],
    {"id": None},
)
"""What stands there instead: other types, other lengths, and what one database keeps and another does not."""


def nodes(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 - JSON is of every type
    """Where each node of a payload is, but for the payload itself."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from nodes(each, (*path, name))


def changed(value: Any, path: Path, instead: Any) -> Any:  # noqa: ANN401 - JSON is of every type
    """The payload with something else at one place."""
    if not path:
        return instead
    name, rest = path[0], path[1:]
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    if instead is Gone.GONE and not rest:
        del copied[name]
    else:
        copied[name] = changed(copied[name], rest, instead)
    return copied


def mutations(body: Json) -> Iterator[tuple[Path, Any, Json]]:
    """Every change at one place: where, what stands there now, and the payload."""
    for path in nodes(body):
        for instead in ODD:
            yield path, instead, changed(body, path, instead)


def sample(found: Sequence[tuple[Path, Any, Json]], size: int) -> list[tuple[Path, Any, Json]]:
    """So many of them, the same in each run and from everywhere."""
    return sorted(found, key=lambda change: crc32(repr(change[:2]).encode()))[:size]
