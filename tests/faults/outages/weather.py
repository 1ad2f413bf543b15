"""What stories of outages do: act while something is away, and see what came of it once it is back."""

from typing import Any

import httpx
from sqlalchemy import select, update

from bot.clock import real_now
from bot.domain.effects import MessageKind
from bot.storage.tables import lane_table, message_table
from sandbox.model import Json, Message
from tests.scenario.night import CHANNEL, Night, said, user
from tests.waiting import until
from tminus.house import House

START = "start web-shop 4.12.0 2026-12-01 23:00"
ID = "WEB-DEPLOY-041"
FOREVER = 100_000
"""More calls than any story makes."""


async def types(night: Night, who: str, text: str) -> str:
    """Somebody types; what they read at once. What follows from it is not waited for."""
    asked = {"user": user(who), "channel": CHANNEL, "text": text}
    outcome = (await night.sandbox.post("/sandbox/command", json=asked)).json()
    assert "" == outcome["error"], outcome
    return said(outcome)


async def presses(night: Night, who: str, label: str) -> Json:
    """Somebody presses a button that they see; what they get back at once, an error of Slack's among it."""
    element = await night.finds(who, label)
    assert element is not None, label
    asked = element.pressed(user(who), stale=False)
    outcome: Json = (await night.sandbox.post("/sandbox/press", json=asked)).json()
    return outcome


async def fails(night: Night, method: str, kind: str, times: int = FOREVER, **more: object) -> None:
    """From now on, after the faults that were asked for before, calls of a method go wrong."""
    fault = {"method": method, "kind": kind, "times": times, **more}
    (await night.sandbox.post("/sandbox/faults", json=fault)).raise_for_status()


async def slack_is_back(night: Night) -> None:
    """All faults end."""
    (await night.sandbox.delete("/sandbox/faults")).raise_for_status()


async def hurry(house: House) -> None:
    """The pauses of all lanes are over, as if the time had passed."""
    now = real_now()
    put_off = lane_table.c.lease_until.is_(None) & (lane_table.c.due_at > now)
    await house.database.write(lambda c: c.execute(update(lane_table).where(put_off).values(due_at=now)))
    house.wake()


async def calm(night: Night) -> None:
    """Wait until everything is delivered; no pause is waited for."""

    async def is_calm() -> bool:
        busy = select(lane_table.c.key).where(lane_table.c.due_at.is_not(None))
        left = await night.house.database.read(lambda c: c.execute(busy).all())
        if left:
            await hurry(night.house)
        return not left

    await until(is_calm, 30)
    await night.quiet()


async def have_failed(night: Night, times: int = 1) -> None:
    """Wait until some lane has failed so often in a row."""
    failed = select(lane_table.c.key).where(lane_table.c.failures >= times)

    async def is_so() -> bool:
        if found := await night.house.database.read(lambda c: c.execute(failed).all()):
            return bool(found)
        await hurry(night.house)
        return False

    await until(is_so)


def posted(night: Night, channel: str = CHANNEL) -> list[Message]:
    """What the bot posted in a conversation, oldest first."""
    return [message for message in night.world.conversations[channel].messages if message.metadata]


async def each_once_and_in_order(night: Night) -> None:
    """No post stands twice in a conversation; the thread tells the record's events in their order."""
    everywhere = [message for place in night.world.conversations for message in posted(night, place)]
    marks = [_mark(message) for message in everywhere]
    assert sorted(set(marks)) == sorted(marks)
    entries = select(message_table.c.subject, message_table.c.ts, message_table.c.mark).where(
        message_table.c.kind == MessageKind.LOG.value, message_table.c.deployment == ID
    )
    rows = await night.house.database.read(lambda c: c.execute(entries).all())
    told = {row.mark: [int(number) for number in row.subject.split(",")] for row in rows}
    numbers = [told[_mark(message)] for message in posted(night) if _mark(message) in told]
    assert len(told) == len(numbers)
    assert sorted(numbers) == numbers


def _mark(message: Message) -> str:
    metadata: Any = message.metadata
    return str(metadata["event_payload"]["mark"])


async def ready(bot: httpx.AsyncClient) -> tuple[int, str]:
    """What `/readyz` says."""
    answer = await bot.get("/readyz")
    return answer.status_code, answer.json()["status"]
