"""The web application: Slack's one address, and whether the process is alive and ready."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import Connection
from starlette.routing import Route

from bot.errors import Transient
from bot.storage.unit_of_work import Database
from migrations.run import current, head

SERVICE_UNAVAILABLE = 503


def create_app(database: Database, slack: Route | None) -> FastAPI:
    """The routes of the contract. Slack's is a plain route: nothing lies between it and its handler.

    In Socket Mode there is none, and its address answers 404.
    """
    app = FastAPI(title="T-Minus", docs_url=None, redoc_url=None, openapi_url=None)
    if slack:
        app.router.routes.append(slack)
    newest = head()

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        problem = await _not_ready(database, newest)
        if problem:
            return JSONResponse({"status": problem}, status_code=SERVICE_UNAVAILABLE)
        return JSONResponse({"status": "ready"})

    return app


async def _not_ready(database: Database, newest: str) -> str:
    """Why requests should not come here; "" when they may."""

    def look(connection: Connection) -> str | None:
        return current(connection)

    try:
        found = await database.read(look)
    except Transient as error:
        return str(error)
    return "" if found == newest else "the database's schema is not current: run `tminus migrate`"
