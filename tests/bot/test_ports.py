"""What every reader of metrics and every runner of smoke tests holds; a new one is a row of the tables here.

A null twin holds it by saying, whatever happens behind it, that there is nobody to ask.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import inf, isfinite, nan
from typing import Protocol
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.responses import Response

from bot.domain.watch import Sample, SmokeOutcome, SmokeResult
from bot.errors import Permanent, Transient
from bot.ports import MetricsReader, SmokeTester
from integrations.prometheus.client import PrometheusClient
from integrations.prometheus.reader import PrometheusReader
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpTester, Outside
from integrations.smoke.unset import NoSmokeTests
from tests.bot.domain.machines import FAILED, MASKED, smoke_test
from tests.bot.machines import PretendMetrics, PretendTester
from tests.prometheus_api import PretendPrometheus

END = datetime(2026, 12, 1, 22, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUERY = "sum(rate(errors[5m]))"
TEST, ADDRESS = smoke_test(1, "Homepage loads"), "https://shop.example.com"
AT_ONCE = 5.0
"""Seconds: what was cancelled is over by then."""


class Measured(Protocol):
    """What stands behind a reader of metrics, as a test has it."""

    reader: MetricsReader
    is_set_up: bool

    def measures(self, value: float | None) -> None:
        """From now on the query gives this; `None`: nothing at all."""

    def goes_down(self) -> None:
        """Whoever is asked does not work any more."""

    def hangs(self) -> None:
        """No answer comes."""


class NobodyMeasures:
    """Behind the null twin."""

    is_set_up = False

    def __init__(self) -> None:
        self.reader: MetricsReader = NoMetrics()

    def measures(self, value: float | None) -> None:
        """Nobody hears of it."""

    def goes_down(self) -> None:
        """Nor of this."""

    def hangs(self) -> None:
        """Nor of this."""


class PretendMeasures:
    """Behind the pretend twin."""

    is_set_up = True

    def __init__(self) -> None:
        self.twin = PretendMetrics()
        self.reader: MetricsReader = self.twin

    def measures(self, value: float | None) -> None:
        """It answers again."""
        self.twin.is_slow = False
        self.twin.values = {QUERY: value}

    def goes_down(self) -> None:
        """It says why."""
        self.twin.values = {QUERY: Transient("Prometheus does not answer")}

    def hangs(self) -> None:
        """It says nothing."""
        self.twin.is_slow = True


class PrometheusMeasures:
    """Behind the adapter of a Prometheus."""

    is_set_up = True

    def __init__(self) -> None:
        self.prometheus = PretendPrometheus()
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.prometheus.app), base_url="http://prometheus.test"
        )
        self.reader: MetricsReader = PrometheusReader(PrometheusClient(http))

    def measures(self, value: float | None) -> None:
        """It answers again."""
        self.prometheus.silence = None
        self.prometheus.answers = {QUERY: value}

    def goes_down(self) -> None:
        """A proxy says so in its place."""
        self.prometheus.down = Response("<html>Bad Gateway</html>", 502)

    def hangs(self) -> None:
        """It says nothing."""
        self.prometheus.silence = asyncio.Event()


READERS: Mapping[str, Callable[[], Measured]] = {
    "nobody": NobodyMeasures,
    "pretend": PretendMeasures,
    "Prometheus": PrometheusMeasures,
}


@pytest.fixture(params=READERS)
def measured(request: pytest.FixtureRequest) -> Measured:
    """Each of them, which measures 7.2."""
    made = READERS[request.param]()
    made.measures(7.2)
    return made


async def read(measured: Measured, start: datetime = END - MINUTE, end: datetime = END) -> Sequence[Sample]:
    """The answer; where nobody can be asked there is none, and nothing to hold it against."""
    found = await measured.reader.read(QUERY, start, end)
    assert measured.is_set_up == (found is not None)
    return found or ()


async def test_what_was_measured_lies_within_in_order(measured: Measured) -> None:
    """The last is the value at the end; each is once."""
    found = await read(measured, END - 10 * MINUTE)
    assert all(END - 10 * MINUTE <= each.at <= END for each in found)
    assert sorted({each.at for each in found}) == [each.at for each in found]
    assert not measured.is_set_up or (END, 7.2) == (found[-1].at, found[-1].value)


async def test_of_equal_instants_that_is_all(measured: Measured) -> None:
    """The value then."""
    expected = [Sample(at=END, value=7.2)] if measured.is_set_up else []
    assert expected == list(await read(measured, END))


async def test_times_are_utc_in_whatever_zone_was_asked(measured: Measured) -> None:
    """The same instants."""
    berlin = ZoneInfo("Europe/Berlin")
    found = await read(measured, (END - MINUTE).astimezone(berlin), END.astimezone(berlin))
    assert {timedelta(0)} >= {each.at.utcoffset() for each in found}
    assert list(await read(measured)) == list(found)


async def test_no_data_is_no_value(measured: Measured) -> None:
    """Empty; neither zero nor an error."""
    measured.measures(None)
    assert [] == list(await read(measured))


@pytest.mark.parametrize("value", [nan, inf, -inf])
async def test_what_is_no_finite_number_is_no_data(measured: Measured, value: float) -> None:
    """As where something is divided by a rate of nothing."""
    measured.measures(value)
    assert all(isfinite(each.value) for each in await read(measured))


async def test_that_it_is_down_is_said_in_words_that_stay(measured: Measured) -> None:
    """Never no data, and the same at the next look."""
    measured.goes_down()
    said = set()
    for start in (END - MINUTE, END):
        try:
            await read(measured, start)
        except (Transient, Permanent) as error:
            said.add(str(error))
    assert measured.is_set_up == (len(said) == 1)
    assert "" not in said


async def test_a_read_can_be_cancelled(measured: Measured) -> None:
    """At once, and the next one is answered."""
    measured.hangs()
    task = asyncio.create_task(measured.reader.read(QUERY, END, END))
    await asyncio.wait([task], timeout=0.05)
    task.cancel()
    async with asyncio.timeout(AT_ONCE):
        await asyncio.gather(task, return_exceptions=True)
    measured.measures(0.4)
    assert measured.is_set_up == (len(await read(measured, END)) == 1)


class Released(Protocol):
    """A release, and what runs its smoke tests, as a test has it."""

    tester: SmokeTester
    is_set_up: bool

    def works(self) -> None:
        """It answers as the row expects."""

    def breaks(self) -> None:
        """It answers, and otherwise."""

    def is_masked(self) -> None:
        """Its maintenance page answers."""

    def hangs(self) -> None:
        """No answer comes."""


class NobodyTests:
    """Before the null twin."""

    is_set_up = False

    def __init__(self) -> None:
        self.tester: SmokeTester = NoSmokeTests()

    def works(self) -> None:
        """Nobody hears of it."""

    def breaks(self) -> None:
        """Nor of this."""

    def is_masked(self) -> None:
        """Nor of this."""

    def hangs(self) -> None:
        """Nor of this."""


class PretendTests:
    """Before the pretend twin."""

    is_set_up = True

    def __init__(self) -> None:
        self.twin = PretendTester()
        self.tester: SmokeTester = self.twin

    def works(self) -> None:
        """It passes."""
        self.twin.is_slow = False
        self.twin.results = {}

    def breaks(self) -> None:
        """It fails."""
        self.twin.results = {TEST.name: FAILED}

    def is_masked(self) -> None:
        """It is neither."""
        self.twin.results = {TEST.name: MASKED}

    def hangs(self) -> None:
        """It says nothing."""
        self.twin.is_slow = True


class HttpTests:
    """Before what talks HTTP."""

    is_set_up = True

    def __init__(self) -> None:
        self._answers, self._is_slow = httpx.Response(200), False
        self.tester: SmokeTester = HttpTester(
            Outside(
                allowed=Allowed(["shop.example.com"]),
                headers={},
                transport=httpx.MockTransport(self._answer),
                resolve=self._resolve,
            )
        )

    async def _resolve(self, _host: str, _port: int) -> Sequence[str]:
        return ["93.184.215.14"]

    async def _answer(self, _request: httpx.Request) -> httpx.Response:
        if self._is_slow:
            await asyncio.sleep(60)
        given = self._answers
        body = httpx.ByteStream(given.content)
        return httpx.Response(given.status_code, headers=given.headers, stream=body)

    def works(self) -> None:
        """200."""
        self._answers, self._is_slow = httpx.Response(200), False

    def breaks(self) -> None:
        """500."""
        self._answers = httpx.Response(500)

    def is_masked(self) -> None:
        """503, and when to come back."""
        self._answers = httpx.Response(503, headers={"Retry-After": "600"})

    def hangs(self) -> None:
        """It says nothing."""
        self._is_slow = True


TESTERS: Mapping[str, Callable[[], Released]] = {
    "nobody": NobodyTests,
    "pretend": PretendTests,
    "http": HttpTests,
}


@pytest.fixture(params=TESTERS)
def released(request: pytest.FixtureRequest) -> Released:
    """Each of them, before a release that works."""
    made = TESTERS[request.param]()
    made.works()
    return made


async def run(released: Released) -> SmokeResult | None:
    """What came of the row; where nobody runs it, nothing."""
    async with released.tester.open(ADDRESS) as session:
        found = await session.run(TEST)
    assert released.is_set_up == (found is not None)
    assert found is None or found.milliseconds is None or found.milliseconds >= 0
    return found


async def test_a_release_that_works_passes(released: Released) -> None:
    """Nothing is to be said of it."""
    found = await run(released)
    assert found is None or (SmokeOutcome.PASSED, "") == (found.outcome, found.why)


async def test_what_failed_says_why(released: Released) -> None:
    """In words; whoever decides reads them."""
    released.breaks()
    found = await run(released)
    assert found is None or (found.outcome is SmokeOutcome.FAILED and found.why)


async def test_a_maintenance_page_is_no_failure(released: Released) -> None:
    """Whatever it answers with."""
    released.is_masked()
    found = await run(released)
    assert found is None or found.outcome is SmokeOutcome.MAINTENANCE


async def test_a_run_can_be_cancelled(released: Released) -> None:
    """At once, and the next one is run."""
    released.hangs()
    task = asyncio.create_task(run(released))
    await asyncio.wait([task], timeout=0.05)
    task.cancel()
    async with asyncio.timeout(AT_ONCE):
        await asyncio.gather(task, return_exceptions=True)
    released.works()
    found = await run(released)
    assert found is None or found.outcome is SmokeOutcome.PASSED
