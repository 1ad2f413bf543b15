"""The control API under `/sandbox`: what the page and the tests do on people's behalf.

`admin.py` has what changes in the workspace itself, `trouble.py` what goes wrong.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import AwareDatetime, BaseModel
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from sandbox.address import address_of
from sandbox.desk import Outcome
from sandbox.interactions import Interactions
from sandbox.model import Json
from sandbox.state import outcome_json, state_json
from sandbox.talk import Talk
from sandbox.transcript import transcript
from sandbox.workspace import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockHooks:
    """The plan's clock, as the sandbox may use it: read it (aware UTC) and skip forward."""

    now: Callable[[], datetime]
    skip_to: Callable[[datetime], Awaitable[None]]


class Command(BaseModel):
    """A slash command; `text` is what follows `/deploy`. Commands do not work in threads."""

    user: str
    channel: str
    text: str = ""
    thread_ts: str = ""


class Said(BaseModel):
    """A person's own message."""

    user: str
    channel: str
    text: str
    thread_ts: str = ""


class Press(BaseModel):
    """An element of a message that is used; `value` where something is chosen.

    `stale`: on a screen that does not show the latest edit yet, so that also an old button is there.
    """

    user: str
    channel: str
    ts: str
    action_id: str
    block_id: str = ""
    value: Any = None
    confirm: bool = False
    stale: bool = False


class ViewAction(BaseModel):
    """An element of a view that is used; `values` are those of the view's inputs by now."""

    user: str
    view_id: str
    action_id: str
    block_id: str = ""
    value: Any = None
    values: Json = {}


class Submission(BaseModel):
    """A modal that is sent off. `values` maps action ids to plain values."""

    user: str
    view_id: str
    values: Json = {}


class Closing(BaseModel):
    """A modal that is closed."""

    user: str
    view_id: str


class Deletion(BaseModel):
    """A message that is deleted."""

    user: str
    channel: str
    ts: str


class Someone(BaseModel):
    """Whoever does it."""

    user: str


class Skip(BaseModel):
    """Where the plan's clock goes: an instant, or minutes from now."""

    skip_to: AwareDatetime | None = None
    minutes: int | None = None


def people_router(interactions: Interactions, talk: Talk) -> APIRouter:
    """What people do. A thing that cannot be done is answered 409, with words."""
    router = APIRouter(prefix="/sandbox")
    world = interactions.world

    def told(user: str, outcome: Outcome) -> Json:
        return outcome_json(world, user, outcome)

    @router.post("/command")
    async def command(asked: Command, request: Request) -> Json:
        if asked.thread_ts:
            return told(asked.user, Outcome(error="not_supported_in_threads"))
        address = address_of(request)
        return told(asked.user, await interactions.command(asked.user, asked.channel, asked.text, address))

    @router.post("/message")
    async def message(said: Said) -> Json:
        outcome = await talk.message(said.user, said.channel, said.text, said.thread_ts)
        return told(said.user, outcome)

    @router.post("/press")
    async def press(asked: Press, request: Request) -> Json:
        outcome = await interactions.press(
            asked.user,
            asked.channel,
            asked.ts,
            asked.action_id,
            address=address_of(request),
            block_id=asked.block_id,
            value=asked.value,
            confirmed=asked.confirm,
            stale=asked.stale,
        )
        return told(asked.user, outcome)

    @router.post("/delete")
    async def delete(asked: Deletion) -> Json:
        return told(asked.user, await talk.delete(asked.user, asked.channel, asked.ts))

    @router.post("/open_home")
    async def open_home(asked: Someone) -> Json:
        return told(asked.user, await talk.open_home(asked.user))

    return router


def reading_router(world: World) -> APIRouter:
    """What there is to read: what one person sees, and all that was said."""
    router = APIRouter(prefix="/sandbox")

    @router.get("/state")
    async def state(user: str) -> Json:
        return state_json(world, user)

    @router.get("/transcript")
    async def read_transcript() -> PlainTextResponse:
        return PlainTextResponse(transcript(world))

    return router


def views_router(interactions: Interactions) -> APIRouter:
    """What people do with modals and the Home tab; 409, with words, where it cannot be done."""
    router = APIRouter(prefix="/sandbox/view")
    world = interactions.world

    def told(user: str, outcome: Outcome) -> Json:
        return outcome_json(world, user, outcome)

    @router.post("/action")
    async def view_action(asked: ViewAction) -> Json:
        outcome = await interactions.view_action(
            asked.user,
            asked.view_id,
            asked.action_id,
            block_id=asked.block_id,
            value=asked.value,
            values=asked.values,
        )
        return told(asked.user, outcome)

    @router.post("/submit")
    async def submit(asked: Submission) -> Json:
        return told(asked.user, await interactions.submit_view(asked.user, asked.view_id, asked.values))

    @router.post("/close")
    async def close(asked: Closing) -> Json:
        return told(asked.user, await interactions.close_view(asked.user, asked.view_id))

    return router


def time_router(world: World, clock: ClockHooks | None) -> APIRouter:
    """The plan's clock: read it, skip forward; without hooks it cannot be skipped (409)."""
    router = APIRouter(prefix="/sandbox")

    @router.get("/time")
    async def read_time() -> Json:
        return {"now": world.now().isoformat(), "can_skip": clock is not None}

    @router.post("/time")
    async def skip(asked: Skip) -> Json:
        if clock is None:
            raise HTTPException(409, "This clock cannot be skipped.")
        if (asked.skip_to is None) == (asked.minutes is None):
            raise HTTPException(422, "Say either skip_to or minutes.")
        now = clock.now()
        wanted = (
            asked.skip_to.astimezone(UTC) if asked.skip_to else now + timedelta(minutes=asked.minutes or 0)
        )
        if wanted < now:
            raise HTTPException(409, "The clock only goes forward.")
        await clock.skip_to(wanted)
        world.changed()
        return await read_time()

    return router
