import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import Lost, Permanent, Transient
from integrations.prometheus.gate import MOST_AT_ONCE, Gate

Answer = Callable[[], Awaitable[None]]
NO_WAY = "Prometheus cannot be reached"
SILENT = "Prometheus did not answer"


class Asked:
    """Whoever asks through a gate: it counts who asks, and what is said."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.count = 0
        self.at_once = 0
        self.most_at_once = 0

    async def ask(self, answer: Answer) -> str:
        """What is said of it, "" where it was answered."""
        try:
            async with self.gate.turn():
                self.count += 1
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    await answer()
                finally:
                    self.at_once -= 1
        except (Transient, Permanent) as error:
            return str(error)
        return ""

    async def in_vain(self, times: int = 1) -> list[str]:
        """The same, side by side, while nobody answers."""
        return await asyncio.gather(*(self.ask(silence) for _ in range(times)))


async def at_once() -> None:
    """An answer."""


async def silence() -> None:
    """None, in the time there is."""
    await asyncio.sleep(0)
    raise TimeoutError


async def no_way() -> None:
    """It is not there."""
    raise httpx.ConnectError("refused")


async def bad_query() -> None:
    """An answer, though no good one."""
    raise Permanent("a bad query")


async def test_so_many_ask_at_once_and_all_have_their_turn() -> None:
    """Prometheus reckons no more at once than it can."""
    asked = Asked(Gate())
    said = await asyncio.gather(*(asked.ask(lambda: asyncio.sleep(0)) for _ in range(4 * MOST_AT_ONCE)))
    assert (MOST_AT_ONCE, 4 * MOST_AT_ONCE, {""}) == (asked.most_at_once, asked.count, set(said))


@pytest.mark.parametrize(
    ("answer", "words", "kind"),
    [
        (no_way, NO_WAY, Transient),
        (silence, SILENT, Lost),
    ],
)
async def test_what_goes_wrong_on_the_way_is_one_of_ours(
    answer: Answer, words: str, kind: type[Transient]
) -> None:
    """Where nothing arrived nothing was lost."""
    with pytest.raises(Transient, match=words) as raised:
        async with Gate().turn():
            await answer()
    assert kind is type(raised.value)


async def test_who_stays_silent_is_left_alone() -> None:
    """One more tries for all; then whoever waits or comes later is told at once, in its words."""
    asked = Asked(Gate())
    said = await asked.in_vain(3 * MOST_AT_ONCE)
    tried = asked.count
    assert ({SILENT}, True) == (set(said), MOST_AT_ONCE < tried < 2 * MOST_AT_ONCE)
    assert [SILENT] * 3 == await asked.in_vain(3)
    assert tried == asked.count


@pytest.mark.parametrize("answer", [at_once, bad_query])
async def test_a_query_that_is_too_dear_is_no_silence(answer: Answer) -> None:
    """Somebody was answered meanwhile, however badly: nobody is kept waiting for it."""
    asked = Asked(Gate())
    for _ in range(2):
        is_over = asyncio.Event()

        async def dear(is_over: asyncio.Event = is_over) -> None:
            await is_over.wait()
            raise TimeoutError

        dears = [asyncio.create_task(asked.ask(dear)) for _ in range(2)]
        await asyncio.sleep(0.001)
        await asyncio.wait_for(asked.ask(answer), 1)
        is_over.set()
        assert [SILENT] * 2 == await asyncio.gather(*dears)
    assert (0, 6) == (asked.at_once, asked.count)
    assert not await asked.ask(at_once)


async def test_the_log_tells_once_that_nobody_is_answered() -> None:
    """However many ask, and for however long."""
    asked = Asked(Gate(silent_for=0.001))
    with capture_logs() as logs:
        for _ in range(3):
            await asked.in_vain(MOST_AT_ONCE)
            await asyncio.sleep(0.002)
    told = [(log["event"], log["why"], log["log_level"]) for log in logs]
    assert [("metrics: asking Prometheus fails, and is tried again", SILENT, "warning")] == told


async def test_one_alone_that_is_not_answered_keeps_nobody_from_asking() -> None:
    """The next one is asked at once, and as it is answered so are all."""
    asked = Asked(Gate())
    await asked.in_vain()
    assert ["", "", ""] == [await asked.ask(at_once) for _ in range(3)]


async def test_who_gives_up_says_nothing_of_prometheus() -> None:
    """Their time was over, which it may have been as their turn came."""
    asked = Asked(Gate())
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked.ask(lambda: asyncio.sleep(60)), 0.001)
    assert not await asked.ask(at_once)


async def test_one_tries_for_all_after_a_while() -> None:
    """As long as nobody answers the others hear what it hears; nobody else asks."""
    asked = Asked(Gate(silent_for=0.05))
    await asked.in_vain(3)
    before = asked.count
    await asyncio.sleep(0.06)
    assert {SILENT} == set(await asked.in_vain(3 * MOST_AT_ONCE))
    assert before + 1 == asked.count


async def test_once_it_answers_all_ask_again_side_by_side() -> None:
    """Those who waited for the one that tried do not go one by one."""
    asked = Asked(Gate(silent_for=0.001))
    await asked.in_vain(3)
    await asyncio.sleep(0.002)
    before, others = asked.count, asyncio.Event()

    async def soon() -> None:
        await asyncio.sleep(0)
        if asked.count == before + 1:
            return
        if asked.at_once == MOST_AT_ONCE - 1:
            others.set()
        await others.wait()

    async with asyncio.timeout(5):
        said = await asyncio.gather(*(asked.ask(soon) for _ in range(MOST_AT_ONCE)))
    assert {""} == set(said)


async def test_who_tries_may_give_up() -> None:
    """Then the next one tries."""
    asked = Asked(Gate())
    await asked.in_vain()
    first = asyncio.create_task(asked.ask(lambda: asyncio.sleep(60)))
    await asyncio.sleep(0)
    second = asyncio.create_task(asked.ask(at_once))
    await asyncio.sleep(0)
    first.cancel()
    assert not await second
