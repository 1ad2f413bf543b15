import pytest

from tests.rules.clocks import one_clock
from tests.rules.lines import lines

ASKS = [
    "from datetime import datetime\ndatetime.now(UTC)",
    "import datetime as dt\ndt.datetime.utcnow()",
    "from datetime import date\ndate.today()",
    "import time\ntime.time()",
    "from time import monotonic\nf(default_factory=monotonic)",
    "from sqlalchemy import func\nfunc.now()",
    "import asyncio\nasyncio.get_running_loop().time()",
    "import asyncio\nself._loop.time()",
]


@pytest.mark.parametrize("code", ASKS)
def test_the_machine_is_asked_in_the_clocks_module_alone(code: str) -> None:
    """Asking the machine for the time is a fault in every room, but not in its clock's module."""
    assert [2] == lines(one_clock, "bot/timers.py", code)
    assert [2] == lines(one_clock, "sandbox/app.py", code)
    assert [] == lines(one_clock, "bot/clock.py", code)
    assert [] == lines(one_clock, "sandbox/clock.py", code)


@pytest.mark.parametrize(
    "code",
    [
        "clock.now()",
        "from time import perf_counter\nperf_counter()",
        "from datetime import datetime\ndatetime(2026, 1, 1)",
        "row.time()",
    ],
)
def test_a_time_that_is_given_is_no_question(code: str) -> None:
    """A clock that was passed in, a span for a metric and a fixed instant are fine."""
    assert [] == lines(one_clock, "bot/timers.py", code)


def test_tests_may_ask() -> None:
    """A test may know what time it is, to sign a request."""
    assert [] == lines(one_clock, "tests/x.py", ASKS[0])
