"""The machine's clock is set, an hour ahead or back, while things are under way; and the plan's clock."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from bot import outbox as o
from bot.clock import real_now
from bot.domain import intents as i
from tests.bot.posting import Posting, only_the_channel_waits
from tests.faults.outages.held import Held, delivering
from tests.faults.outages.weather import START, each_once_and_in_order, types
from tests.scenario.night import CHANNEL, Night, instant
from tests.waiting import until

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_post_in_flight_is_nobody_elses(play: Posting, hours: int) -> None:
    """Neither this worker nor another posts again what is just being posted, whatever the clock says now."""
    await play.start()
    held = Held(play.slack, arrives=False)
    async with delivering(o.Outbox(play.database, held, play.alarm)):
        await held.is_under_way.wait()
        with time_machine.travel(real_now() + hours * HOUR):
            async with delivering(play.outbox()):
                await play.do("tess", i.Submit())
                await until(lambda: only_the_channel_waits(play))
                assert [] == play.in_channel()
                held.go_on.set()
                await play.delivered()

    marks = [m.metadata["event_payload"]["mark"] for m in play.in_channel() if m.metadata]
    assert 2 == len(marks) == len(set(marks))


async def test_a_pause_ends_though_the_clock_was_set_back(play: Posting) -> None:
    """A lane that waits a second for Slack is not frozen for the hour that the clock went back."""
    await play.start()
    await play.slack.fail("chat.postMessage", "rate_limited", retry_after=1)
    deliverer = play.outbox()

    async def waits() -> bool:
        return deliverer._claims._waits.following() is not None

    async with delivering(deliverer):
        await until(waits)
        with time_machine.travel(real_now() - HOUR):
            await play.delivered()

    assert 1 == len(play.in_channel())


async def test_a_night_goes_on_while_the_clock_jumps(night: Night) -> None:
    """Presses are signed and taken, messages arrive once and in order, an hour ahead, then back."""
    await night.types("tess", START)
    for hours, typed in ((1, "submit"), (-1, "note back"), (0, "note as it was")):
        with time_machine.travel(real_now() + hours * HOUR):
            await types(night, "tess", typed)
            await night.quiet()

    assert "in review" in await night.sees("ned", "production: ")
    await each_once_and_in_order(night)


async def test_a_plans_clock_that_was_set_back_repeats_nothing(night: Night) -> None:
    """A window that was missed by a wrong clock is told once, in the thread and to lead and deputy."""
    await night.types("tess", START)
    await night.house.skip_to(instant("2026-12-02", "03:00"))
    await night.quiet()
    assert "missed" in await night.sees("ned", "production: ")
    for back, to in (("2026-12-01", "20:00"), ("2026-12-02", "03:00"), ("2026-12-01", "21:00")):
        await night.house.skip_to(instant(back, to))
        await night.quiet()
    await night.types("tess", "note the clock was wrong")
    told = await night.calls("chat.postMessage")

    said = [call["arguments"] for call in told if "missed" in str(call["arguments"]).casefold()]
    assert {CHANNEL: 1, "D0ANA": 1, "D0SAM": 1} == Counter(post["channel"] for post in said)
    await each_once_and_in_order(night)
