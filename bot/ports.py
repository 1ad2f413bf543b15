"""What the core asks of the outside. Ports speak domain values; what they look like is the adapter's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.alerts import Alert, AlertSource
from bot.domain.dnd_events import Quiet
from bot.domain.effects import MessageKind
from bot.domain.errands import Question
from bot.domain.events import Event
from bot.domain.plan import Plan, SmokeTest
from bot.domain.state import Deployment
from bot.domain.watch import Sample, SmokeResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a monitor's webhook brought: one report, verified, to be kept whatever it says.

    `delivery` is the same if it is sent again. Without an `alert` it concerns none; `why` says why it was
    not understood, "" where there is nothing to understand. `raw` is what was sent of it. `is_standing`: its
    sender names no change but how the alert stands, and says so again for as long as it does.
    """

    source: AlertSource
    delivery: str
    alert: Alert | None = None
    why: str = ""
    raw: str
    is_standing: bool = False


class Clock(Protocol):
    """The plan's clock: it drives offsets, timers and what people read; it may run fast or be skipped."""

    def now(self) -> datetime:
        """The time now, aware UTC."""

    def shown_at(self, real: datetime) -> datetime:
        """What it shows at a real instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a deployment, as it is known inside: what it is about, never how it looks.

    `subject` is the question's id, or for a log entry the events' numbers; `to` is a Slack user or channel,
    or the way by which it goes (`monitors.Way`), "" where it goes to the deployment's channel.
    `events` are those that a log entry or a change tells, else empty. `warnings` is how many warnings the
    check of the plan gave. `is_again`: somebody deleted the one before. `channel` is the name of the
    deployment's, "" where it is not known or not asked for; `thread` is the address of its thread, likewise.
    A record has the plan's text (`document`), the last event's hash (`head`), and what is undelivered.
    """

    kind: MessageKind
    subject: str
    to: str
    state: Deployment
    plan: Plan
    events: tuple[Event, ...] = ()
    warnings: int = 0
    is_again: bool = False
    channel: str = ""
    thread: str = ""
    document: str = ""
    head: str = ""
    undelivered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, at most 1 MB: its name as it is saved, its title as people read it; `alt` says in words what
    a picture shows.
    """

    name: str
    title: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message ready to be sent: the notification text and the body, with a fingerprint of both.

    With an `attachment` it is said once and never rewritten; nothing in its body can be pressed.
    """

    text: str
    body: str
    fingerprint: str
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message is or goes: a conversation, the thread's root in it, the message itself once posted.

    `broadcast`: a reply that shows in the channel, too.
    """

    channel: str
    thread: str = ""
    ts: str = ""
    broadcast: bool = False


class Carrier(Protocol):
    """Carries messages to one kind of destination: a chat, mailboxes, a status page.

    Errors: `Transient` and its kinds, `Permanent`, and of `post` `Partly`, of `bot.errors`.
    """

    def render(self, message: Message) -> Rendered:
        """What the message looks like with the state as it is; the same state gives the same bytes."""

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:
        """Post, and return the message's ts (any name by which `edit` finds it).

        `mark` is kept with it so that `find` can tell it again.
        """

    async def find(self, place: Place, mark: str) -> str:
        """The ts of a message that was posted with this mark; "" if it never arrived, or nobody can tell."""

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """Rewrite the message at `place.ts`."""


class Messenger(Carrier, Protocol):
    """Says things in conversations."""

    async def conversation(self, user: str) -> str:
        """The direct conversation with a user."""

    async def tell(self, user: str, place: Place, text: str, body: str = "") -> None:
        """Say something that only this user sees, where they are; in a direct message without a channel.

        The text is plain, nothing in it is markup; with a `body` both are as those of `Rendered`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """Somebody or something of the workspace, as it was last read: a person, a user group, a channel.

    `members` are a group's users; `active` is false for who was deactivated and for archived channels;
    `admin` is true for the workspace's admins and owners.
    """

    id: str
    kind: str
    handle: str
    name: str
    email: str = ""
    timezone: str = ""
    active: bool = True
    admin: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A question, who asked it (a Slack user), and where they are to hear what came of it.

    Where the house itself asks, it is nobody, nowhere.
    """

    user: str = ""
    place: Place | None = None
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one person is told (`Messenger.tell`)."""

    text: str
    body: str = ""


class ErrandRunner(Protocol):
    """Asks a question outside and has the answer decided."""

    async def run(self, question: Question, user: str, key: str) -> Told | None:
        """What came of it, for the user who asked; the intent that it ends in is done once for each `key`.

        `None` where nobody asked.

        Errors: `Transient`, `RateLimited` where it is to be tried again; `Permanent` where it cannot work.
        """

    def failed(self, question: Question, why: str) -> Told | None:
        """That there is no answer, and why; `None` where nobody asked."""


class FileReader(Protocol):
    """Reads files that people dropped."""

    async def read(self, file: str) -> bytes:
        """What stands in the file of this id, at most 1 MB.

        Errors: `Transient`, `RateLimited`; `Permanent` with why it cannot be read, in words.
        """


class Workspace(Protocol):
    """Reads the workspace's people, user groups and channels, a page at a time."""

    def read(self) -> AsyncIterator[Sequence[DirectoryEntry]]:
        """Everything there is, a page at a time."""

    async def groups(self) -> Sequence[DirectoryEntry]:
        """The user groups with their members."""


class DndReader(Protocol):
    """Reads for whom Do Not Disturb is on."""

    async def dnd(self, people: Sequence[str]) -> Mapping[str, Quiet | None]:
        """When it is next quiet for people, by id: `None` for never. Who is not known is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """Somebody who is on call, as the service that pages them knows them; `email` may be ""."""

    name: str
    email: str


class Rota(Protocol):
    """Knows who is on call."""

    async def on_call(self, policy: str) -> Sequence[OnCall] | None:
        """Who is rung first now by an escalation policy (its id); `None` where nobody can be asked.

        Errors: `Transient` and its kinds; `Permanent` with why it cannot be told, in words.
        """


class AlertReader(Protocol):
    """Knows what fires now, as one monitor says it."""

    source: AlertSource

    async def firing(self, services: Sequence[str]) -> Sequence[Alert]:
        """All that may concern a deployment; `services` are the ids of PagerDuty's that its plan names.

        Errors: `Transient` and its kinds; `Permanent` with why it cannot be told, in words.
        """


class SmokeTester(Protocol):
    """Runs the rows of 7.1 that a machine can run."""

    def open(self, base_url: str) -> AbstractAsyncContextManager["SmokeSession"]:
        """A session against a release, whose paths begin with its address, "" where the plan has none."""


class SmokeSession(Protocol):
    """Rows that are run one after the other: what one is given (a token, cookies) the next ones have."""

    async def run(self, test: SmokeTest) -> SmokeResult | None:
        """What came of one row, which is run once, also where it writes something.

        A release that does not answer has failed it, and what failed says why. What may not be asked (a host
        that is not allowed) was not run, and says what to do. `None` where nobody but people can run it:
        nothing is set up, it is no request.
        """


class MetricsReader(Protocol):
    """Reads what the queries of 8.1 measure."""

    async def read(self, query: str, start: datetime, end: datetime) -> Sequence[Sample] | None:
        """What was measured between two real instants, both within, in the order of time, evenly apart but
        for gaps; the last is at the very end, unless there is no data then. Of equal instants that one is all
        that is wanted. Empty where there is no data: what is no finite number is none. `None` where nothing
        is set up that could be asked.

        Errors: `Transient` and its kinds; `Permanent` with why it cannot be told, in words that stay the same
        for as long as the trouble does: other words are news.
        """
