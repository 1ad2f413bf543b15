"""The errand that runs smoke tests: in order, in one session, what writes once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from bot.clock import Origin
from bot.deciding import Outcome
from bot.domain import intents as i
from bot.domain.errands import TrySmokeTests
from bot.domain.plan import SmokeTest
from bot.domain.smoke_rows import LOST_AFTER
from bot.domain.watch import SmokeOutcome, SmokeResult, Watch
from bot.errors import Busy, RateLimited, Transient
from bot.ports import Place, SmokeTester
from bot.queries import Queries
from bot.service import Service
from bot.smoke_errand import BROKEN_OFF, GOES_ON_AFTER, TRIES, SmokeErrand
from bot.storage.unit_of_work import Database
from integrations.smoke.unset import NoSmokeTests
from tests.bot import web_shop as w
from tests.bot.machines import PASSED, PretendTester, names

HOME, LOGIN, LIST, CART, ORDER = (
    "Homepage loads",
    "Login works",
    "Product listing",
    "Add to cart",
    "Express checkout",
)
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="502 Bad Gateway", status=502)


class Death(BaseException):
    """The process dies."""


@dataclass
class Lively:
    """Dies at a row, has them asked for anew at one, and looks at what is known as each runs; all pass."""

    play: w.Play | None = None
    dies: str = ""
    anew: str = ""
    seen: dict[int, SmokeOutcome] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sessions: int = 0

    @asynccontextmanager
    async def open(self, _base_url: str) -> AsyncIterator["LivelySession"]:
        """A session of its own."""
        self.sessions += 1
        yield LivelySession(self)


@dataclass(frozen=True)
class LivelySession:
    """Runs a test as its tester has it."""

    tester: Lively

    async def run(self, test: SmokeTest) -> SmokeResult | None:
        """What comes of it."""
        self.tester.asked.append(test.name)
        if test.name == self.tester.dies:
            raise Death
        if self.tester.play:
            if known := (await watch(self.tester.play)).test(test.number):
                self.tester.seen[test.number] = known.result.outcome
            if test.name == self.tester.anew:
                later(self.tester.play)
                await asked(self.tester.play)
        return PASSED


class BusyService(Service):
    """Is busy so many times before it takes anything."""

    def __init__(self, play: w.Play, times: int) -> None:
        super().__init__(play.database, play.clock, wake=play.wake)
        self._times = times

    async def handle(
        self,
        intent: i.Intent,
        *,
        deployment: str,
        actor: str,
        key: str,
        answer_in: Place | None = None,
        later_in: Place | None = None,
    ) -> Outcome:
        """What came of it. Errors: `Busy`."""
        if self._times:
            self._times -= 1
            raise Busy("the database is busy")
        return await super().handle(
            intent, deployment=deployment, actor=actor, key=key, answer_in=answer_in, later_in=later_in
        )


def later(play: w.Play) -> None:
    """So much later that no machine is waited for any more."""
    at = play.clock.now() + LOST_AFTER
    play.clock.origin = Origin(plan=at, real=at, speed=0)


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's deployment, whose first step of 3.2 has begun."""
    play = w.Play(database)
    await play.begun()
    await play.do("ana", i.TickItem(wanted="7"))
    for step in ("1", "2", "3", "4"):
        await play.do("ana", i.FinishStep(step=step))
    await play.do("ana", i.Go(at_once=True))
    await play.do("dba", i.StartStep(step="5"))
    return play


def errand(play: w.Play, tester: SmokeTester, **limits: float) -> SmokeErrand:
    """Carries errands out before this runner."""
    return SmokeErrand(play.service, Queries(play.database, play.clock), tester, play.metrics, **limits)


async def watch(play: w.Play) -> Watch:
    """What was said of the deployment."""
    found = await Queries(play.database, play.clock).deployment(w.ID)
    assert found
    return found.state.watch


async def asked(play: w.Play, intent: i.Intent | None = None) -> TrySmokeTests:
    """Somebody asks for the tests; the errand that it leads to."""
    outcome = await play.do("quinn", intent or i.RunTests())
    assert outcome.refusal is None, outcome.refusal
    return TrySmokeTests(deployment=w.ID, asked=(await watch(play)).asked)


async def outcomes(play: w.Play) -> dict[int, SmokeOutcome]:
    """What is known of each row."""
    return {each.number: each.result.outcome for each in (await watch(play)).tests}


