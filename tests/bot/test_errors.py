import pytest

from bot import errors as e


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (e.Transient("away"), True),
        (e.Unauthorized("who are you"), True),
        (e.Busy("locked"), True),
        (e.Lost("no answer"), True),
        (e.RateLimited("wait", 3), True),
        (e.Permanent("never", "msg_too_long"), False),
        (e.Unreachable("not in channel"), False),
        (e.Gone("deleted"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_may_or_may_not_be_tried_again(error: e.TMinusError, is_tried_again: bool) -> None:
    """Every error is one of two kinds, and its text is what a person reads."""
    assert (is_tried_again, not is_tried_again) == (
        isinstance(error, e.Transient),
        isinstance(error, e.Permanent),
    )
    assert str(error) == error.args[0]


def test_an_error_keeps_what_is_to_be_done_about_it() -> None:
    """How long to wait is in seconds, why it cannot be is the service's own word."""
    assert 3.5 == e.RateLimited("wait", 3.5).retry_after
    assert ("is_archived", "") == (e.Unreachable("gone", "is_archived").code, e.Permanent("never").code)


def test_error_ids_can_be_told_by_telephone() -> None:
    """Eight letters or digits, another each time."""
    ids = {e.new_error_id() for _ in range(50)}
    assert 50 == len(ids)
    assert all(len(each) == 8 and each.isalnum() and each.islower() | each.isdigit() for each in ids)
