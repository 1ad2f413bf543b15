"""A little web shop that answers the smoke tests of its plan, and a release that does well or badly."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from secrets import token_hex

from fastapi import FastAPI, Header, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

TESTER = "smoke-test"
"""The account that may log in."""
BYPASS, BYPASSED = "X-Maintenance-Bypass", "green-stack-only"
"""The header, and its value, that leads past the maintenance page."""
GREETING = "Welcome to the web shop"
PAGE = "<html><title>Maintenance</title><h1>We are down for maintenance</h1><p>Back at 00:30.</p></html>"


class Mood(StrEnum):
    """How the shop does."""

    HEALTHY = "healthy"
    SLOW = "slow"
    ERRORING = "erroring"
    MAINTENANCE = "maintenance"


@dataclass
class Shop:
    """What it was asked (`GET /`), and what was written; `delay` is the seconds that a slow answer takes."""

    mood: Mood = Mood.HEALTHY
    delay: float = 0.3
    asked: list[str] = field(default_factory=list)
    carts: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    @property
    def app(self) -> FastAPI:
        """It, to be served."""
        app = FastAPI()
        app.middleware("http")(self._moody)
        app.get("/")(self._home)
        app.post("/auth/login")(self._login)
        app.get("/api/products")(self._products)
        app.post("/api/cart", status_code=201)(self._cart)
        app.post("/api/orders", status_code=201)(self._order)
        return app

    async def _moody(self, request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        self.asked.append(f"{request.method} {request.url.path}")
        is_past = request.headers.get(BYPASS) == BYPASSED
        if self.mood is Mood.MAINTENANCE and not is_past:
            return HTMLResponse(PAGE, 503, headers={"Retry-After": "600"})
        if self.mood is Mood.ERRORING:
            return JSONResponse({"error": "no connection to the database"}, 500)
        if self.mood is Mood.SLOW:
            await asyncio.sleep(self.delay)
        return await go_on(request)

    async def _home(self) -> Response:
        return HTMLResponse(f"<html><h1>{GREETING}</h1></html>")

    async def _login(self, told: dict[str, str]) -> dict[str, str]:
        if told.get("user") != TESTER:
            raise HTTPException(401)
        token = token_hex()
        self.tokens.add(token)
        return {"token": token}

    async def _products(self) -> dict[str, list[dict[str, str]]]:
        return {"products": [{"sku": "SMOKE-1", "name": "A test product"}]}

    async def _cart(self, told: dict[str, str | int], authorization: str = Header("")) -> dict[str, int]:
        self._may(authorization)
        self.carts.append(f"{told['sku']}")
        return {"items": len(self.carts)}

    async def _order(self, told: dict[str, str], authorization: str = Header("")) -> dict[str, int]:
        self._may(authorization)
        self.orders.append(told["kind"])
        return {"order": len(self.orders)}

    def _may(self, authorization: str) -> None:
        if authorization.removeprefix("Bearer ") not in self.tokens:
            raise HTTPException(401)
