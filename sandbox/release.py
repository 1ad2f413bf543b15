"""A pretend release beside the workspace: a little shop, what is measured of it, and how both do."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.routing import Mount, Route

from sandbox.model import Json
from sandbox.prometheus import Prometheus
from sandbox.series import Course, Measured
from sandbox.shop import Mood, Shop

SHOP, PROMETHEUS = "/shop", "/prometheus"
"""Where both are, below the sandbox."""
SLOW_SECONDS = 2.5
"""Longer than the shop's plan has its home page take."""


class ShopWanted(BaseModel):
    """How the shop is to do."""

    mood: Mood


class CourseWanted(BaseModel):
    """How what is measured is to go."""

    course: Course


class Release:
    """A shop that does well, and its metrics. `now` is the plan's clock, and `shown_at` what that shows at a
    real instant.
    """

    def __init__(self, now: Callable[[], datetime], shown_at: Callable[[datetime], datetime]) -> None:
        self.shop = Shop(delay=SLOW_SECONDS)
        self.measured = Measured(now)
        self._queries = Prometheus(self.measured.find, shown_at)

    @property
    def troubles(self) -> int:
        """How many of both do not do well."""
        return (self.shop.mood is not Mood.HEALTHY) + (self.measured.course is not Course.NORMAL)

    def mounts(self) -> tuple[Mount, ...]:
        """Both, as they are asked."""
        queries = (
            Route("/api/v1/query", self._queries.instant),
            Route("/api/v1/query_range", self._queries.between),
        )
        return Mount(SHOP, self.shop.app), Mount(PROMETHEUS, routes=queries)

    def router(self, changed: Callable[[], None]) -> APIRouter:
        """How both are to do, from now on."""
        router = APIRouter(prefix="/sandbox/release")

        @router.post("/shop")
        async def shop(asked: ShopWanted) -> Json:
            self.shop.mood = asked.mood
            changed()
            return {"ok": True}

        @router.post("/metrics")
        async def metrics(asked: CourseWanted) -> Json:
            self.measured.take(asked.course)
            changed()
            return {"ok": True}

        return router
