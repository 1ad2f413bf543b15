"""What a payload is about, for the log and the measures: nothing is decided by it, and it may be odd."""

from collections.abc import Callable
from enum import StrEnum

from commands.blocks.actions import ActionId, ButtonValue, parse_entry
from commands.blocks.metadata import FormMetadata
from commands.keys import action_key, command_key, event_key, view_key
from commands.payloads import Payload

LONGEST = 200
"""Characters of a name in a line of the log."""


class Kind(StrEnum):
    """Kinds of requests of Slack's. `UNREAD`: it was turned away before anything of it was read."""

    COMMAND = "command"
    PRESS = "press"
    FORM = "form"
    EVENT = "event"
    OTHER = "other"
    UNREAD = "unread"


KINDS = {
    "block_actions": Kind.PRESS,
    "view_submission": Kind.FORM,
    "event_callback": Kind.EVENT,
}


def kind_of(body: Payload) -> Kind:
    """The kind of a request."""
    kind = body.get("type")
    return Kind.COMMAND if "command" in body else KINDS.get(kind if isinstance(kind, str) else "", Kind.OTHER)


def about(body: Payload) -> dict[str, str]:
    """The key under which it is done once, who asks, and the deployment where the payload names it.

    What cannot be read is left out.
    """
    readers: dict[str, Callable[[Payload], str]] = {"key": _key, "user": _user, "deployment": _deployment}
    return {name: found for name, reader in readers.items() if (found := _read(reader, body))}


def _read(reader: Callable[[Payload], str], body: Payload) -> str:
    try:
        return reader(body)[:LONGEST]
    except (LookupError, TypeError, ValueError, AttributeError):
        return ""


def _key(body: Payload) -> str:
    match kind_of(body):
        case Kind.COMMAND:
            return command_key(body)
        case Kind.PRESS:
            return action_key(body, body["actions"][0])
        case Kind.FORM:
            return view_key(body)
        case Kind.EVENT:
            return event_key(body)
        case _:
            return ""


def _user(body: Payload) -> str:
    if kind_of(body) is Kind.COMMAND:
        return str(body["user_id"])
    user = body["event"]["user"] if "event" in body else body["user"]["id"]
    # Events of the directory tell all about a person.
    return user if isinstance(user, str) else str(user["id"])


def _deployment(body: Payload) -> str:
    if kind_of(body) is Kind.FORM:
        return _remembered(body["view"]["private_metadata"])
    element = body["actions"][0]
    value = (element.get("selected_option") or element)["value"]
    if element["action_id"] == ActionId.MENU:
        return parse_entry(value)[1].deployment
    return ButtonValue.parse(value).deployment


def _remembered(metadata: str) -> str:
    """The deployment of a form: one that asks why remembers its button, the others more."""
    if metadata.startswith("{"):
        return FormMetadata.parse(metadata).deployment
    return parse_entry(metadata)[1].deployment
