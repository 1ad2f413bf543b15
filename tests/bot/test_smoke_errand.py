from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain import intents as i
from bot.domain.errands import TrySmokeTests
from bot.domain.watch import SmokeOutcome, SmokeResult, Watch
from bot.queries import Queries
from bot.smoke_errand import SmokeErrand
from bot.storage.unit_of_work import Database
from integrations.smoke.unset import NoSmokeTests
from tests.bot import web_shop as w
from tests.bot.machines import PASSED, PretendTester, names

ASKED = TrySmokeTests(deployment=w.ID, asked_at=w.EVENING + timedelta(minutes=1))
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="502 Bad Gateway", status=502)


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's deployment, which has begun."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("ana", i.Submit(override="rehearsed"))
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    await play.do("ana", i.Begin(override="rehearsed"))
    return play


def errand(play: w.Play, tester: PretendTester | NoSmokeTests) -> SmokeErrand:
    """Carries errands out before this runner."""
    return SmokeErrand(play.service, Queries(play.database, play.clock), tester)


async def watch(play: w.Play) -> Watch:
    """What was said of the deployment."""
    found = await Queries(play.database, play.clock).deployment(w.ID)
    assert found
    return found.state.watch


async def test_rows_that_read_are_run_against_the_plans_address_and_reported(play: w.Play) -> None:
    """One after the other, in one session; one report for each errand, and nothing is written."""
    tester = PretendTester({"Product listing": FAILED})
    await errand(play, tester).run(ASKED, "errand:1")
    found = await watch(play)
    assert {1: PASSED, 3: FAILED} == {each.number: each.result for each in found.tests}
    assert ASKED.asked_at == found.tested_at
    address = "https://shop.example.com"
    assert [("Homepage loads", address), ("Product listing", address)] == tester.asked
    assert 1 == tester.sessions
    await errand(play, tester).run(ASKED, "errand:1")
    assert 1 == (await names(play)).count("SmokeTestsRun")


async def test_a_test_that_takes_too_long_has_failed(play: w.Play) -> None:
    """Whatever runs it."""
    queries = Queries(play.database, play.clock)
    slow = SmokeErrand(play.service, queries, PretendTester(is_slow=True), seconds=0.01)
    await slow.run(ASKED, "errand:1")
    assert {(SmokeOutcome.FAILED, "no answer within 0.01 s")} == {
        (each.result.outcome, each.result.why) for each in (await watch(play)).tests
    }


async def test_a_row_that_breaks_says_nothing_of_the_release(play: w.Play) -> None:
    """It is left to people, the log has it, and the others are reported."""
    tester = PretendTester({"Product listing": KeyError("token")})
    carrying = SmokeErrand(play.service, Queries(play.database, play.clock), tester, play.metrics)
    await carrying.run(ASKED, "errand:1")
    ran = [each.name for each in (await watch(play)).tests]
    assert ["Homepage loads"] == ran
    counted = play.metrics.registry.get_sample_value("tminus_unexpected_errors_total", {"where": "errands"})
    assert 1 == counted


async def test_a_row_that_is_peoples_is_left_to_them(play: w.Play) -> None:
    """It is not in the report."""
    await errand(play, PretendTester({"Homepage loads": None})).run(ASKED, "errand:1")
    assert ["Product listing"] == [each.name for each in (await watch(play)).tests]


async def test_where_nobody_runs_them_nothing_is_said(play: w.Play) -> None:
    """Nothing is taken for passed: the rows are people's."""
    before = await names(play)
    await errand(play, NoSmokeTests()).run(ASKED, "errand:1")
    assert (before, Watch()) == (await names(play), await watch(play))


async def test_a_deployment_that_is_gone_hears_nothing(play: w.Play) -> None:
    """Its errand ends."""
    tester = PretendTester()
    await errand(play, tester).run(TrySmokeTests(deployment="NOBODY-1", asked_at=w.EVENING), "errand:1")
    assert [] == tester.asked


def test_what_cannot_be_reported_is_in_the_log(play: w.Play) -> None:
    """The step's owner says how it goes."""
    with capture_logs() as logs:
        errand(play, PretendTester()).failed(ASKED, "the database is busy")
    assert [("smoke tests: not reported", w.ID, "the database is busy")] == [
        (log["event"], log["deployment"], log["why"]) for log in logs
    ]
