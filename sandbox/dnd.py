"""Do Not Disturb: hours in which a person wants to hear nothing, by their own clock."""

from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from sandbox.errors import ImpossibleError
from sandbox.model import Json, QuietHours
from sandbox.reader import Reader
from sandbox.workspace import World


class Dnd(BaseModel):
    """Quiet hours: from now until a time of somebody's day, or between instants; none without an end."""

    user: str
    until: time | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


def dnd_router(world: World) -> APIRouter:
    """What people set for themselves; 409, with words, where it cannot be."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/dnd")
    async def dnd(asked: Dnd) -> Json:
        person = world.user(asked.user)
        start = asked.start.astimezone(UTC) if asked.start else world.now()
        end = asked.end.astimezone(UTC) if asked.end else None
        if asked.until is not None:
            end = _next(asked.until, start.astimezone(Reader(world, person.id).zone))
        if end and end <= start:
            raise ImpossibleError("Quiet hours end after they begin.")
        world.quiet.pop(person.id, None)
        if end:
            world.quiet[person.id] = QuietHours(start=start, end=end)
        world.changed()
        return {"ok": True}

    return router


def _next(until: time, local: datetime) -> datetime:
    """The next instant at which somebody's clock shows this."""
    day = local.date() + timedelta(days=local.time() >= until)
    return datetime.combine(day, until, local.tzinfo).astimezone(UTC)
