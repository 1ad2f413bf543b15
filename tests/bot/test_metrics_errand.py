from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from bot.clock import Origin, PlanClock, real_now
from bot.domain.errands import ReadMetrics
from bot.domain.watch import Level, Watch
from bot.errors import Permanent, Transient
from bot.metrics_errand import BROKEN, MetricsErrand
from bot.ports import MetricsReader
from bot.queries import Queries
from bot.storage.unit_of_work import Database
from integrations.prometheus.client import PrometheusClient
from integrations.prometheus.reader import PrometheusReader
from integrations.prometheus.unset import NoMetrics
from tests.bot import web_shop as w
from tests.bot.machines import PretendMetrics, names

ASKED = ReadMetrics(deployment=w.ID, since=w.EVENING)
WITH_BEFORE = ReadMetrics(deployment=w.ID, since=w.EVENING, before=w.EVENING)


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's deployment, which has begun."""
    play = w.Play(database)
    await play.begun()
    return play


def errand(play: w.Play, reader: MetricsReader) -> MetricsErrand:
    """Carries errands out before this reader."""
    return MetricsErrand(play.service, Queries(play.database, play.clock), play.clock, reader)


async def watch(play: w.Play) -> Watch:
    """What was said of the deployment."""
    found = await Queries(play.database, play.clock).deployment(w.ID)
    assert found
    return found.state.watch


async def test_every_row_with_a_query_is_read_and_reported(play: w.Play) -> None:
    """By its query, until now; one report for each errand."""
    reader = PretendMetrics({"5..": 7.2, "orders": 40.0})
    await errand(play, reader).run(ASKED, "errand:1")
    readings = (await watch(play)).readings
    assert {
        "Error Rate": Level.CRITICAL,
        "Response Time (p95)": Level.NORMAL,
        "CPU Usage": Level.NORMAL,
        "Orders per minute": Level.NORMAL,
    } == {name: each.level for name, each in readings.items()}
    assert (w.EVENING, 7.2) == (readings["Error Rate"].since, readings["Error Rate"].value)
    before = await names(play)
    await errand(play, reader).run(ASKED, "errand:1")
    assert before == await names(play)


async def test_it_is_read_from_when_it_was_read_last(play: w.Play) -> None:
    """In real time, whatever the plan's clock shows; where that stands still, only now."""
    reader = PretendMetrics()
    await errand(play, reader).run(ASKED, "errand:1")
    _, start, end = reader.asked[0]
    assert start == end
    now = real_now()
    fast = PlanClock(Origin(plan=w.EVENING, real=now - timedelta(seconds=30), speed=60))
    carrying = MetricsErrand(play.service, Queries(play.database, fast), fast, reader)
    asked = ReadMetrics(deployment=w.ID, since=w.EVENING + timedelta(minutes=10))
    await carrying.run(asked, "errand:2")
    _, start, end = reader.asked[-1]
    assert (now - timedelta(seconds=20), True) == (start, end >= now)


@pytest.mark.parametrize(
    ("answer", "level", "why"),
    [
        (None, Level.NO_DATA, ""),
        (Transient("no answer"), Level.UNAVAILABLE, "no answer"),
        (Permanent("a bad query (400)"), Level.UNAVAILABLE, "a bad query (400)"),
    ],
)
async def test_what_cannot_be_read_is_an_answer(
    play: w.Play, answer: Exception | None, level: Level, why: str
) -> None:
    """Of its row alone, and nothing is tried again before the next look."""
    await errand(play, PretendMetrics({"5..": answer})).run(ASKED, "errand:1")
    readings = (await watch(play)).readings
    assert (level, why) == (readings["Error Rate"].level, readings["Error Rate"].why)
    assert Level.NORMAL is readings["CPU Usage"].level


async def test_a_row_that_breaks_takes_no_other_with_it(play: w.Play) -> None:
    """It is not readable, in words that do not change from look to look; each time the log has it."""
    reader = PretendMetrics({"5..": KeyError("data"), "orders": 40.0})
    carrying = MetricsErrand(
        play.service, Queries(play.database, play.clock), play.clock, reader, play.metrics
    )
    await carrying.run(ASKED, "errand:1")
    readings, before = (await watch(play)).readings, await names(play)
    assert (Level.UNAVAILABLE, BROKEN) == (readings["Error Rate"].level, readings["Error Rate"].why)
    assert Level.NORMAL is readings["CPU Usage"].level
    await carrying.run(ASKED, "errand:2")
    assert before == await names(play)
    counted = play.metrics.registry.get_sample_value("tminus_unexpected_errors_total", {"where": "errands"})
    assert 2 == counted


async def test_who_takes_too_long_is_not_waited_for(play: w.Play) -> None:
    """Rows are read side by side."""
    queries = Queries(play.database, play.clock)
    slow = MetricsErrand(play.service, queries, play.clock, PretendMetrics(is_slow=True), seconds=0.01)
    await slow.run(ASKED, "errand:1")
    assert {"it took too long"} == {each.why for each in (await watch(play)).readings.values()}


