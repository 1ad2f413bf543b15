"""The control API's other half: what changes in the workspace itself, of which the bot hears by events."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox import payloads
from sandbox.interactions import Interactions
from sandbox.model import Json
from sandbox.state import outcome_json
from sandbox.workspace import World


class Invitation(BaseModel):
    """The bot is taken into a channel."""

    user: str
    channel: str


class Profile(BaseModel):
    """Somebody's new real name."""

    user: str
    name: str


class Membership(BaseModel):
    """The people of a user group; `tell`: whether the bot hears of the change."""

    group: str
    users: list[str]
    tell: bool = True


def admin_router(world: World, interactions: Interactions) -> APIRouter:
    """What changes in the workspace itself; any event; the last request once more."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/invite")
    async def invite(asked: Invitation) -> Json:
        return outcome_json(world, asked.user, await interactions.invite_bot(asked.user, asked.channel))

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
