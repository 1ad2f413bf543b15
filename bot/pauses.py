"""How long is waited after a failure before something is tried again, in real time."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)


def pause_after(failures: int) -> timedelta:
    """How long to wait where so many tries failed before this one: 1 s, doubled each time, 60 s at most."""
    return min(FIRST_PAUSE * float(2 ** min(failures, 10)), LONGEST_PAUSE)
