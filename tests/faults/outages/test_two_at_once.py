"""Two processes on one database: each with engines, threads and clients of its own, as two machines have."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest

from bot.deciding import Outcome, Start
from bot.domain import intents as i
from bot.domain.state import Lifecycle
from bot.storage import chain, lanes
from tests.bot import web_shop as w
from tests.bot.posting import Posting
from tests.faults.outages.held import delivering
from tests.pretend_slack import Slack
from tests.tminus.test_house import settings_for
from tests.waiting import until
from tminus.house import House, Part, open_house


@pytest.fixture
async def houses(slack: Slack, database_url: str) -> AsyncIterator[Sequence[House]]:
    """Two that hear Slack, with a plan that is in review."""
    async with AsyncExitStack() as stack:
        settings = settings_for(slack, database_url)
        found = [await stack.enter_async_context(open_house(settings, Part.WEB)) for _ in range(2)]
        await found[0].service.note_directory([w.user(handle) for handle in w.NAMES])
        start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
        await found[0].service.start(start, actor="U0TESS", key="start")
        await found[1].service.handle(i.Submit(), deployment=w.ID, actor="U0TESS", key="submit")
        yield found


async def both(houses: Sequence[House], intent: i.Intent, who: str, keys: Sequence[str]) -> list[Outcome]:
    """The same person presses the same button at the same moment, heard by both."""
    pressed = (
        house.service.handle(intent, deployment=w.ID, actor=f"U0{who.upper()}", key=key)
        for house, key in zip(houses, keys, strict=True)
    )
    return await asyncio.gather(*pressed)


async def test_of_two_presses_at_the_same_moment_one_counts(houses: Sequence[House]) -> None:
    """Each sign-off is accepted by one of the two processes, and the other says what happened."""
    for who in w.SIGNERS:
        outcomes = await both(houses, i.GiveSignOff(), who, (f"{who}-1", f"{who}-2"))
        assert [False, True] == sorted(outcome.refusal is None for outcome in outcomes), who
    known = await houses[0].queries.deployment(w.ID)

    assert known
    assert (Lifecycle.APPROVED, 8) == (known.state.state, len(known.state.signoffs))


async def test_a_press_that_both_hear_is_done_once(houses: Sequence[House]) -> None:
    """Slack sends the same press to either process: both answer the same, and there is one fact."""
    for who in w.SIGNERS:
        one, other = await both(houses, i.GiveSignOff(), who, (who, who))
        assert one.refusal is None
        assert one.events == other.events
    rows = await houses[0].database.read(lambda c: tuple(chain.read(c, w.ID)))
    kinds = [row.name for row in rows]

    assert 8 == kinds.count("SignedOff")


async def test_two_workers_share_a_lane_in_order(play: Posting) -> None:
    """Whoever has the lane, its messages arrive in the order in which they were written, each once."""
    async with delivering(play.outbox(), play.outbox()):
        await play.start()
        for number in range(12):
            await play.slack.fail("chat.postMessage", "drop_after" if number % 4 == 2 else "drop_before")
            await play.do("ana", i.AddNote(text=f"note {number:02}"))

        async def are_there() -> bool:
            await play.hurry()
            return await play.database.read(lanes.next_due) is None

        await until(are_there)
    _root, *notes = [str(message.blocks) for message in play.in_channel() if message.metadata]

    assert 12 == len(notes)
    assert all(f"note {number:02}" in text for number, text in enumerate(notes))
