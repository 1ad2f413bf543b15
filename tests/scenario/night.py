"""An evening on which people deploy: they type and press in the pretend Slack, over signed HTTP.

The clock stands still and is moved by the story. After each deed the night waits until everything that
follows from it was delivered, so that a story reads in order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import Connection, not_, select

from bot.clock import real_now
from bot.storage import errands, timers
from bot.storage.tables import errand_table, lane_table
from bot.storage.unit_of_work import PATIENT
from sandbox.model import Json
from sandbox.plain_text import block_lines
from sandbox.reader import Reader
from sandbox.workspace import World
from tests.scenario.story import SAID, Story
from tests.waiting import Writes
from tminus.house import House

ZONE = ZoneInfo("Europe/Berlin")
CHANNEL = "C0WEBSHOP"
NOON_HOUR = 12


def instant(day: str, time: str, zone: ZoneInfo = ZONE) -> datetime:
    """An instant of the story: "2026-12-01", "23:00"; in Berlin unless the story is elsewhere."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Element:
    """Something that can be pressed in a message."""

    channel: str
    ts: str
    block_id: str
    action_id: str
    label: str
    value: Any = None
    confirm: bool = False

    def pressed(self, user: str, *, stale: bool) -> Json:
        """A user (an id) uses it, as the control API is asked; `stale`: on a screen that may be behind."""
        return {
            "user": user,
            "channel": self.channel,
            "ts": self.ts,
            "block_id": self.block_id,
            "action_id": self.action_id,
            "value": self.value,
            "confirm": self.confirm,
            "stale": stale,
        }


def _left(connection: Connection) -> list[tuple[Any, ...]]:
    """What a night waits for: errands, lanes with something due, the next timer."""
    lane, errand = lane_table.c, errand_table.c
    waits = select(errand.body, errand.due_at, errand.token, errand.failures)
    lanes = select(lane.key, lane.due_at, lane.failures, lane.blocked).where(lane.due_at.is_not(None))
    rows = [*connection.execute(waits), *connection.execute(lanes)]
    return [*map(tuple, rows), ("next timer", timers.next_due(connection))]