async def test_a_look_takes_no_longer_for_what_was_before(play: w.Play) -> None:
    """Its time counts for all that it reads, the hour before Begin included, which is read at the next."""
    queries, reader = Queries(play.database, play.clock), PretendMetrics(is_slow=True)
    slow = MetricsErrand(play.service, queries, play.clock, reader, seconds=0.01)
    await slow.run(WITH_BEFORE, "errand:1")
    assert (4, {}) == (len(reader.asked), (await watch(play)).before)


@pytest.mark.parametrize("reader", [NoMetrics(), PretendMetrics(is_set_up=False)])
async def test_where_nobody_can_be_asked_nothing_is_said(
    play: w.Play, reader: NoMetrics | PretendMetrics
) -> None:
    """Nothing is taken for normal: the rows are people's."""
    before = await names(play)
    await errand(play, reader).run(ASKED, "errand:1")
    assert (before, Watch()) == (await names(play), await watch(play))


async def test_a_look_that_finds_all_as_it_was_writes_nothing(play: w.Play) -> None:
    """Neither an event nor a key; what differs is reported again."""
    reader = PretendMetrics({"orders": 40.0})
    await errand(play, reader).run(ASKED, "errand:1")
    before = play.woken
    reader.values |= {"5..": 0.7, "orders": 50.0}
    await errand(play, reader).run(ASKED, "errand:2")
    assert before == play.woken
    reader.values["5.."] = 7.2
    await errand(play, reader).run(ASKED, "errand:3")
    assert before + 1 == play.woken


async def test_a_deployment_that_is_gone_hears_nothing(play: w.Play) -> None:
    """Its errand ends."""
    reader = PretendMetrics()
    await errand(play, reader).run(ReadMetrics(deployment="NOBODY-1", since=w.EVENING), "errand:1")
    assert [] == reader.asked


def test_what_cannot_be_reported_is_in_the_log(play: w.Play) -> None:
    """The next look brings it."""
    with capture_logs() as logs:
        errand(play, PretendMetrics()).failed(ASKED, "the database is busy")
    assert [("metrics: not reported", w.ID, "the database is busy")] == [
        (log["event"], log["deployment"], log["why"]) for log in logs
    ]


async def test_the_hour_before_is_read_once(play: w.Play) -> None:
    """Its median, until Begin, of each row that it is not known of; no data is an answer."""
    series = {"5..": [0.4, 0.4, 9.0, 0.5], "orders": []}
    reader = PretendMetrics({"5..": 7.2, "orders": 40.0}, series=series)
    await errand(play, reader).run(WITH_BEFORE, "errand:1")
    known = (await watch(play)).before
    assert {"Error Rate": 0.45, "Orders per minute": None} == {
        name: known[name] for name in ("Error Rate", "Orders per minute")
    }
    assert 4 == len(known)
    assert 8 == len(reader.asked)
    await errand(play, reader).run(WITH_BEFORE, "errand:2")
    assert 12 == len(reader.asked)
    assert known == (await watch(play)).before


async def test_the_hour_before_ends_at_begin_in_real_time(play: w.Play) -> None:
    """Also where it is read hours later."""
    began = real_now() - timedelta(hours=3)
    clock = PlanClock(Origin(plan=w.EVENING, real=began, speed=1))
    reader = PretendMetrics()
    carrying = MetricsErrand(play.service, Queries(play.database, clock), clock, reader)
    await carrying.run(WITH_BEFORE, "errand:1")
    hours = {(start, end) for _, start, end in reader.asked if end - start == timedelta(hours=1)}
    assert {(began - timedelta(hours=1), began)} == hours


@pytest.mark.parametrize("trouble", [Transient("no answer"), Permanent("a bad query"), KeyError("data")])
async def test_an_hour_that_cannot_be_read_is_read_later(play: w.Play, trouble: Exception) -> None:
    """It is not taken for no data."""
    reader = PretendMetrics({"5..": trouble})
    await errand(play, reader).run(WITH_BEFORE, "errand:1")
    assert "Error Rate" not in (await watch(play)).before
    reader.values.clear()
    await errand(play, reader).run(WITH_BEFORE, "errand:2")
    assert 0.0 == (await watch(play)).before["Error Rate"]


async def test_what_is_gone_by_now_has_no_data(play: w.Play) -> None:
    """Whatever it measured a minute ago: nobody knows how it stands."""
    reader = PretendMetrics({"5..": 7.2}, ends_early=True)
    await errand(play, reader).run(ASKED, "errand:1")
    assert {Level.NO_DATA} == {each.level for each in (await watch(play)).readings.values()}


async def test_a_prometheus_that_is_away_is_told_once(play: w.Play) -> None:
    """One more query tries for all; each look says the same of every row, which is no news."""
    asked: list[httpx.Request] = []

    def away(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError("refused")

    async with httpx.AsyncClient(transport=httpx.MockTransport(away), base_url="http://p.test") as http:
        looking = errand(play, PrometheusReader(PrometheusClient(http)))
        await looking.run(WITH_BEFORE, "errand:1")
        readings, before, tried = (await watch(play)).readings, await names(play), len(asked)
        assert {"Prometheus cannot be reached"} == {each.why for each in readings.values()}
        await looking.run(WITH_BEFORE, "errand:2")
    assert (4, before, tried, tried) == (len(readings), await names(play), len(asked), 2)
