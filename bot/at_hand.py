"""What is at hand: the log's lines written meanwhile carry it, also those of other libraries.

Bound to the context of the task (structlog's context variables), which the database's threads are given too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars


@contextmanager
def at_hand(*, key: str = "", deployment: str = "", user: str = "") -> Iterator[None]:
    """One piece of work: the key under which it is done once, its deployment and who asked, where known."""
    before = get_contextvars()
    known = {"key": key, "deployment": deployment, "user": user}
    bind_contextvars(**{name: value for name, value in known.items() if value})
    try:
        yield
    finally:
        clear_contextvars()
        bind_contextvars(**before)


def concerns(deployment: str) -> None:
    """It turned out which deployment the work at hand is about."""
    bind_contextvars(deployment=deployment)
