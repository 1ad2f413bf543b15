"""What somebody has not read yet: new messages, and those that call them."""

import json
from dataclasses import dataclass

from sandbox.model import Conversation, Message
from sandbox.workspace import World


@dataclass(frozen=True, slots=True)
class Unread:
    """How many messages call the person, and whether there is anything new at all."""

    calls: int
    anything: bool


def mark_read(world: World, user: str, place: Conversation, thread_ts: str) -> None:
    """The person has the conversation before them and, where one is named, a thread."""
    world.read_up_to[(user, place.id)] = world.next_ts()
    if thread_ts:
        world.read_up_to[(user, thread_ts)] = world.next_ts()


def unread_in(world: World, user: str, place: Conversation) -> Unread:
    """What is new in one conversation; a reply that calls the person stays new until its thread is read."""
    new = [message for message in place.seen_by(user) if is_new(world, user, place, message)]
    called = [message for message in new if place.is_im or calls(world, user, message)]
    return Unread(len(called), any(not message.is_reply for message in new))


def is_new(world: World, user: str, place: Conversation, message: Message) -> bool:
    """Whether the person has not seen the message: a reply is seen in its thread."""
    key = message.thread_ts if message.is_reply else place.id
    return message.author != user and message.ts > world.read_up_to.get((user, key), "")


def calls(world: World, user: str, message: Message) -> bool:
    """Whether a message mentions the person, a group of theirs, or everybody."""
    said = message.text + json.dumps(message.blocks)
    groups = [group.id for group in world.groups.values() if user in group.users]
    signs = [
        f"<@{user}",
        f'"user_id": "{user}"',
        "<!here",
        "<!channel",
        *(f"<!subteam^{one}" for one in groups),
    ]
    return bool(message.only_for) or any(sign in said for sign in signs)


def calls_everywhere(world: World, user: str) -> int:
    """How many unread messages call the person, in all conversations."""
    return sum(unread_in(world, user, place).calls for place in world.visible_to(user))
