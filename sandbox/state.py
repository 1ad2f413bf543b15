"""What one person sees of the workspace, as JSON for tests."""

from sandbox.desk import Outcome
from sandbox.model import Conversation, Json, Message
from sandbox.plain_text import message_lines
from sandbox.reader import Reader
from sandbox.web_api.shapes import conversation_json, message_json, user_json, view_json
from sandbox.workspace import World


def state_json(world: World, user: str) -> Json:
    """Everything: people, conversations with their messages, open modals (top one last), the Home tab."""
    world.user(user)
    home = world.homes.get(user)
    return {
        "team": {"id": world.team.id, "domain": world.team.domain, "name": world.team.name},
        "me": user,
        "now": world.now().isoformat(),
        "users": [user_json(world, one) for one in world.users.values()],
        "conversations": [_conversation(world, place, user) for place in world.visible_to(user)],
        "views": [view_json(world, view) for view in world.modals.get(user, [])],
        "home": view_json(world, home) if home else None,
    }


def _conversation(world: World, place: Conversation, user: str) -> Json:
    said = [seen_json(world, place, message, user) for message in place.seen_by(user)]
    return conversation_json(world, place) | {"messages": said}


def seen_json(world: World, place: Conversation, message: Message, user: str) -> Json:
    """A message as Slack's JSON, with `ephemeral` and `lines`: what this person reads."""
    lines = message_lines(message, Reader(world, user))
    shown = message_json(world, place, message)
    return shown | {"channel": place.id, "ephemeral": bool(message.only_for), "lines": lines}


def outcome_json(world: World, user: str, outcome: Outcome) -> Json:
    """What a person got back at once: `error` is "" when all went well."""
    places = {message.ts: place for place in world.visible_to(user) for message in place.messages}
    return {
        "ok": not outcome.error,
        "error": outcome.error,
        "errors": outcome.errors,
        "messages": [seen_json(world, places[one.ts], one, user) for one in outcome.messages],
        "view": view_json(world, outcome.view) if outcome.view else None,
    }
