"""The `conversations.*` methods, and `users.conversations`."""

from collections.abc import Mapping, Sequence

from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, Message
from sandbox.web_api.call import Call, Method
from sandbox.web_api.pages import page
from sandbox.web_api.shapes import conversation_json, message_json

KINDS = frozenset({"public_channel", "private_channel", "im", "mpim"})


def open_conversation(call: Call) -> Json:
    """`conversations.open`: the direct messages with one user."""
    users = [user for user in call.arguments.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        # Group direct messages are not part of this pretend workspace.
        raise SlackError("too_many_users")
    if call.world.user(users[0]).is_deactivated:
        raise SlackError("user_disabled")
    place = call.world.direct(users[0])
    shown = conversation_json(call.world, place)
    return {"channel": shown if call.arguments.flag("return_im") else {"id": place.id}}


def info(call: Call) -> Json:
    """`conversations.info`."""
    return {"channel": conversation_json(call.world, _place(call))}


def _place(call: Call) -> Conversation:
    return call.world.conversation(call.arguments.required("channel"))


def _readable(call: Call) -> Conversation:
    place = _place(call)
    if call.world.bot.user_id not in place.members:
        raise SlackError("not_in_channel")
    return place


def history(call: Call) -> Json:
    """`conversations.history`: newest first, replies only where they were sent to the channel, too."""
    place = _readable(call)
    said = [message for message in place.shared() if not message.is_reply or message.broadcast]
    return _read(call, place, said[::-1])


def replies(call: Call) -> Json:
    """`conversations.replies`: the root, then its replies, oldest first."""
    place = _readable(call)
    ts = call.arguments.required("ts")
    root = next((message for message in place.shared() if message.ts == ts), None)
    if not root:
        raise SlackError("thread_not_found")
    return _read(call, place, [root, *place.replies(ts)])


def _read(call: Call, place: Conversation, messages: Sequence[Message]) -> Json:
    """A page of messages within `oldest` and `latest`."""
    arguments = call.arguments
    oldest = _moment(call, "oldest", "0")
    latest = _moment(call, "latest", "9999999999")
    inclusive = arguments.flag("inclusive")
    within = [
        message
        for message in messages
        if oldest < float(message.ts) < latest
        or (inclusive and float(message.ts) in {oldest, latest})
        or (not arguments.has("oldest") and not arguments.has("latest"))
    ]
    shown, more = page(within, lambda message: message.ts, arguments)
    everything = arguments.flag("include_all_metadata")
    return {
        "messages": [message_json(call.world, place, item, all_metadata=everything) for item in shown],
        "has_more": bool(more["next_cursor"]),
        "pin_count": 0,
        "response_metadata": more,
    }


def _moment(call: Call, name: str, default: str) -> float:
    try:
        return float(call.arguments.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def list_conversations(call: Call) -> Json:
    """`conversations.list`: channels and, where asked for, direct messages."""
    return _list(call, list(call.world.conversations.values()))


def users_conversations(call: Call) -> Json:
    """`users.conversations`: those a user is in, the bot's own where none is named."""
    user = call.arguments.text("user") or call.world.bot.user_id
    call.world.user(user)
    return _list(call, call.world.visible_to(user))


def _list(call: Call, places: Sequence[Conversation]) -> Json:
    kinds = set((call.arguments.text("types") or "public_channel").split(","))
    if not kinds <= KINDS:
        raise SlackError("invalid_types")
    bot, without = call.world.bot.user_id, call.arguments.flag("exclude_archived")
    wanted = [
        place
        for place in places
        if _kind(place) in kinds
        and not (place.is_private and bot not in place.members)
        and not (without and place.is_archived)
    ]
    shown, more = page(wanted, lambda place: place.id, call.arguments)
    channels = [conversation_json(call.world, place) for place in shown]
    return {"channels": channels, "response_metadata": more}


def _kind(place: Conversation) -> str:
    if place.is_im:
        return "im"
    return "private_channel" if place.is_private else "public_channel"


def members(call: Call) -> Json:
    """`conversations.members`."""
    shown, more = page(_place(call).members, str, call.arguments)
    return {"members": shown, "response_metadata": more}


METHODS: Mapping[str, Method] = {
    "conversations.open": open_conversation,
    "conversations.info": info,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.list": list_conversations,
    "conversations.members": members,
    "users.conversations": users_conversations,
}
