"""The manifest against the code: the app asks for what `commands` uses, and for nothing else."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from commands.directory_events import DIRECTORY_EVENTS, JOINED
from commands.slack_api import SCOPES as GRANTED
from commands.words import SLASH

ROOT = Path(__file__).parents[2]
Manifest = dict[str, Any]

SCOPES: Mapping[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "auth.test": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": frozenset({"channels:history", "groups:history", "im:history"}),
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.list": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": frozenset({"channels:history", "groups:history", "im:history"}),
    "dnd.teamInfo": frozenset({"dnd:read"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "users.list": frozenset({"users:read", "users:read.email"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.update": frozenset(),
}
"""What each method of the Web API asks of the bot token, for the kinds of conversation we use it on
(docs.slack.dev)."""

EVENT_SCOPES: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "message.im": "im:history",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""What each event asks for, "" for nothing (docs.slack.dev)."""


HEARD = frozenset(DIRECTORY_EVENTS) | {JOINED, "app_home_opened", "app_mention", "message.im"}
"""The events that have a listener, as the manifest names them."""


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    loaded: Manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    return loaded


def is_method(name: str) -> bool:
    """Whether the client has a function of this name for a method of the Web API: `chat_update`."""
    return "_" in name.strip("_") and hasattr(AsyncWebClient, name)


def called_methods() -> Iterator[str]:
    """The methods of the Web API that `commands` calls: as the client's own functions, or by their names."""
    spelled = {name.replace(".", "_"): name for name in SCOPES}
    for path in (ROOT / "commands").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if is_method(name):
                    yield spelled.get(name, name)
                case ast.Constant(value=str(name)) if name in SCOPES:
                    yield name


def test_the_command_is_the_one_that_is_heard(manifest: Manifest) -> None:
    """The manifest has the command whose words are parsed, and no other."""
    assert [SLASH] == [command["command"] for command in manifest["features"]["slash_commands"]]


def test_every_event_that_is_heard_is_subscribed(manifest: Manifest) -> None:
    """The manifest subscribes to the events that have a listener, and to no other."""
    assert sorted(HEARD) == manifest["settings"]["event_subscriptions"]["bot_events"]


def test_the_table_of_scopes_is_complete() -> None:
    """Every method that is called stands in the table, and every method in the table is called."""
    assert set(SCOPES) == {name for name in called_methods() if name != "api_call"}


def test_the_doctor_looks_for_what_the_app_asks_for(manifest: Manifest) -> None:
    """A token is compared with the very scopes of the manifest."""
    assert sorted(GRANTED) == manifest["oauth_config"]["scopes"]["bot"]


def test_the_app_asks_for_what_it_needs(manifest: Manifest) -> None:
    """The manifest's scopes are those of the command, of the methods and of the events, and no more."""
    needed = {"commands"}.union(*SCOPES.values(), filter(None, EVENT_SCOPES.values()))
    assert sorted(needed) == manifest["oauth_config"]["scopes"]["bot"]
    assert HEARD == set(EVENT_SCOPES)
