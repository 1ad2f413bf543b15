import httpx
import pytest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.metrics import Metrics
from bot.storage.unit_of_work import Database
from tests.bot.web_shop import standing_clock
from tminus.app import create_app
from tminus.exposition import Exposition


async def slack(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("heard")


def client(database: Database, *, hears_slack: bool = True) -> httpx.AsyncClient:
    metrics = Metrics()
    routes = [Route("/slack/events", slack, methods=["POST"])] if hears_slack else []
    app = create_app(database, routes, metrics, Exposition(database, metrics, standing_clock()))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test")


async def test_it_is_alive_and_ready(database: Database) -> None:
    """With a database whose schema is current both questions are answered with 200."""
    async with client(database) as http:
        alive, ready = await http.get("/healthz"), await http.get("/readyz")

    assert (200, 200) == (alive.status_code, ready.status_code)
    assert {"status": "ready"} == ready.json()


async def test_a_stale_schema_is_not_ready(database: Database) -> None:
    """A database at another revision is not ready, and the answer says what to do."""
    await database.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'older'")))
    async with client(database) as http:
        ready = await http.get("/readyz")

    assert 503 == ready.status_code
    assert "tminus migrate" in ready.json()["status"]


async def test_a_database_that_is_away_is_not_ready() -> None:
    """While the database does not answer the process is alive and not ready."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    async with client(away) as http:
        alive, ready = await http.get("/healthz"), await http.get("/readyz")
    await away.close()

    assert (200, 503) == (alive.status_code, ready.status_code)


@pytest.mark.parametrize(("method", "expected"), [("POST", 200), ("GET", 405)])
async def test_slack_has_one_address(database: Database, method: str, expected: int) -> None:
    """What Slack sends comes by POST, and only so."""
    async with client(database) as http:
        answer = await http.request(method, "/slack/events")

    assert expected == answer.status_code


async def test_nothing_else_is_there(database: Database) -> None:
    """No pretend Slack, no generated pages: what is not in the contract answers 404."""
    async with client(database) as http:
        found = [
            (await http.get(path)).status_code for path in ("/", "/docs", "/sandbox/state", "/openapi.json")
        ]

    assert [404] * 4 == found


async def test_in_socket_mode_slack_has_no_address(database: Database) -> None:
    """Where Slack is heard over a connection, its address answers 404, and the others answer as ever."""
    async with client(database, hears_slack=False) as http:
        found = [(await http.post("/slack/events")).status_code, (await http.get("/healthz")).status_code]
    assert found == [404, 200]


async def test_being_asked_whether_it_is_ready_says_nothing_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """It is asked every few seconds: no library writes a line each time."""
    with caplog.at_level("INFO"):
        async with client(database) as http:
            await http.get("/readyz")

    assert [] == [record for record in caplog.records if record.name.startswith(("alembic", "tminus"))]


async def test_what_nobody_expected_is_not_ready_under_an_id(database: Database) -> None:
    """A schema that somebody tore is told by an id, which the log has."""
    torn = "ALTER TABLE alembic_version RENAME COLUMN version_num TO torn"
    await database.write(lambda c: c.execute(text(torn)))
    with capture_logs() as logs:
        async with client(database) as http:
            ready = await http.get("/readyz")

    assert 503 == ready.status_code
    assert [f"unexpected error {line['error_id']}" for line in logs] == [ready.json()["status"]]


async def test_prometheus_is_answered(database: Database) -> None:
    """The measures are there in Prometheus's own text format."""
    async with client(database) as http:
        answer = await http.get("/metrics")

    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "tminus_database_up 1.0" in answer.text
