"""The control API's other half: what changes in the workspace itself, of which the bot hears by events."""

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.channels import Channels
from sandbox.desk import Desk
from sandbox.errors import ImpossibleError
from sandbox.model import Json, User
from sandbox.staff import Staff
from sandbox.state import outcome_json


class InChannel(BaseModel):
    """Something is done to a channel; `who`: the person it is done to, "" for the bot."""

    user: str
    channel: str
    who: str = ""


class Profile(BaseModel):
    """Somebody's new real name, handle, or both."""

    user: str
    name: str = ""
    handle: str = ""


class Account(BaseModel):
    """Whose account is closed or opened."""

    user: str


class Newcomer(BaseModel):
    """Somebody new, who is in these channels from the first day."""

    handle: str
    name: str
    zone: str = "Europe/Berlin"
    channels: list[str] = []
    is_guest: bool = False


class Membership(BaseModel):
    """The people of a user group; `tell`: whether the bot hears of the change."""

    group: str
    users: list[str]
    tell: bool = True


def channels_router(channels: Channels) -> APIRouter:
    """What is done to channels: 409, with words, where it cannot be done."""
    router = APIRouter(prefix="/sandbox")
    world = channels.world

    @router.post("/invite")
    async def invite(asked: InChannel) -> Json:
        return outcome_json(world, asked.user, await channels.invite(asked.user, asked.channel, asked.who))

    @router.post("/remove")
    async def remove(asked: InChannel) -> Json:
        return outcome_json(world, asked.user, await channels.remove(asked.user, asked.channel, asked.who))

    @router.post("/archive")
    async def archive(asked: InChannel) -> Json:
        return outcome_json(world, asked.user, await channels.archive(asked.user, asked.channel))

    @router.post("/unarchive")
    async def unarchive(asked: InChannel) -> Json:
        return outcome_json(world, asked.user, await channels.unarchive(asked.user, asked.channel))

    return router


def staff_router(staff: Staff) -> APIRouter:
    """What changes with people and groups. `error` is Slack's word for an event that the bot did not take."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/profile")
    async def profile(asked: Profile) -> Json:
        return {"error": await staff.change(asked.user, name=asked.name, handle=asked.handle)}

    @router.post("/deactivate")
    async def deactivate(asked: Account) -> Json:
        return {"error": await staff.deactivate(asked.user)}

    @router.post("/reactivate")
    async def reactivate(asked: Account) -> Json:
        return {"error": await staff.reactivate(asked.user)}

    @router.post("/join")
    async def join(asked: Newcomer) -> Json:
        if any(user.handle == asked.handle for user in staff.world.users.values()):
            raise ImpossibleError(f"There is a @{asked.handle} already.")
        person = User(
            id=f"U0{asked.handle.upper()}",
            handle=asked.handle,
            name=asked.name,
            email=f"{asked.handle}@{staff.world.team.domain}.example",
            zone=asked.zone,
            is_guest=asked.is_guest,
        )
        return {"user": person.id, "error": await staff.join(person, asked.channels)}

    @router.post("/group")
    async def group(asked: Membership) -> Json:
        return {"error": await staff.regroup(asked.group, asked.users, tell=asked.tell)}

    return router


def bot_router(desk: Desk) -> APIRouter:
    """What reaches the bot from no deed of anybody's: any event, and the last request once more."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/repeat")
    async def repeat() -> Json:
        ack = await desk.repeat()
        return {"error": ack.error, "status": ack.status, "text": ack.text}

    @router.post("/event")
    async def event(asked: Json) -> Json:
        return {"error": (await desk.send_event(asked)).error}

    return router
