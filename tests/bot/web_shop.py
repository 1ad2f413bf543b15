"""The web shop's document as `start` takes it, and the people it names, as the directory knows them."""

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.clock import Origin, PlanClock
from bot.deciding import Outcome, Start
from bot.document.fill import fill
from bot.domain import intents as i
from bot.domain.intents import Intent
from bot.metrics import Metrics
from bot.ports import DirectoryEntry
from bot.service import Service
from bot.storage.tables import deployment_table
from bot.storage.unit_of_work import Database

PLANS = Path(__file__).parents[2] / "plans"
CHANNEL = "C0WEBSHOP"
ID = "WEB-DEPLOY-041"
EVENING = datetime.fromisoformat("2026-12-01T19:00:00+00:00")
"""Tue 1 Dec 20:00 CET, three hours before the window."""

NAMES = {
    "ana": "Ana Castillo",
    "sam": "Sam Whitfield",
    "dev": "Devi Rao",
    "dba": "Dora Nagy",
    "lee": "Lee Park",
    "quinn": "Quinn Adler",
    "pia": "Pia Moreau",
    "sec": "Sefa Yilmaz",
    "omar": "Omar Haddad",
    "carla": "Carla Reyes",
    "paul": "Paul Novak",
    "drew": "Drew Lindqvist",
    "tess": "Tess Okafor",
    "ned": "Ned Holm",
}
SIGNERS = ("pia", "sec", "omar", "carla", "lee", "quinn", "drew")


def text(start: str = "2026-12-01 23:00", version: str = "4.12.0") -> str:
    """The filled-in document."""
    written = (PLANS / "web-shop.md").read_text("utf-8")
    return fill(written, version=version, start=datetime.fromisoformat(start))


def user(handle: str, **changed: bool | str) -> DirectoryEntry:
    """Somebody of the workspace."""
    entry = DirectoryEntry(
        id=f"U0{handle.upper()}",
        kind="user",
        handle=handle,
        name=NAMES.get(handle, handle),
        email=f"{handle}@octal.example",
        admin=handle == "tess",
    )
    return DirectoryEntry(**{**{name: getattr(entry, name) for name in entry.__slots__}, **changed})


def standing_clock(at: datetime = EVENING) -> PlanClock:
    """A plan's clock that stands still until somebody moves it."""
    return PlanClock(Origin(plan=at, real=at, speed=0))


def move(clock: PlanClock, to: str) -> None:
    """Set the clock to a time of the night in Berlin: "23:00", "00:40"."""
    hour, minute = map(int, to.split(":"))
    day = "01" if hour >= 12 else "02"
    at = datetime.fromisoformat(f"2026-12-{day}T{hour:02}:{minute:02}:00+01:00")
    clock.origin = Origin(plan=at, real=at, speed=0)


def stored_by_another_version(connection: Connection, **changed: str) -> None:
    """The web shop's deployment as a version stored it that kept less of the same events."""
    body, wanted = deployment_table.c.body, deployment_table.c.id == ID
    kept = json.loads(connection.execute(select(body).where(wanted)).scalar_one())
    kept = {key: value for key, value in kept.items() if key not in {"fold", "meant"}}
    connection.execute(update(deployment_table).where(wanted).values(body=json.dumps({**kept, **changed})))


class Play:
    """Plays intents of people, each under a key of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = standing_clock()
        self.woken = 0
        self.metrics = Metrics()
        self.service = Service(database, self.clock, wake=self.wake, metrics=self.metrics)
        self._keys = 0

    def wake(self) -> None:
        """Count the commits."""
        self.woken += 1

    def key(self) -> str:
        """A key that was not used before."""
        self._keys += 1
        return f"key-{self._keys}"

    async def people(self) -> None:
        """Fill the directory."""
        await self.service.note_directory([user(handle) for handle in NAMES])

    async def start(self, by: str = "tess", **changed: str) -> Outcome:
        """Start the web shop's plan."""
        start = Start(text=text(**changed), stem="web-shop", channel=CHANNEL)
        return await self.service.start(start, actor=f"U0{by.upper()}", key=self.key())

    async def begun(self) -> None:
        """Start it with everybody known, have it approved by all, and begin."""
        await self.people()
        await self.start()
        await self.do("ana", i.Submit(override="rehearsed"))
        for signer in SIGNERS:
            await self.do(signer, i.GiveSignOff())
        await self.do("ana", i.Begin(override="rehearsed"))

    async def do(self, by: str, intent: Intent, deployment: str = ID) -> Outcome:
        """Ask for something."""
        actor = f"U0{by.upper()}"
        return await self.service.handle(intent, deployment=deployment, actor=actor, key=self.key())