async def test_rows_that_read_are_run_against_the_plans_address_and_reported(play: w.Play) -> None:
    """One after the other, in one session, each reported by itself; nothing is written."""
    tester = PretendTester({LIST: FAILED})
    question = await asked(play)
    await errand(play, tester).run(question, "errand:1")
    assert {1: PASSED, 3: FAILED} == {each.number: each.result for each in (await watch(play)).tests}
    address = "https://shop.example.com"
    assert ([(HOME, address), (LIST, address)], 1) == (tester.asked, tester.sessions)
    said = await names(play)
    assert (1, 1) == (said.count("SmokeTestsReported"), said.count("SmokeTestsRun"))
    await errand(play, tester).run(question, "errand:1")
    assert said == await names(play)


async def test_on_a_press_what_writes_is_sent_after_that_is_committed(play: w.Play) -> None:
    """With what lies between, in the order of the table, in one session."""
    await errand(play, PretendTester()).run(await asked(play), "errand:1")
    tester = Lively(play=play)
    await errand(play, tester).run(await asked(play, i.RunWritingTests()), "errand:2")
    assert ([LOGIN, LIST, CART, ORDER], 1) == (tester.asked, tester.sessions)
    assert {2: SmokeOutcome.UNANSWERED, 4: SmokeOutcome.UNANSWERED, 5: SmokeOutcome.UNANSWERED} == tester.seen
    assert dict.fromkeys(range(1, 6), SmokeOutcome.PASSED) == await outcomes(play)
    assert 3 == (await names(play)).count("SmokeTestSent")


async def test_what_was_sent_is_never_sent_again(play: w.Play) -> None:
    """Whoever ran it died, and the way in with them: the rest waits for a press, and that sends all."""
    tester = Lively(dies=CART)
    question = await asked(play, i.RunWritingTests())
    with pytest.raises(Death):
        await errand(play, tester).run(question, "errand:1")
    second = PretendTester()
    await errand(play, second).run(question, "errand:1")
    assert [] == second.asked
    locked = SmokeOutcome.LOCKED
    known = {1: SmokeOutcome.PASSED, 2: SmokeOutcome.PASSED, 3: SmokeOutcome.PASSED}
    assert {**known, 4: SmokeOutcome.UNANSWERED, 5: locked} == await outcomes(play)
    assert [BROKEN_OFF] == [
        each.result.why for each in (await watch(play)).tests if each.result.outcome is locked
    ]
    await errand(play, second).run(await asked(play, i.RunWritingTests()), "errand:2")
    assert [LOGIN, LIST, CART, ORDER] == [name for name, _ in second.asked]


async def test_what_reads_goes_on_with_what_is_left(play: w.Play) -> None:
    """A row that got others a way in is run again for it."""
    question = await asked(play)
    with pytest.raises(Death):
        await errand(play, Lively(dies=LIST)).run(question, "errand:1")
    tester = PretendTester()
    await errand(play, tester).run(question, "errand:1")
    assert [LIST] == [name for name, _ in tester.asked]
    assert {1: SmokeOutcome.PASSED, 3: SmokeOutcome.PASSED} == await outcomes(play)


async def test_when_time_is_up_the_rest_follows(play: w.Play) -> None:
    """At once: a pause that doubles each time would leave the last of many rows to nobody."""
    question = await asked(play)
    with pytest.raises(RateLimited) as left:
        await errand(play, PretendTester(), begun_within=0).run(question, "errand:1")
    assert GOES_ON_AFTER == left.value.retry_after
    assert {} == await outcomes(play)


async def test_what_had_less_time_than_it_may_take_is_tried_once_more(play: w.Play) -> None:
    """What reads; of what writes it is said how long there was no answer."""
    question = await asked(play)
    slow = errand(play, PretendTester(is_slow=True), ended_within=0.01)
    with pytest.raises(Transient):
        await slow.run(question, "errand:1")
    await errand(play, PretendTester()).run(question, "errand:2")
    question = await asked(play, i.RunWritingTests())
    with pytest.raises(Transient):
        await slow.run(question, "errand:3")
    assert SmokeOutcome.FAILED is (await outcomes(play))[2]


async def test_a_run_that_was_asked_for_anew_is_left(play: w.Play) -> None:
    """Before it begins, and in the middle."""
    first = await asked(play)
    tester = Lively(play=play, anew=HOME)
    await errand(play, tester).run(first, "errand:1")
    assert ([HOME], {}) == (tester.asked, await outcomes(play))
    await errand(play, tester).run(first, "errand:1")
    assert [HOME] == tester.asked


