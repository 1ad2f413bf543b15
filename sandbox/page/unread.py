"""What somebody has not read yet: new messages, and those that call them."""

import json
from dataclasses import dataclass

from sandbox.blocks import elements_in
from sandbox.model import Conversation, Message
from sandbox.workspace import World


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody's newest unread call, and where it is read; `thread_ts` is "" outside of threads."""

    user: str
    channel: str
    thread_ts: str


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
    return Unread(len(_calling(world, user, place)), any(not message.is_reply for message in new))


def _calling(world: World, user: str, place: Conversation) -> list[Message]:
    new = (message for message in place.seen_by(user) if is_new(world, user, place, message))
    return [message for message in new if place.is_im or calls(world, user, message)]


def is_new(world: World, user: str, place: Conversation, message: Message) -> bool:
    """Whether the person has not seen the message: a reply is seen in its thread."""
    key = message.thread_ts if message.is_reply else place.id
    return message.author != user and message.ts > world.read_up_to.get((user, key), "")


def calls(world: World, user: str, message: Message) -> bool:
    """Whether a message mentions the person, a group of theirs, or everybody; an edit calls nobody anew."""
    versions = [message.text + json.dumps(message.blocks), *map(json.dumps, message.earlier[:1])]
    groups = [group.id for group in world.groups.values() if user in group.users]
    signs = [
        f"<@{user}",
        f'"user_id": "{user}"',
        "<!here",
        "<!channel",
        *(f"<!subteam^{one}" for one in groups),
    ]
    return bool(message.only_for) or all(any(sign in said for sign in signs) for said in versions)


def calls_everywhere(world: World, user: str) -> int:
    """How many unread messages call the person, in all conversations."""
    return sum(unread_in(world, user, place).calls for place in world.visible_to(user))


def _wants_a_press(message: Message) -> bool:
    """Whether there is a button that stands out; what was answered meanwhile has none."""
    elements = (element for block in message.blocks for element in elements_in(block))
    return any(element.get("style") == "primary" for element in elements)


def newest_calls(world: World) -> list[Call]:
    """Who has not looked yet at what they are asked to press, the newest call first, one for each person.

    Of several people that one message mentions, those come first whom it names first.
    """
    newest: dict[str, tuple[Message, Conversation]] = {}
    for person in world.people():
        for place in world.visible_to(person.id):
            for message in filter(_wants_a_press, _calling(world, person.id, place)):
                if person.id not in newest or float(message.ts) > float(newest[person.id][0].ts):
                    newest[person.id] = (message, place)

    def turn(user: str) -> tuple[float, int]:
        message, _ = newest[user]
        return -float(message.ts), json.dumps(message.blocks).find(f"<@{user}>")

    return [
        Call(user, place.id, message.thread_ts if message.is_reply else "")
        for user in sorted(newest, key=turn)
        for message, place in [newest[user]]
    ]
