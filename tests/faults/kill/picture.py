"""What is left in the end, in the database and in Slack, in a form in which two runs can be compared."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, Table, select

from bot.audit import audit
from bot.clock import real_now
from bot.storage.clock import load_origin
from bot.storage.tables import (
    alert_table,
    ask_table,
    deployment_table,
    errand_table,
    event_table,
    freeze_table,
    lane_table,
    lock_table,
    message_table,
    outbox_table,
    roster_table,
    timer_table,
)
from bot.storage.unit_of_work import Database
from sandbox.model import Conversation, Message
from sandbox.workspace import World
from tests.pretend_pagerduty import PretendPagerDuty

NAMED_BY_SLACK = re.compile(r', "block_id": "b[0-9]+"')
"""Slack names a block that has no name when it takes the message."""
NAMED_BY_UPLOAD = re.compile(r"F[0-9]{6}")
"""Slack names a file as it is begun: what was uploaded before a kill is uploaded anew."""
FOLDS = (deployment_table, lock_table, freeze_table, roster_table)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands: what it shows, and in whose thread; `mark` is the bot's own name for it."""

    words: str
    thread: str
    mark: str = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The end of a run. `told` is what single people were told, `left` what should not be left over.

    `paged` are PagerDuty's incidents of our own pages: how each stands, and which policies it rang. `written`
    is what smoke tests did in the shop.
    """

    events: tuple[tuple[object, ...], ...]
    rows: Mapping[str, tuple[tuple[object, ...], ...]]
    conversations: Mapping[str, tuple[Shown, ...]]
    told: Counter[tuple[str, str]]
    left: tuple[str, ...]
    paged: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


async def take(
    database: Database,
    world: World,
    pagerduty: PretendPagerDuty | None = None,
    *,
    written: Sequence[str] = (),
) -> Picture:
    """Look at everything."""
    _, problems = await audit(database)
    left = await database.read(left_over)
    return Picture(
        events=await database.read(lambda c: _rows(c, event_table, "stream", "number", "name", "body")),
        rows=await database.read(_folds),
        conversations={place.id: _shown(world, place) for place in world.conversations.values()},
        told=Counter(
            (message.only_for, message.text)
            for place in world.conversations.values()
            for message in place.messages
            if message.only_for and message.author == world.bot.user_id
        ),
        left=(*problems, *left),
        paged=tuple(pagerduty.rung()) if pagerduty else (),
        written=tuple(written),
    )


def _rows(connection: Connection, table: Table, *names: str) -> tuple[tuple[object, ...], ...]:
    columns = [table.c[name] for name in names]
    rows = connection.execute(select(*columns).order_by(*columns))
    return tuple(tuple(map(_without_uploads, row)) for row in rows)


def _without_uploads(value: object) -> object:
    return NAMED_BY_UPLOAD.sub("F", value) if isinstance(value, str) else value


def _folds(connection: Connection) -> dict[str, tuple[tuple[object, ...], ...]]:
    found = {table.name: _rows(connection, table, "body", "event_count") for table in FOLDS}
    found["timer"] = _rows(connection, timer_table, "deployment", "name", "due_at")
    found["ask"] = _rows(connection, ask_table, "deployment", "question", "subject", "person", "since")
    found["message"] = _rows(
        connection, message_table, "deployment", "kind", "subject", "recipient", "deleted"
    )
    return found


def left_over(connection: Connection) -> tuple[str, ...]:
    """What waits to be delivered, asked or fired, in words."""
    lanes = select(lane_table.c.key).where(
        lane_table.c.due_at.is_not(None) | lane_table.c.lease_until.is_not(None)
    )
    parcels = select(outbox_table.c.lane, outbox_table.c.dead)
    errands = select(errand_table.c.body)
    origin = load_origin(connection)
    now = origin.at(real_now()) if origin else real_now()
    timers = select(timer_table.c.deployment, timer_table.c.name).where(timer_table.c.due_at <= now)
    alerts = select(alert_table.c.delivery).where(alert_table.c.taken.is_(False))
    kinds = (("alert", alerts), ("errand", errands), ("lane", lanes), ("parcel", parcels), ("timer", timers))
    return tuple(f"{kind} {tuple(row)}" for kind, query in kinds for row in connection.execute(query).all())


def _shown(world: World, place: Conversation) -> tuple[Shown, ...]:
    """What everybody in a conversation sees, in order; messages are named by their places."""
    names = {
        message.ts: f"{other.id}/{index}"
        for other in world.conversations.values()
        for index, message in enumerate(other.shared())
    }

    def words(message: Message) -> str:
        shown = [message.text, message.blocks, message.broadcast, len(message.files)]
        found = json.dumps(shown, ensure_ascii=False)
        found = NAMED_BY_UPLOAD.sub("F", NAMED_BY_SLACK.sub("", found))
        for ts, name in names.items():
            found = found.replace(ts, name).replace(ts.replace(".", ""), name)
        return found

    return tuple(
        Shown(words(one), names.get(one.thread_ts, ""), _mark(one))
        for one in place.shared()
        if one.author == world.bot.user_id
    )


def _mark(message: Message) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("mark", ""))


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What a disturbed run did otherwise, counted; `words` say what."""

    missing: int = 0
    repeated: int = 0
    disorderly: int = 0
    answers_repeated: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything that is promised was kept."""
        return not (self.missing or self.repeated or self.disorderly or self.words)


class Judge(Protocol):
    """Says what a disturbed run did otherwise than it may."""

    def __call__(self, expected: Picture, found: Picture, *, acknowledged: bool) -> Verdict:
        """By one that was not disturbed; `acknowledged`: its deed had its answer before it died."""


def compare(expected: Picture, found: Picture, *, acknowledged: bool) -> Verdict:
    """Judge a disturbed run by one that was not; `acknowledged`: its deed had its answer before it died."""
    verdict = Verdict(words=[f"left over: {what}" for what in found.left])
    if lost := [event for event in expected.events if event not in found.events]:
        verdict.missing = int(acknowledged)
        verdict.words.append(f"events are missing: {lost}")
    if found.events != expected.events:
        extra = [event for event in found.events if event not in expected.events]
        verdict.words.append(f"other events: {extra}")
    for name, rows in expected.rows.items():
        if rows != found.rows[name]:
            gone, new = set(rows) - set(found.rows[name]), set(found.rows[name]) - set(rows)
            verdict.words.append(f"{name}: {gone} became {new}")
    for place in expected.conversations.keys() | found.conversations.keys():
        _compare_place(
            verdict, place, expected.conversations.get(place, ()), found.conversations.get(place, ())
        )
    if expected.paged != found.paged:
        verdict.words.append(f"PagerDuty: {expected.paged} became {found.paged}")
    if expected.written != found.written:
        verdict.words.append(f"the shop: {expected.written} became {found.written}")
    if untold := _untold(expected, found, acknowledged=acknowledged):
        verdict.words.append(f"was not told: {untold}")
    verdict.answers_repeated = sum((found.told - expected.told).values())
    return verdict


def _untold(expected: Picture, found: Picture, *, acknowledged: bool) -> Counter[tuple[str, str]]:
    """Whoever got no answer and does it once more hears that it is done already, in place of the answer."""
    untold, instead = expected.told - found.told, found.told - expected.told
    heard = Counter(person for person, _ in instead.elements())
    return Counter(
        {
            (person, text): count
            for (person, text), count in untold.items()
            if acknowledged or heard[person] < count
        }
    )


def repeated_in(found: Sequence[Shown]) -> int:
    """How many posts of a conversation stand there once more."""
    marks = Counter(shown.mark for shown in found if shown.mark)
    return sum(count - 1 for count in marks.values())


def _compare_place(verdict: Verdict, place: str, expected: Sequence[Shown], found: Sequence[Shown]) -> None:
    repeated = repeated_in(found)
    verdict.repeated += repeated
    if repeated:
        verdict.words.append(f"{place}: {repeated} posts stand there twice")
    gone, new = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    if gone or new:
        verdict.words.append(f"{place}: {[shown.words for shown in gone]} became {[s.words for s in new]}")
    elif list(expected) != list(found):
        verdict.disorderly += 1
        verdict.words.append(f"{place}: out of order: {[shown.words for shown in found]}")
