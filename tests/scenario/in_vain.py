"""What people do in vain: an answer each, to them alone, and nothing changed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import cast

from sqlalchemy import Connection, func, select

from bot.storage.tables import deployment_table, event_table
from sandbox.model import Json
from tests.scenario.night import Element, Night, said, user


async def record(night: Night) -> tuple[int, tuple[str, ...], int]:
    """What must stay: how many events there are, the states they lead to, what was posted and edited."""

    def look(connection: Connection) -> tuple[int, tuple[str, ...]]:
        count = connection.execute(select(func.count()).select_from(event_table)).scalar_one()
        bodies = connection.execute(select(deployment_table.c.body).order_by(deployment_table.c.id))
        return count, tuple(bodies.scalars())

    count, states = await night.house.database.read(look)
    messages = [message for place in night.world.conversations.values() for message in place.messages]
    versions = sum(1 + len(message.earlier) for message in messages if not message.only_for)
    return count, states, versions


@asynccontextmanager
async def nothing_changes(night: Night) -> AsyncIterator[None]:
    """Whatever is done here leaves no event, no post and no edit."""
    before = await record(night)
    yield
    assert before == await record(night)


async def refused(night: Night, who: str, text: str) -> str:
    """Somebody types `/deploy …` in vain; what they alone read."""
    async with nothing_changes(night):
        outcome = await night.types(who, text)
    answer = said(outcome)
    assert (outcome["error"], True) == ("", bool(answer)), f"{who}, {text}: {outcome}"
    assert all(message["ephemeral"] for message in outcome["messages"])
    assert "That went wrong" not in answer, answer
    return answer


async def refused_press(night: Night, who: str, element: Element) -> str:
    """Somebody presses in vain, maybe on a screen that is behind; what they alone read."""
    before = len(await night.calls("chat.postEphemeral"))
    async with nothing_changes(night):
        # An edit gives blocks new names; an old screen has the old ones.
        outcome = await night.uses(who, replace(element, block_id=""), stale=True)
    assert "" == outcome["error"], outcome
    told = (await night.calls("chat.postEphemeral"))[before:]
    assert [user(who)] == [call["arguments"]["user"] for call in told]
    return str(told[0]["arguments"]["text"])


async def refused_form(night: Night, who: str, opened: Json, values: Json) -> str:
    """Somebody sends a form off in vain; what stands in it now. It stays open with all that was typed."""
    async with nothing_changes(night):
        outcome = await night.fills(who, opened, values)
    assert "errors" == outcome["error"], outcome
    return "\n".join(outcome["errors"].values())


async def repeated(night: Night) -> Json:
    """Slack delivers the last request once more; nothing is done again."""
    async with nothing_changes(night):
        answer: Json = (await night.sandbox.post("/sandbox/repeat")).json()
        await night.quiet()
    assert (200, "") == (answer["status"], answer["error"])
    return answer


async def found(night: Night, who: str, about: str, *labels: str) -> list[Element]:
    """What somebody sees under the newest message about something, as long as it is there."""
    seen = [await night.finds(who, label, about) for label in labels]
    there = [element for element in seen if element]
    assert len(labels) == len(there), f"{who} sees not all of {labels} about “{about}”"
    return there


async def in_vain(
    night: Night, who: str, on: Element, values: Json | None = None, *, late: bool = False
) -> str:
    """Somebody presses, and fills the form if one opens, in vain; what they alone read.

    `late`: on a screen that is behind.
    """
    before = len(await night.calls("chat.postEphemeral"))
    async with nothing_changes(night):
        # An edit gives blocks new names; an old screen has the old ones.
        outcome = await night.uses(who, replace(on, block_id="") if late else on, stale=late)
        if outcome["view"] is None:
            [told] = (await night.calls("chat.postEphemeral"))[before:]
            assert user(who) == told["arguments"]["user"]
            return str(told["arguments"]["text"])
        filled = await night.fills(who, outcome, values or {})
    assert "errors" == filled["error"], filled
    return "\n".join(filled["errors"].values())


async def at_once(night: Night, who: str, on: Element, values: Json | None = None) -> dict[str, int]:
    """Somebody presses twice at the same moment, or sends the form off; how many events of which name."""
    before = await _events(night)
    form = (await night.uses(who, on))["view"] if values else None

    async def does() -> Json:
        what = {"user": user(who), "view_id": form["id"], "values": values} if form else {}
        deed = ("view/submit", what) if form else ("press", on.pressed(user(who), stale=False))
        answer = await night.sandbox.post(f"/sandbox/{deed[0]}", json=deed[1])
        return cast("Json", answer.json())

    answers = await asyncio.gather(does(), does())
    assert {answer["error"] for answer in answers} <= {"", "errors"}, answers
    await night.quiet()
    return await _events(night) - before


async def _events(night: Night) -> Counter[str]:
    def look(connection: Connection) -> Counter[str]:
        names = select(event_table.c.name, func.count()).group_by(event_table.c.name)
        return Counter(dict(connection.execute(names).all()))

    return await night.house.database.read(look)
