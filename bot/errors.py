"""The tree of errors: what may be tried again, what may not, and what asks for patience."""

import uuid
from collections.abc import Mapping

LONGEST_RETRY_AFTER = 300.0
"""Seconds; a service that asks for more is asked again after these."""


def new_error_id() -> str:
    """Under which the log has an unexpected error, short enough to be told by telephone."""
    return uuid.uuid4().hex[:8]


class TMinusError(Exception):
    """The base: its text is fit for a person to read and holds no secret."""


class Transient(TMinusError):
    """It may work later: the service or the database is away, or did not answer in time."""


class Unauthorized(Transient):
    """The service does not accept who we say we are, until somebody mends the settings or the app."""


class Busy(Transient):
    """A lock was not had in time (design, rule 2): the person hears "busy, press again"."""


class Lost(Transient):
    """The request may have arrived though no answer came: look before repeating it."""


class RateLimited(Transient):
    """The service asks to wait. `retry_after` is in seconds, real time."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Partly(TMinusError):
    """It was delivered, as `ts`, yet not to all: `missed` are those it did not reach, each with why."""

    def __init__(self, text: str, ts: str, missed: Mapping[str, str]) -> None:
        super().__init__(text)
        self.ts = ts
        self.missed = missed


class Permanent(TMinusError):
    """It will not work however often it is tried. `code` is the service's own word for why."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


class Unreachable(Permanent):
    """Nothing can be said there: it is archived or gone, or we are not in it (any more)."""


class Gone(Permanent):
    """What was to be changed or answered is not there any more: somebody deleted it."""
