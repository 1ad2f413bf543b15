"""Domain values to JSON text and back. Events carry a type name and a version; old versions are upcast.

The text of an event is what its hash covers, so encoding is deterministic: the same value, the same bytes.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from bot.domain import events, freezes, intents, locks, roster
from bot.domain.alerts import Alert
from bot.domain.events import Event
from bot.domain.figures import Moments
from bot.domain.intents import Intent
from bot.domain.plan import Plan
from bot.domain.roster import Roster
from bot.domain.state import Deployment

Value = TypeVar("Value")

EVENT_TYPES: Mapping[str, type[Event]] = {
    cls.__name__: cls
    for module in (events, roster, locks, freezes)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
}

INTENT_TYPES: Mapping[str, type[Intent]] = {
    cls.__name__: cls
    for cls in vars(intents).values()
    if isinstance(cls, type) and issubclass(cls, Intent) and cls is not Intent
}

VERSIONS: Mapping[str, int] = {}
"""The current version of each event type; 1 where it is not named here."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(type, version) to the function that turns that version's fields into the next version's."""


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}
"""Built once for each type: building one costs milliseconds."""


def _adapter(cls: type[Value]) -> TypeAdapter[Value]:
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


def encode(value: object) -> str:
    """A frozen value as compact JSON text."""
    return _adapter(type(value)).dump_json(value).decode()


def decode(cls: type[Value], text: str) -> Value:
    """The value that `encode` wrote."""
    return _adapter(cls).validate_json(text)


@cache
def shape_of(cls: type) -> str:
    """A hash of what a value of this type holds: another one once something in it was added or changed."""
    schema = json.dumps(_adapter(cls).json_schema(), sort_keys=True)
    return hashlib.sha256(schema.encode()).hexdigest()[:16]


class Memory(Generic[Value]):
    """The values of the texts that were read or written last: reading a text again costs more than all else.

    Values are frozen, so whoever gets one may share it. Safe to use from several threads.
    """

    def __init__(self, cls: type[Value], size: int) -> None:
        self._cls = cls
        self._size = size
        self._known: OrderedDict[str, Value] = OrderedDict()
        self._lock = Lock()

    def encode(self, value: Value, begin: str = "{") -> str:
        """As `encode`; the text will be known. `begin` may bring keys that are not the value's."""
        text = begin + encode(value).removeprefix("{")
        self._keep(text, value)
        return text

    def decode(self, text: str) -> Value:
        """As `decode`."""
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        value = decode(self._cls, text)
        self._keep(text, value)
        return value

    def _keep(self, text: str, value: Value) -> None:
        with self._lock:
            self._known[text] = value
            self._known.move_to_end(text)
            while len(self._known) > self._size:
                self._known.popitem(last=False)


def version_of(name: str) -> int:
    """The version under which an event type is written today."""
    return VERSIONS.get(name, 1)


def decode_event(
    name: str,
    version: int,
    text: str,
    *,
    versions: Mapping[str, int] = VERSIONS,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Event:
    """An event as it is known today, whichever version it was written in.

    Errors: `KeyError` for a type that this program does not know (a newer one wrote it).
    """
    cls = EVENT_TYPES[name]
    today = versions.get(name, 1)
    if version == today:
        return decode(cls, text)
    fields = json.loads(text)
    for step in range(version, today):
        fields = upcasters[name, step](fields)
    return _adapter(cls).validate_json(json.dumps(fields))


def decode_intent(name: str, text: str) -> Intent:
    """The intent of this type whose fields `encode` wrote.

    Errors: `KeyError` for a type that this program does not know (a newer one wrote it).
    """
    return decode(INTENT_TYPES[name], text)


def warm_up() -> None:
    """Build every adapter once, so that no first press pays for it."""
    for cls in (Deployment, Plan, Roster, Alert, *EVENT_TYPES.values()):
        _adapter(cls)
    shape_of(Deployment)
    shape_of(Moments)