class Night:
    """The evening, in one zone and one channel.

    `bot` is the address at which it is called. `day` is that of the window's start; a time after midnight is
    the next day's. `away` is a way beside Slack whose service does not answer now ("status page"): the story
    goes on after so many `tries`. `hear` is told after each deed what the bot asked of Slack. `machines`:
    what reads metrics and runs smoke tests, as it was in the beginning, "" where nothing does.
    `means_errors`: how many unexpected errors the story brings about.
    """

    def __init__(
        self, house: House, world: World, sandbox: httpx.AsyncClient, bot: str, *, machines: str = ""
    ) -> None:
        self.house = house
        self.sandbox = sandbox
        self.bot = bot
        self.day = "2026-12-01"
        self.zone = ZONE
        self.channel = CHANNEL
        self.world = world
        self.story = Story(world)
        self.away: str = ""
        self.tries = 1
        self.means_errors = 0
        self.machines = machines
        self.hear: Callable[[Sequence[Json]], None] | None = None
        self._told = 0
        self._writes = Writes(house.database)

    async def quiet(self) -> None:
        """Wait until nothing is left to deliver or to fire now."""

        def look(connection: Connection) -> bool:
            # First: an errand that ends leaves an answer in a lane.
            if errands.next_due(connection):
                return False
            table = lane_table.c
            # A blocked lane waits for somebody; it was tried, or it would be due.
            is_busy = table.due_at.is_not(None) & ((table.blocked == "") | (table.due_at <= real_now()))
            if self.away:
                # Its lanes try again for as long as the story wants.
                is_busy &= not_(table.key.contains(self.away) & (table.failures >= self.tries))
            is_idle = connection.execute(select(table.key).where(is_busy)).first() is None
            timer = timers.next_due(connection)
            return is_idle and (timer is None or timer > self.house.clock.now())

        try:
            await self._writes.until(lambda: self.house.database.read(look, patience=PATIENT))
        except TimeoutError as late:
            late.add_note(f"left at {self.house.clock.now()}: {await self.house.database.read(_left)}")
            raise

    async def at(self, time: str) -> None:
        """The clock moves to a time of the night; what is due by then happens, each at its own minute."""
        day = datetime.fromisoformat(self.day).day + (1 if int(time[:2]) < NOON_HOUR else 0)
        await self.until(instant(f"{self.day[:8]}{day:02}", time, self.zone))

    async def until(self, to: datetime) -> None:
        """The clock moves to an instant; what is due by then happens, each at its own minute."""
        while (due := await self._next_due()) and self.house.clock.now() < due < to:
            await self._did("time", {"skip_to": due.isoformat()})
        await self._did("time", {"skip_to": to.isoformat()})

    async def _next_due(self) -> datetime | None:
        return await self.house.database.read(timers.next_due, patience=PATIENT)

    async def jumps(self, to: datetime) -> None:
        """The clock jumps as if nobody had been awake in between."""
        await self.house.jump_to(to)
        await self._did("time", {"minutes": 0})

    async def types(self, who: str, text: str, channel: str = "") -> Json:
        """Somebody types `/deploy …`; what they see as the answer."""
        self.story.deed(user(who), f"types /deploy {text}")
        where = channel or self.channel
        return await self._did("command", {"user": user(who), "channel": where, "text": text})

    async def says(self, who: str, text: str, thread: str) -> Json:
        """Somebody writes into a thread of the night's channel."""
        self.story.deed(user(who), f"writes {text}")
        said = {"user": user(who), "channel": self.channel, "text": text, "thread_ts": thread}
        return await self._did("message", said)

    async def presses(self, who: str, label: str, about: str = "") -> Json:
        """Somebody presses the newest button of this label that they see, in a message about something."""
        element = await self.finds(who, label, about)
        assert element is not None, f"{who} sees no button “{label}” about “{about}”"
        return await self.uses(who, element)

    async def uses(self, who: str, element: Element, *, stale: bool = False) -> Json:
        """Somebody uses an element that they saw, maybe on a screen that is behind."""
        self.story.deed(user(who), f"presses [{element.label}]")
        return await self._did("press", element.pressed(user(who), stale=stale))

    async def fills(self, who: str, outcome: Json, values: Json) -> Json:
        """Somebody fills the modal that was opened for them and sends it off."""
        view = outcome["view"]
        assert view is not None, f"no modal was opened for {who}: {outcome}"
        filled = "; ".join(str(value) for value in values.values())
        self.story.deed(user(who), f"fills in “{view['title']['text']}”: {filled}")
        return await self._did("view/submit", {"user": user(who), "view_id": view["id"], "values": values})

    async def drops(self, who: str, outcome: Json, action_id: str, name: str, content: str) -> Json:
        """Somebody drops a file into the modal that was opened for them; the value for `fills`."""
        query = {"user": user(who), "name": name}
        answer = await self.sandbox.post("/sandbox/file", params=query, content=content.encode())
        assert outcome["view"] is not None, f"no modal was opened for {who}: {outcome}"
        return {action_id: [answer.json()["id"]]}

    async def mentions(self, who: str, text: str, about: str = "", channel: str = "") -> Json:
        """Somebody writes `@tminus …`, in the thread of the newest message about something if told so."""
        self.story.deed(user(who), f"writes @tminus {text}")
        where: Json = {"channel": channel or self.channel}
        if about:
            message = await self.message(who, about)
            where = {"channel": message["channel"], "thread_ts": message.get("thread_ts", message["ts"])}
        return await self._did("message", {"user": user(who), "text": f"@tminus {text}", **where})

    async def opens_home(self, who: str) -> list[str]:
        """Somebody opens the bot's Home tab; the lines they read there."""
        self.story.deed(user(who), "opens the Home tab")
        outcome = await self._did("open_home", {"user": user(who)})
        view = outcome["view"]
        return block_lines(view["blocks"], Reader(self.world, user(who))) if view else []

    async def deletes(self, who: str, about: str) -> Json:
        """Somebody deletes the newest message about something."""
        self.story.deed(user(who), f"deletes the message about “{about}”")
        message = await self.message(who, about)
        where = {"channel": message["channel"], "ts": message["ts"]}
        return await self._did("delete", {"user": user(who), **where})

    async def changes(self, who: str, deed: str, **what: str) -> None:
        """Something changes with somebody's account, and the bot hears of it."""
        named = " ".join(what.values())
        self.story.deed(user(who), f"({deed} {named})".replace(" )", ")"))
        await self._did(deed, {"user": user(who), **what})

    async def chooses(self, who: str, outcome: Json, action: str, value: str) -> Json:
        """Somebody chooses something in the modal that was opened for them; the modal as it is then."""
        self.story.deed(user(who), f"chooses {value}")
        view = outcome["view"]["id"]
        what = {"user": user(who), "view_id": view, "action_id": action, "value": value}
        return await self._did("view/action", what)

    async def finds(self, who: str, label: str, about: str = "") -> Element | None:
        """The newest element of this label that somebody sees, in a message whose words contain `about`."""
        messages = [
            (message, element)
            for message in await self.messages(who)
            if about in "\n".join(message["lines"])
            for element in elements(message)
            if element.label == label
        ]
        return max(messages, key=lambda found: float(found[0]["ts"]))[1] if messages else None

    async def sees(self, who: str, about: str) -> str:
        """The newest message with these words that somebody sees, as they read it; "" when there is none."""
        found = await self._newest(who, about)
        return "\n".join(found["lines"]) if found else ""

    async def message(self, who: str, about: str) -> Json:
        """The newest message with these words that somebody sees; there must be one."""
        found = await self._newest(who, about)
        assert found is not None, f"{who} sees no message about “{about}”"
        return found

    async def _newest(self, who: str, about: str) -> Json | None:
        found = [m for m in await self.messages(who) if about in "\n".join(m["lines"])]
        return max(found, key=lambda m: float(m["ts"]), default=None)

    async def messages(self, who: str) -> list[Json]:
        """Every message that somebody sees."""
        state = (await self.sandbox.get("/sandbox/state", params={"user": user(who)})).json()
        return [message for place in state["conversations"] for message in place["messages"]]

    async def direct(self, who: str, about: str) -> list[Json]:
        """The messages with these words that the bot wrote to somebody directly, the newest last."""
        found = [m for m in await self.messages(who) if about in "\n".join(m["lines"])]
        return [message for message in found if message["channel"].startswith("D")]

    async def transcript(self) -> str:
        """Everything that was said, as it stands now."""
        return (await self.sandbox.get("/sandbox/transcript")).text

    async def calls(self, method: str = "", since: int = 0) -> list[Json]:
        """What the bot asked of Slack so far, without the first `since` calls."""
        query: dict[str, str | int] = {"method": method, "since": since}
        found: list[Json] = (await self.sandbox.get("/sandbox/calls", params=query)).json()
        return found

    async def skip_calls(self) -> None:
        """What the bot asked so far is nothing that the story tells."""
        self._told += len(await self.calls(since=self._told))

    async def _did(self, deed: str, what: Json) -> Json:
        response = await self.sandbox.post(f"/sandbox/{deed}", json=what)
        outcome: Json = response.json()
        assert response.is_success, f"{deed} {what}: {outcome}"
        await self.quiet()
        self.story.answer(outcome.get("messages", ()))
        new = await self.calls(since=self._told)
        if deed == "time" and any(call["method"] in SAID for call in new):
            self.story.clock()
        self.story.calls(new)
        self._told += len(new)
        if self.hear:
            self.hear(new)
        return outcome


def user(handle: str) -> str:
    """The id of somebody of the cast."""
    return f"U0{handle.upper()}"


def elements(message: Json) -> Iterator[Element]:
    """What can be pressed in a message: its buttons, and the entries of its menus."""
    for block in message.get("blocks", ()):
        for found in (*block.get("elements", ()), block.get("accessory") or {}):
            place = (message["channel"], message["ts"], block.get("block_id", ""), found.get("action_id", ""))
            if found.get("type") == "button":
                yield Element(*place, label=found["text"]["text"], confirm="confirm" in found)
            for option in found.get("options", ()):
                yield Element(
                    *place, label=option["text"]["text"], value=option["value"], confirm="confirm" in found
                )


def said(outcome: Json) -> str:
    """What somebody got back at once, as they read it."""
    return "\n".join(line for message in outcome["messages"] for line in message["lines"])
