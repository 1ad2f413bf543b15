import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from threading import Event

import httpx
import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.datastructures import Headers
from structlog.testing import capture_logs

from bot.clock import real_now
from bot.domain.alerts import AlertSource
from bot.inbound import MAX_BYTES
from bot.intake import Intake
from bot.metrics import Metrics
from bot.ports import Report
from bot.storage import alerts
from bot.storage.unit_of_work import Database
from integrations.webhook import LARGE, Webhook
from tests.bot.alerting import report
from tests.waiting import until

SHORT = 0.05


class Door:
    """A webhook that takes whatever begins with `signed`, and what it read."""

    def __init__(self, database: Database, broken: str = "", seconds_to_answer: float = 5) -> None:
        self.database = database
        self.metrics = Metrics()
        self.read: list[bytes] = []
        self._broken = broken
        webhook = Webhook(
            "monitor",
            Intake(database, wake=lambda: None, metrics=self.metrics),
            self.metrics,
            is_signed=self._is_signed,
            read=self._read,
            source=AlertSource.GRAFANA,
            seconds_to_read=SHORT,
            seconds_to_answer=seconds_to_answer,
        )
        transport = httpx.ASGITransport(Starlette(routes=[webhook.route()]))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://bot.test")

    @staticmethod
    def _is_signed(body: bytes, headers: Headers) -> bool:
        return body.startswith(b"signed") or headers.get("pass") == "yes"

    def _read(self, body: bytes) -> Sequence[Report]:
        if self._broken:
            raise LookupError(self._broken)
        self.read.append(body)
        return [report()]

    async def post(self, content: bytes | AsyncIterator[bytes], **headers: str) -> tuple[int, str]:
        answer = await self.http.post("/webhooks/monitor", content=content, headers=headers)
        return answer.status_code, answer.text

    def answered(self, status: int) -> float:
        labels = {"webhook": "monitor", "status": str(status)}
        return self.metrics.registry.get_sample_value("tminus_webhook_seconds_count", labels) or 0


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


@pytest.mark.parametrize("size", [6, LARGE + 1, MAX_BYTES])
async def test_what_is_signed_is_committed_and_then_answered(door: Door, size: int) -> None:
    """However large it may be: when the sender hears 202 the row is there."""
    assert (202, "kept") == await door.post(b"signed".ljust(size))
    assert 1 == (await door.database.read(alerts.waiting))[0]
    assert [size] == [len(body) for body in door.read]
    assert 1 == door.answered(202)


async def test_what_is_not_signed_is_not_even_read(door: Door) -> None:
    """401, and the log says at which address."""
    with capture_logs() as lines:
        status, _ = await door.post(b"{")
    assert (401, [], 1) == (status, door.read, door.answered(401))
    assert ["monitor"] == [line["webhook"] for line in lines]


async def test_what_is_too_large_is_not_read_to_its_end(door: Door) -> None:
    """Whatever its head says: the size is counted; the answer says what to do, and a row of the day, too."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 100_000

    why = "a body over 1 MB is not read: have fewer alerts sent in one"
    assert (413, why) == await door.post(b"signed".ljust(MAX_BYTES + 1))
    assert 413 == (await door.post(endless()))[0]
    assert 2 == door.answered(413)
    count, last = await door.database.read(alerts.not_understood)
    assert (1, why) == (count, last and last.why)
    assert [] == door.read


async def test_what_is_too_large_is_answered_while_the_database_is_away(tmp_path: Path) -> None:
    """The row of the day is written the next time."""
    door = Door(Database(f"sqlite:///{tmp_path / 'gone.db'}"))
    assert 413 == (await door.post(b"signed".ljust(MAX_BYTES + 1)))[0]
    await door.database.close()


async def test_a_body_that_does_not_come_is_to_be_sent_again(door: Door) -> None:
    """503 and not 4xx, after which PagerDuty would drop it."""

    async def slow() -> AsyncIterator[bytes]:
        yield b"signed"
        await asyncio.sleep(10 * SHORT)

    assert (503, "the body did not come") == await door.post(slow())


async def test_what_is_not_kept_in_time_is_to_be_sent_again(database: Database) -> None:
    """However long the database is held: PagerDuty waits for five seconds; what comes again is known."""
    door, release = Door(database, seconds_to_answer=SHORT), Event()

    def hold(connection: Connection) -> None:
        alerts.keep(connection, [report()], real_now())
        release.wait()

    holding = asyncio.create_task(database.write(hold))
    await asyncio.sleep(SHORT)
    answer = await door.http.post("/webhooks/monitor", content=b"signed")
    assert (503, "it could not be kept in time", "5") == (
        answer.status_code,
        answer.text,
        answer.headers["retry-after"],
    )
    release.set()
    await holding

    async def is_taken() -> bool:
        return (await door.post(b"signed"))[0] == 202

    await until(is_taken)
    assert 1 == (await database.read(alerts.waiting))[0]


async def test_while_the_database_is_away_it_is_to_be_sent_again(tmp_path: Path) -> None:
    """503, and nothing was kept."""
    door = Door(Database(f"sqlite:///{tmp_path / 'gone.db'}"))
    assert (503, "the database is away: its file is not there") == await door.post(b"signed")
    await door.database.close()


async def test_what_nobody_expected_is_to_be_sent_again(database: Database) -> None:
    """500 under the id under which the log has it."""
    door = Door(database, broken="secret")
    with capture_logs() as lines:
        status, text = await door.post(b"signed")
    (line,) = lines
    assert (500, f"unexpected error {line['error_id']}") == (status, text)


async def test_it_is_heard_by_post_alone(door: Door) -> None:
    """405 for whoever looks in with a browser."""
    assert 405 == (await door.http.get("/webhooks/monitor")).status_code
