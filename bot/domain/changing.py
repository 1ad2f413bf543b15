"""A frozen value with some fields changed, as `dataclasses.replace` makes it, in a third of the time.

A deployment's state has many fields, each event changes a few, and every press and every audit folds events.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

Value = TypeVar("Value")

if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414 - others import it from here
else:

    def replace(value: Value, /, **changed: object) -> Value:
        """A copy with these fields changed; only for dataclasses with slots.

        Errors: `TypeError` for one that checks or reckons something when it is made, as a plan does.
        """
        parts = _parts(type(value))
        values = parts.read(value)
        for name, new in changed.items():
            values[parts.places[name]] = new
        copy = object.__new__(type(value))
        for put, each in zip(parts.put, values, strict=True):
            put(copy, each)
        return copy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Each field's place, what reads all fields, and what writes each."""

    places: dict[str, int]
    read: Callable[[object], list[object]]
    put: tuple[Callable[[object, object], None], ...]


@cache
def _parts(cls: type) -> _Parts:
    if hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} reckons when it is made: dataclasses.replace makes a copy of it")
    names = [field.name for field in fields(cls)]
    get = attrgetter(*names)
    return _Parts(
        places={name: place for place, name in enumerate(names)},
        read=lambda value: list(get(value)) if len(names) > 1 else [get(value)],
        put=tuple(getattr(cls, name).__set__ for name in names),
    )
