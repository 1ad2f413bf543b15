"""All the texts within a frozen value: what a plan, a state or an event says, wherever it stands in it."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

Value = TypeVar("Value")
Change = Callable[[str], str]


def with_texts(value: Value, change: Change, kept: frozenset[str] = frozenset()) -> Value:
    """The value with each text in it changed; the very same where none is. `kept` are fields left alone.

    Keys of mappings, and what has a fixed number of values, are names rather than texts.
    """
    return cast("Value", _changed(value, change, kept))


def _changed(value: Any, change: Change, kept: frozenset[str]) -> Any:  # noqa: ANN401 - walks through every type that a state has
    kind = value.__class__
    if kind is str:
        changed = change(value)
        return value if changed == value else changed
    if kind is tuple:
        found = tuple(_changed(each, change, kept) for each in value)
        return value if _are_same(found, value) else found
    if kind is dict:
        held = {key: _changed(each, change, kept) for key, each in value.items()}
        return value if _are_same(held.values(), value.values()) else held
    names = _fields(kind)
    new = {
        name: now
        for name in names
        if name not in kept and (now := _changed(was := getattr(value, name), change, kept)) is not was
    }
    return replace(value, **new) if new else value


def texts_of(value: object) -> Iterator[str]:
    """Each text in it, as `with_texts` finds them."""
    found: list[str] = []

    def noted(text: str) -> str:
        found.append(text)
        return text

    with_texts(value, noted)
    yield from found


def _are_same(found: Any, before: Any) -> bool:  # noqa: ANN401 - the parts of any value
    return all(new is old for new, old in zip(found, before, strict=True))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """What a value of a class is made of; nothing of one that is no dataclass."""
    return tuple(field.name for field in fields(kind) if field.init) if is_dataclass(kind) else ()
