"""The base of all that somebody, or a clock, asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The base of all intents."""

    question: str = ""
