"""What may not be, and why, in words that a person understands: a value, no exception."""

from dataclasses import dataclass
from enum import StrEnum


class Because(StrEnum):
    """The kind of a refusal; `CHECKING` is none yet: what comes of it is told once it is known."""

    NOT_NOW = "not now"
    NOT_YOURS = "not yours"
    SETTLED = "settled"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused intent. `text` says why, who may, and what to do; plain text, names and not mentions."""

    because: Because
    text: str
