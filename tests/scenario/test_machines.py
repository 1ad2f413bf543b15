"""Metrics and smoke tests are said by pretend machines: what they say asks, joins, and is over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.plan import Severity
from bot.domain.watch import SmokeOutcome, SmokeResult
from tests.bot.machines import PretendMetrics, PretendTester
from tests.scenario.evening import evening
from tests.scenario.night import Night, said
from tests.scenario.test_run import before_go, state
from tminus.ways import Machines

ASKED = "Roll back? "
ERRORS = "code=~"
"""What stands in the query of the error rate and in no other."""
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="500 Internal Server Error", status=500)
MASKED = SmokeResult(outcome=SmokeOutcome.MAINTENANCE, status=503)


@pytest.fixture
def metrics() -> PretendMetrics:
    """Where 8.1's queries are asked: all is well, and forty orders a minute."""
    return PretendMetrics({"orders": 40.0})


@pytest.fixture
def tester() -> PretendTester:
    """What runs 7.1's rows: all pass."""
    return PretendTester()


@pytest.fixture
async def night(
    database_url: str, plans_dir: Path, metrics: PretendMetrics, tester: PretendTester
) -> AsyncIterator[Night]:
    """Monday morning, as every story, with machines that say what the story wants."""
    machines = Machines(tester=tester, metrics=metrics)
    async with evening(database_url, plans_dir=plans_dir, machines=machines) as night:
        yield night


async def begun(night: Night) -> None:
    """Step 5, the first of 3.2, runs since 22:00."""
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")


async def evidence(night: Night) -> list[Evidence]:
    """What speaks for the open question."""
    asked = (await state(night)).question
    return list(asked.evidence) if asked else []


async def test_a_metric_that_stays_critical_asks(night: Night, metrics: PretendMetrics) -> None:
    """After two minutes, in every copy, with a picture in the thread; a person joins; that it is over is read
    in the same place.
    """
    await begun(night)
    await night.at("22:01")
    assert "metrics: 4 of 4 normal" in await night.sees("omar", "production: deploying")
    metrics.values[ERRORS] = 7.2
    await night.at("22:03")
    assert [] == await evidence(night)
    await night.at("22:04")
    shown = await night.sees("ana", ASKED)
    assert "Roll back? Critical (proposed)" in shown
    assert "Error Rate 7.2% (critical > 5%, before 0%) since 22:02" in shown
    picture = await night.sees("omar", "(picture: 21:30 CET to 22:04 CET")
    assert "Error Rate: 7.2%, critical; critical is > 5%" in picture
    assert "metrics: 3 of 4 normal, Error Rate critical (7.2%, before 0%) since 22:02" in await night.sees(
        "omar", "production: deploying"
    )
    await night.types("dev", "rollback high every tenth order fails")
    await night.at("22:05")
    assert [EvidenceKind.METRIC, EvidenceKind.PERSON] == [each.kind for each in await evidence(night)]
    metrics.values[ERRORS] = 0.3
    await night.at("22:06")
    assert "Error Rate 7.2% (critical > 5%, before 0%) since 22:02 (over)" in await night.sees("ana", ASKED)
    assert (await state(night)).question


async def test_no_data_is_said_and_is_no_health(night: Night, metrics: PretendMetrics) -> None:
    """Neither does it ask, nor is what was critical over by it."""
    await begun(night)
    metrics.values[ERRORS] = 7.2
    await night.at("22:03")
    assert [False] == [each.is_over for each in await evidence(night)]
    metrics.values[ERRORS] = None
    await night.at("22:05")
    assert [False] == [each.is_over for each in await evidence(night)]
    assert "Error Rate no data since 22:04" in await night.sees("omar", "production: deploying")


async def test_a_smoke_test_that_fails_asks(night: Night, tester: PretendTester) -> None:
    """As its step starts; what writes is run by a press, and what is mended is over once it is run anew."""
    await begun(night)
    tester.results |= {"Product listing": FAILED, "Homepage loads": MASKED}
    for step in range(5, 10):
        await night.types("ana", f"step {step} done")
    assert [] == tester.asked
    await night.types("quinn", "step 10 start")
    assert ["Homepage loads", "Product listing"] == [name for name, _ in tester.asked]
    text = "smoke test 3, Product listing, failed: 500 Internal Server Error"
    assert [(text, Severity.HIGH)] == [(each.text, each.severity) for each in await evidence(night)]
    assert text in await night.sees("ana", ASKED)
    told = "Smoke tests: 0 of 5 passed, the maintenance page answered 1; Product listing failed"
    assert told in await night.sees("ned", told)
    count = "smoke tests 0/5, 1 failed, the maintenance page answered 1, 3 to run on a press"
    assert count in await night.sees("omar", "production: verifying")
    assert "🔧 1 Homepage loads" in await night.sees("ned", "Smoke tests: 0 of 5 passed, Web shop")
    tester.results.clear()
    await night.presses("quinn", "Run smoke tests anew")
    over = [each.is_over for each in await evidence(night) if each.kind is EvidenceKind.SMOKE_TEST]
    assert [True] == over
    press = await night.finds("quinn", "Run the 3 that write")
    assert press
    await night.uses("quinn", press)
    await night.uses("omar", press, stale=True)
    asked = ["Login works", "Product listing", "Add to cart", "Express checkout"]
    assert asked == [name for name, _ in tester.asked][4:]
    assert "✅ 5 Express checkout: HTTP 200, 140 ms" in await night.sees(
        "ned", "Smoke tests: 5 of 5 passed, Web"
    )
    assert "smoke tests 5/5" in await night.sees("omar", "production: verifying")


async def test_what_people_say_of_smoke_tests_counts(night: Night, tester: PretendTester) -> None:
    """Whoever says otherwise than a machine says why, in a form; what they have to do is listed for them."""
    await begun(night)
    for step in range(5, 10):
        await night.types("ana", f"step {step} done")
    left = SmokeResult(outcome=SmokeOutcome.NOT_RUN, why="allow shop.example.com")
    tester.results["Product listing"] = left
    await night.types("quinn", "step 10 start")
    assert "Smoke tests: 3 Product listing" in said(await night.types("quinn", "mine"))
    form = await night.presses("quinn", "Say how one went")
    await night.fills("quinn", form, {"row": "3", "outcome": "passed", "reason": "I saw 40 of them"})
    assert "✅ 3 Product listing: passed, Quinn Adler" in await night.sees(
        "ned", "Smoke tests: 2 of 5 passed"
    )
    assert "Smoke tests that write: 2 Login works" in said(await night.types("quinn", "mine"))
    await night.types("quinn", "step 10 done")
    assert "smoke test 4 Add to cart runs on a press" in said(await night.types("quinn", "confirm smoke"))
    await night.types("dev", "smoke write")
    await night.types("quinn", "confirm smoke")
    assert 1 == len((await state(night)).confirmations)
