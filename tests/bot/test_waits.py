from datetime import UTC, datetime, timedelta

from bot.errors import LONGEST_RETRY_AFTER
from bot.waits import Waits, until
from tests.waiting import until as wait_until

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, SOON, NONE = timedelta(hours=1), timedelta(milliseconds=20), timedelta(0)


def test_what_need_not_wait_is_over_at_once() -> None:
    """A wait of nothing is over, one of an hour is not."""
    assert ("now",) == Waits[str]().over({"now": NONE, "later": HOUR})


async def test_a_row_waits_from_when_it_was_seen_first() -> None:
    """Looking again does not begin anew, and what is asked for the second time does not count."""
    waits = Waits[str]()
    assert () == waits.over({"row": SOON})

    async def is_over() -> bool:
        return waits.over({"row": HOUR}) == ("row",)

    await wait_until(is_over)


def test_a_row_that_was_not_there_begins_anew() -> None:
    """What nobody waits for any more is forgotten."""
    waits = Waits[str]()
    waits.over({"row": NONE})
    waits.over({})

    assert () == waits.over({"row": HOUR})


def test_it_says_when_the_next_is_over() -> None:
    """The shortest of the waits that are left; none where nothing waits."""
    waits = Waits[str]()
    assert waits.following() is None
    waits.over({"over": NONE, "soon": HOUR, "later": 2 * HOUR})
    following = waits.following()

    assert following is not None
    assert HOUR - timedelta(minutes=1) < following <= HOUR


def test_an_instant_is_waited_for_and_never_for_long() -> None:
    """A row whose clock was an hour ahead is put off no longer than any service may ask for."""
    assert timedelta(seconds=40) == until(NOW + timedelta(seconds=40), NOW)
    assert timedelta(seconds=LONGEST_RETRY_AFTER) == until(NOW + HOUR, NOW)
