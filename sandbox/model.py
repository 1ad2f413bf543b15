"""What a workspace is made of: people, groups, conversations, messages, views."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object of Slack's, as it travels."""
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""The pictures that Slack shows in a message, by how their names end."""
SLACKBOT = "USLACKBOT"
"""Slack itself speaking; in no list of users."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The workspace itself."""

    id: str
    domain: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody in the workspace. `zone` is an IANA name, `title` what the profile says they do.

    `team` is another workspace's id for somebody who is met only in channels shared with it. A guest belongs
    to the workspace, but sees no channel unasked.
    """

    id: str
    handle: str
    name: str
    email: str
    zone: str
    title: str = ""
    is_admin: bool = False
    is_bot: bool = False
    team: str = ""
    is_guest: bool = False
    is_deactivated: bool = False

    @property
    def initials(self) -> str:
        """Two letters for the picture that nobody uploaded."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When somebody has Do Not Disturb on: from `start` until before `end`, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The app under test: its app, its bot id, and the user it speaks as."""

    app_id: str
    bot_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group, `@handle`."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that somebody uploaded. `address` is the sandbox's own, ending in a slash."""

    id: str
    user: str
    name: str
    content: bytes = field(repr=False)
    at: datetime
    address: str
    title: str = ""

    @property
    def picture(self) -> str:
        """The kind of picture it is, "" for other files."""
        return PICTURES.get(PurePosixPath(self.name).suffix.lower(), "")


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file that the bot is about to upload: `length` bytes; `content` is `None` until they came."""

    name: str
    length: int
    content: bytes | None = field(default=None, repr=False)


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. `only_for` is the user who alone sees it, "" for everybody (not "" means ephemeral).

    `ts` is real time and names the message; `at` is the plan's time, which the page shows. `earlier` are the
    blocks it had before it was edited, oldest first. `is_deleted`: only its thread is left. `files` are the
    ids of those that are shared with it.
    """

    ts: str
    author: str
    text: str
    at: datetime
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json | None = None
    broadcast: bool = False
    edited: bool = False
    only_for: str = ""
    is_deleted: bool = False
    earlier: list[list[Json]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in somebody else's thread."""
        return self.thread_ts not in {"", self.ts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did that is no message, in words: a command typed, a button pressed."""

    ts: str
    user: str
    text: str
    thread_ts: str = ""
    is_command: bool = False


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A channel, or the direct messages of the bot and one person.

    `shared_with` are the ids of other workspaces that a channel is shared with; `host` is the one of them
    that made it, "" where it is our own.
    """

    id: str
    name: str
    members: list[str]
    is_im: bool = False
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False
    shared_with: tuple[str, ...] = ()
    host: str = ""
    messages: list[Message] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    _threads: dict[str, list[Message]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """It is said here."""
        self.messages.append(message)
        if message.is_reply and not message.only_for:
            self._threads.setdefault(message.thread_ts, []).append(message)

    def drop(self, message: Message) -> None:
        """It is gone from here."""
        self.messages.remove(message)
        if message.is_reply and not message.only_for:
            self._threads[message.thread_ts].remove(message)

    def shared(self) -> list[Message]:
        """What everybody there sees, oldest first."""
        return [message for message in self.messages if not message.only_for]

    def seen_by(self, user: str) -> list[Message]:
        """What one person sees there, oldest first."""
        return [message for message in self.messages if message.only_for in {"", user}]

    def replies(self, ts: str) -> list[Message]:
        """The replies in a message's thread, oldest first."""
        return list(self._threads.get(ts, ()))


@dataclass(slots=True, kw_only=True)
class View:
    """A modal that somebody has open, or somebody's Home tab. `typed` is what stands in its inputs.

    `content` is what the bot sent; `typed` maps block id and action id to the input's state.
    """

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)