async def test_on_hold_nothing_more_is_sent(play: w.Play) -> None:
    """What was not sent waits for a press."""
    question = await asked(play, i.RunWritingTests())
    await play.do("ana", i.Hold(reason="the disk is full"))
    tester = PretendTester()
    await errand(play, tester).run(question, "errand:1")
    assert [HOME, LIST] == [name for name, _ in tester.asked]
    assert dict.fromkeys((2, 4, 5), SmokeOutcome.LOCKED).items() <= (await outcomes(play)).items()


async def test_a_test_that_takes_too_long_has_failed(play: w.Play) -> None:
    """Whatever runs it; of what writes it is said that it may have been done."""
    question = await asked(play, i.RunWritingTests())
    await errand(play, PretendTester(is_slow=True), seconds=0.01).run(question, "errand:1")
    assert {"no answer within 0.01 s", "no answer within 0.01 s; look whether it was done"} == {
        each.result.why for each in (await watch(play)).tests
    }
    assert {SmokeOutcome.FAILED} == set((await outcomes(play)).values())


async def test_a_row_that_breaks_says_nothing_of_the_release(play: w.Play) -> None:
    """It is left to people, the log has it, and the others are reported; what writes may have been done."""
    tester = PretendTester({LIST: KeyError("token"), CART: KeyError("token")})
    await errand(play, tester).run(await asked(play, i.RunWritingTests()), "errand:1")
    found = await outcomes(play)
    assert (SmokeOutcome.NOT_RUN, SmokeOutcome.UNANSWERED, SmokeOutcome.PASSED) == (
        found[3],
        found[4],
        found[5],
    )
    counted = play.metrics.registry.get_sample_value("tminus_unexpected_errors_total", {"where": "errands"})
    assert 2 == counted


async def test_where_nothing_can_be_run_all_is_peoples(play: w.Play) -> None:
    """Also what would run on a press; nothing is taken for passed."""
    await errand(play, NoSmokeTests()).run(await asked(play), "errand:1")
    assert dict.fromkeys(range(1, 6), SmokeOutcome.NOT_RUN) == await outcomes(play)


async def test_where_nothing_may_be_called_nothing_is_offered(play: w.Play) -> None:
    """With why; where one row may be, what writes is offered."""
    left = SmokeResult(outcome=SmokeOutcome.NOT_RUN, why="allow shop.example.com")
    await errand(play, PretendTester({HOME: left, LIST: left})).run(await asked(play), "errand:1")
    assert dict.fromkeys(range(1, 6), left) == {
        each.number: each.result for each in (await watch(play)).tests
    }
    await errand(play, PretendTester({HOME: left})).run(await asked(play), "errand:2")
    assert {1: SmokeOutcome.NOT_RUN, 3: SmokeOutcome.PASSED} == await outcomes(play)


async def test_what_came_of_a_row_is_kept_though_the_database_is_busy(play: w.Play) -> None:
    """It is tried again, and not for ever."""
    question = await asked(play)
    queries = Queries(play.database, play.clock)
    await SmokeErrand(BusyService(play, TRIES - 1), queries, PretendTester()).run(question, "errand:1")
    assert {1: SmokeOutcome.PASSED, 3: SmokeOutcome.PASSED} == await outcomes(play)
    later(play)
    question = await asked(play)
    with pytest.raises(Transient):
        await SmokeErrand(BusyService(play, TRIES), queries, PretendTester()).run(question, "errand:2")


async def test_a_deployment_that_is_gone_hears_nothing(play: w.Play) -> None:
    """Its errand ends."""
    tester = PretendTester()
    await errand(play, tester).run(TrySmokeTests(deployment="NOBODY-1", asked=1), "errand:1")
    assert [] == tester.asked


def test_what_cannot_be_reported_is_in_the_log(play: w.Play) -> None:
    """The step's owner says how it goes."""
    with capture_logs() as logs:
        question = TrySmokeTests(deployment=w.ID, asked=1)
        errand(play, PretendTester()).failed(question, "the database is busy")
    assert [("smoke tests: not reported", w.ID, "the database is busy")] == [
        (log["event"], log["deployment"], log["why"]) for log in logs
    ]
