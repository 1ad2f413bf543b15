"""What has to be in Slack's payloads for the listeners to read them (docs.slack.dev: slash commands,
interaction payloads, events).

What is rightly signed is Slack's, but Slack changes its formats: a payload that lacks what a listener needs,
or has something else there, is turned away whole before anything reads it, and the log says where it is odd.
Everything that no listener reads may be as it likes.
"""

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from commands.directory_events import JOINED
from commands.home import HOME_EVENT
from commands.mentions import MENTION_EVENTS

LONGEST_PLACE = 200
"""Characters of where a payload is odd, as far as the log has it."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Slack's own ids have 11 characters, those of its elements 255 at most; a longer one is no key of a row."""


class _Command(TypedDict):
    """A slash command; every field is text."""

    command: str
    team_id: Id
    user_id: Id
    channel_id: Id
    trigger_id: Id
    text: NotRequired[str]


class _Of(TypedDict):
    id: Id


class _User(TypedDict):
    id: Id
    team_id: NotRequired[str | None]


class _Option(TypedDict):
    value: str


class _Action(TypedDict):
    action_id: Id
    action_ts: Id
    value: NotRequired[str]
    selected_option: NotRequired[_Option | None]


class _Container(TypedDict):
    channel_id: NotRequired[Id]
    thread_ts: NotRequired[Id | None]
    message_ts: NotRequired[Id]


class _Message(TypedDict):
    thread_ts: NotRequired[Id]


class _File(TypedDict):
    id: Id
    name: NotRequired[str | None]
    size: NotRequired[int | None]


class _Input(TypedDict):
    value: NotRequired[str | None]
    selected_option: NotRequired[_Option | None]
    selected_date: NotRequired[str | None]
    selected_time: NotRequired[str | None]
    selected_user: NotRequired[Id | None]
    selected_users: NotRequired[list[Id] | None]
    files: NotRequired[list[_File] | None]


class _State(TypedDict):
    values: NotRequired[dict[str, dict[str, _Input]]]


class _Block(TypedDict):
    type: str
    block_id: NotRequired[str]


class _Form(TypedDict):
    id: Id
    callback_id: str
    private_metadata: str
    blocks: list[_Block]
    state: NotRequired[_State]


class _View(_Form):
    """A modal in which something is pressed: it may be replaced, unless it was since."""

    hash: Id


class _Challenge(TypedDict):
    type: str
    challenge: str


class _Press(TypedDict):
    team: _Of
    user: _User
    trigger_id: Id
    container: _Container
    actions: Annotated[list[_Action], Field(min_length=1)]
    message: NotRequired[_Message]
    view: NotRequired[_View]


class _Submission(TypedDict):
    team: _Of
    user: _User
    trigger_id: Id
    view: _Form


class _Event(TypedDict):
    type: str


class _Envelope(TypedDict):
    """Around every event; `event_time` is in epoch seconds."""

    team_id: Id
    event_id: Id
    event_time: NotRequired[int]
    event: _Event


class _Said(_Event):
    """A message or a mention; who wrote it is missing where a message tells what became of another."""

    channel: Id
    user: NotRequired[Id]
    user_team: NotRequired[str]
    channel_type: NotRequired[str]
    subtype: NotRequired[str]
    text: NotRequired[str]
    thread_ts: NotRequired[Id]


class _Opened(_Event):
    user: Id
    tab: NotRequired[str]


class _Profile(TypedDict):
    display_name: NotRequired[str | None]
    real_name: NotRequired[str | None]
    email: NotRequired[str]


class _Enterprise(TypedDict):
    teams: NotRequired[list[str]]


class _Person(TypedDict):
    id: Id
    name: NotRequired[str]
    real_name: NotRequired[str | None]
    team_id: NotRequired[str]
    tz: NotRequired[str | None]
    profile: NotRequired[_Profile]
    enterprise_user: NotRequired[_Enterprise]


class _Group(TypedDict):
    id: Id
    handle: str
    name: str
    users: NotRequired[list[Id]]


class _Named(TypedDict):
    id: Id
    name: str


class _OfPerson(_Event):
    user: _Person


class _OfGroup(_Event):
    subteam: _Group


class _OfChannel(_Event):
    channel: _Named


class _OfChannelId(_Event):
    channel: Id


class _Joined(_Event):
    user: Id
    channel: Id


COMMAND = "command"
URL_VERIFICATION = "url_verification"
"""Slack's check of the address; it belongs to no workspace."""
EVENT = "event_callback"

_KINDS: Mapping[str, TypeAdapter[Any]] = {
    COMMAND: TypeAdapter(_Command),
    "block_actions": TypeAdapter(_Press),
    "view_submission": TypeAdapter(_Submission),
    EVENT: TypeAdapter(_Envelope),
    URL_VERIFICATION: TypeAdapter(_Challenge),
}
_PERSON, _GROUP, _CHANNEL, _CHANNEL_ID = map(
    TypeAdapter[Any], (_OfPerson, _OfGroup, _OfChannel, _OfChannelId)
)
_EVENTS: Mapping[str, TypeAdapter[Any]] = {
    **dict.fromkeys(MENTION_EVENTS, TypeAdapter(_Said)),
    HOME_EVENT: TypeAdapter(_Opened),
    JOINED: TypeAdapter(_Joined),
    **dict.fromkeys(("user_change", "team_join"), _PERSON),
    **dict.fromkeys(("subteam_created", "subteam_updated"), _GROUP),
    **dict.fromkeys(("channel_created", "channel_rename", "group_rename"), _CHANNEL),
    **dict.fromkeys(
        ("channel_archive", "channel_unarchive", "group_archive", "group_unarchive"), _CHANNEL_ID
    ),
}
"""The events of which more is read than their type."""


def heard_as(body: Mapping[str, Any]) -> str:
    """What a payload is: a command, or the type that it says; "" where it says none that we listen to."""
    kind = COMMAND if COMMAND in body else body.get("type")
    return kind if isinstance(kind, str) and kind in _KINDS else ""


def oddity(body: Mapping[str, Any]) -> str:
    """Where a payload of a known kind is not as its listener needs it (`event.user.id`); "" where it is."""
    kind = heard_as(body)
    found = _odd(_KINDS[kind], body)
    if kind != EVENT or found:
        return found
    event = body["event"]
    adapter = _EVENTS.get(event["type"])
    return _odd(adapter, event, "event.") if adapter else ""


def _odd(adapter: TypeAdapter[Any], value: object, place: str = "") -> str:
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{place}{'.'.join(map(str, first['loc']))}"[:LONGEST_PLACE]
    return ""
