from datetime import UTC

from sandbox.clock import elapsed, real_now


def test_real_time_is_aware_and_measured_time_never_jumps() -> None:
    """The one names a moment, in UTC; the other only tells how old something is."""
    first, then = elapsed(), real_now()
    second, now = elapsed(), real_now()

    assert (UTC, UTC) == (then.tzinfo, now.tzinfo)
    assert first <= second
