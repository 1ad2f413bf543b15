"""The control API under `/sandbox`: what the page and the tests do on people's behalf."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import AwareDatetime, BaseModel
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from sandbox import payloads
from sandbox.address import address_of
from sandbox.interactions import Interactions, Outcome
from sandbox.model import Json
from sandbox.state import outcome_json, state_json
from sandbox.transcript import transcript
from sandbox.web_api.endpoint import WebApi
from sandbox.web_api.faults import Fault, FaultKind
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


class Someone(BaseModel):
    """Whoever does it."""

    user: str


class Invitation(BaseModel):
    """The bot is taken into a channel."""

    user: str
    channel: str


class FaultWanted(BaseModel):
    """See `Fault`."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    code: str = "internal_error"


class Skip(BaseModel):
    """Where the plan's clock goes: an instant, or minutes from now."""

    skip_to: AwareDatetime | None = None
    minutes: int | None = None


class Profile(BaseModel):
    """Somebody's new real name."""

    user: str
    name: str


class Membership(BaseModel):
    """The people of a user group; `tell`: whether the bot hears of the change."""

    group: str
    users: list[str]
    tell: bool = True


def people_router(interactions: Interactions) -> APIRouter:
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
        outcome = await interactions.message(said.user, said.channel, said.text, said.thread_ts)
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

    @router.post("/open_home")
    async def open_home(asked: Someone) -> Json:
        return told(asked.user, await interactions.open_home(asked.user))

    @router.post("/invite")
    async def invite(asked: Invitation) -> Json:
        return told(asked.user, await interactions.invite_bot(asked.user, asked.channel))

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


def admin_router(world: World, interactions: Interactions) -> APIRouter:
    """What changes in the workspace itself; any event; the last request once more."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/profile")
    async def profile(asked: Profile) -> Json:
        world.users[asked.user] = replace(world.user(asked.user), name=asked.name)
        ack = await interactions.send_event(payloads.user_change(world, asked.user))
        return {"error": ack.error}

    @router.post("/group")
    async def group(asked: Membership) -> Json:
        members = tuple(world.user(user).id for user in asked.users)
        changed = replace(world.groups[asked.group], users=members)
        world.groups[asked.group] = changed
        if not asked.tell:
            return {"error": ""}
        ack = await interactions.send_event(payloads.subteam_updated(world, changed))
        return {"error": ack.error}

    @router.post("/repeat")
    async def repeat() -> Json:
        ack = await interactions.repeat()
        return {"error": ack.error, "status": ack.status, "text": ack.text}

    @router.post("/event")
    async def event(asked: Json) -> Json:
        ack = await interactions.send_event(asked)
        return {"error": ack.error}

    return router


def faults_router(api: WebApi) -> APIRouter:
    """What goes wrong with the Web API, and what was called."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/faults")
    async def add_fault(asked: FaultWanted) -> list[Json]:
        api.faults.waiting.append(Fault(**asked.model_dump()))
        return faults()

    @router.get("/faults")
    def faults() -> list[Json]:
        return [asdict(fault) for fault in api.faults.waiting]

    @router.delete("/faults")
    async def no_faults() -> list[Json]:
        api.faults.waiting.clear()
        return []

    @router.get("/calls")
    async def calls(method: str = "") -> list[Json]:
        return [asdict(call) for call in api.log.calls if method in {"", call.method}]

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
