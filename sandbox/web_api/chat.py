"""The `chat.*` methods: posting, editing, deleting, telling one person, permalinks."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks import check_message, is_too_long
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, Message
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.call import Call, Method
from sandbox.web_api.shapes import message_json

LONGEST_POST = 40_000
"""Longer texts are cut by `chat.postMessage`."""
LONGEST_EDIT = 4_000
"""Longer texts are refused elsewhere."""


def post_message(call: Call) -> Json:
    """`chat.postMessage`."""
    place = open_to_bot(call, call.arguments.required("channel"))
    arguments = call.arguments
    text, blocks = arguments.text("text"), _blocks(arguments)
    if not text and not blocks:
        raise SlackError("no_text")
    _check_pictures(call, blocks)
    message = call.world.say(
        place,
        call.world.bot.user_id,
        text[:LONGEST_POST],
        blocks=blocks,
        thread_ts=arguments.text("thread_ts"),
        metadata=_metadata(arguments),
        broadcast=arguments.flag("reply_broadcast"),
    )
    return _posted(call, place, message)


def open_to_bot(call: Call, channel: str) -> Conversation:
    """The conversation, if the bot may speak there.

    Errors: `channel_not_found`, `not_in_channel`, `is_archived`, also for somebody who was deactivated.
    """
    place = call.world.conversation(channel)
    if call.world.bot.user_id not in place.members:
        raise SlackError("not_in_channel")
    if place.is_archived or any(call.world.user(member).is_deactivated for member in _other(place)):
        raise SlackError("is_archived")
    return place


def _other(place: Conversation) -> list[str]:
    """The person on the other side of direct messages."""
    return place.members[:1] if place.is_im else []


def _posted(call: Call, place: Conversation, message: Message) -> Json:
    shown = message_json(call.world, place, message)
    return {"channel": place.id, "ts": message.ts, "message": shown}


def _blocks(arguments: Arguments) -> list[Json]:
    """The blocks, checked. Errors: `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`."""
    if not arguments.has("blocks"):
        return []
    blocks = arguments.structure("blocks")
    return checked_blocks(blocks)


def checked_blocks(blocks: Any) -> list[Json]:  # noqa: ANN401 - whatever was sent
    """The blocks, if Slack would take them. Errors: as for `_blocks`."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if problems := check_message(blocks):
        raise SlackError("invalid_blocks", tuple(problems))
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return blocks


def _check_pictures(call: Call, blocks: list[Json]) -> None:
    """Pictures that lie in Slack must be there, and be pictures. Errors: `invalid_blocks`."""
    for index, block in enumerate(blocks):
        if block["type"] == "image" and "slack_file" in block:
            file = call.world.files.get(block["slack_file"]["id"])
            if not file or not file.picture:
                at = f"/blocks/{index}/slack_file"
                raise SlackError("invalid_blocks", (f"[ERROR] invalid slack file [json-pointer:{at}]",))


def _metadata(arguments: Arguments) -> Json | None:
    """The metadata, None where there is none. Errors: `invalid_metadata_format`."""
    if not arguments.has("metadata"):
        return None
    metadata = arguments.structure("metadata")
    if metadata == {}:
        return None
    right = isinstance(metadata, dict) and metadata.keys() == {"event_type", "event_payload"}
    if not right or not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_format")
    return dict(metadata)


def update(call: Call) -> Json:
    """`chat.update`: text without blocks takes the blocks away, blocks without text keep the text."""
    world, arguments = call.world, call.arguments
    place = world.conversation(arguments.required("channel"))
    message = world.message(place, arguments.required("ts"))
    if message.author != world.bot.user_id:
        raise SlackError("cant_update_message")
    if place.is_archived:
        raise SlackError("is_inactive")
    if len(arguments.text("text")) > LONGEST_EDIT:
        raise SlackError("msg_too_long")
    blocks = _blocks(arguments)
    if not blocks and not arguments.text("text"):
        raise SlackError("no_text")
    _check_pictures(call, blocks)
    metadata = _metadata(arguments) if arguments.has("metadata") else message.metadata
    message.metadata = metadata
    message.edited = not blocks
    message.broadcast = message.broadcast or arguments.flag("reply_broadcast")
    world.edit(message, arguments.text("text") if arguments.has("text") else message.text, blocks)
    return _posted(call, place, message) | {"text": message.text}


def delete(call: Call) -> Json:
    """`chat.delete`: the bot's own messages."""
    world = call.world
    place = world.conversation(call.arguments.required("channel"))
    message = world.message(place, call.arguments.required("ts"))
    if message.author != world.bot.user_id:
        raise SlackError("cant_delete_message")
    world.delete(place, message)
    return {"channel": place.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`: what one person in the conversation sees, and nobody can edit."""
    world, arguments = call.world, call.arguments
    place = open_to_bot(call, call.arguments.required("channel"))
    user = arguments.required("user")
    if user not in place.members:
        raise SlackError("user_not_in_channel")
    text, blocks = arguments.text("text"), _blocks(arguments)
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > LONGEST_EDIT:
        raise SlackError("msg_too_long")
    thread_ts = arguments.text("thread_ts")
    message = world.say(place, world.bot.user_id, text, blocks=blocks, thread_ts=thread_ts, only_for=user)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`: an address that the sandbox's page understands."""
    place = call.world.conversation(call.arguments.required("channel"))
    message = call.world.message(place, call.arguments.required("message_ts"))
    name = message.ts.replace(".", "")
    return {"channel": place.id, "permalink": f"{call.address}archives/{place.id}/p{name}"}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
