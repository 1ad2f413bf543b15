"""The web application: what others call, whether the process is alive and ready, and what it measures."""

from collections.abc import Sequence

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Connection, text
from starlette.routing import Route

from bot.errors import Transient
from bot.metrics import Metrics, Where
from bot.storage.unit_of_work import Database
from migrations.run import current, head
from tminus.exposition import Exposition

SERVICE_UNAVAILABLE = 503


def create_app(
    database: Database, heard: Sequence[Route], metrics: Metrics, exposition: Exposition
) -> FastAPI:
    """The routes of the contract. Those `heard` by others are plain: nothing lies between them and their
    handlers.

    What is not set up is not among them (Slack's in Socket Mode, all in a worker): it answers 404.
    """
    app = FastAPI(title="T-Minus", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(heard)
    newest = head()

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        problem = await _not_ready(database, newest, metrics)
        if problem:
            return JSONResponse({"status": problem}, status_code=SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ready"})

    @app.get("/metrics")
    async def measured() -> Response:
        return Response(await exposition.page(), media_type=CONTENT_TYPE_LATEST)

    return app


async def _not_ready(database: Database, newest: str, metrics: Metrics) -> str:
    """Why requests should not come here; "" when they may.

    It writes: from a full disk everything can be read, and no press can be kept.
    """

    def look(connection: Connection) -> str | None:
        found = current(connection)
        if found == newest:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return found

    try:
        found = await database.write(look)
    except Transient as error:
        return str(error)
    except Exception:  # noqa: BLE001 - whoever asks whether it is well reads under which id the log says why not
        error_id = metrics.unexpected(Where.WEB)
        structlog.get_logger(__name__).exception("readyz: unexpected error", error_id=error_id)
        return f"unexpected error {error_id}"
    return "" if found == newest else "the database's schema is not current: run `tminus migrate`"
