"""Real time, read here and nowhere else in the sandbox. The plan's clock comes from outside."""

import time
from datetime import UTC, datetime


def real_now() -> datetime:
    """The time now, aware UTC."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds since some fixed moment; never jumps, so it measures how old something is."""
    return time.monotonic()
