"""The page's parts as HTML, each from the workspace and whoever looks at it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.elements import options_of
from sandbox.inputs import plain, state_of
from sandbox.model import SLACKBOT, Act, Conversation, Json, Message, View
from sandbox.monitor import Monitor
from sandbox.mrkdwn import parse
from sandbox.page.html import safe_url, text_html, to_html
from sandbox.page.unread import calls_everywhere, is_new, newest_calls, unread_in
from sandbox.reader import Reader
from sandbox.release import Release
from sandbox.rich_text import read_rich_text
from sandbox.workspace import World

HOME = "home"
"""The conversation's name for the bot's Home tab."""
COLOURS = 8
CALLS_SHOWN = 4
"""How many people the line above the composer names: on a phone it must stay short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks, at which conversation (or `home`), with which thread open beside it."""

    user: str
    channel: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where elements stand: in a message, or in a view with what is typed in it."""

    channel: str = ""
    ts: str = ""
    view_id: str = ""
    typed: Json = field(default_factory=dict)


class Renderer:
    """Renders for one workspace."""

    def __init__(
        self,
        world: World,
        command: str,
        *,
        can_skip: bool,
        monitor: Monitor | None,
        release: Release | None,
    ) -> None:
        self._world = world
        self._monitor = monitor
        self._release = release
        self._command = command
        self._can_skip = can_skip
        folder = Path(__file__).parent / "templates"
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(options_of=options_of, safe_url=safe_url, colour=self._colour)

    def page(self, looking: Looking) -> str:
        """The whole page."""
        return self._render("page.html", looking, parts=self.parts(looking), command=self._command)

    def parts(self, looking: Looking) -> Json:
        """The parts that change, by the id of the element they fill; `modal` with what tells it apart."""
        world = self._world
        top = next(reversed(world.modals.get(looking.user, [])), None)
        thread = self._thread(looking)
        return {
            "people": self._render(
                "people.html", looking, people=self._people(), quiet_until=self._quiet_until(looking)
            ),
            "sidebar": self._render("sidebar.html", looking, places=self._places(looking)),
            "head": self._render("head.html", looking, place=self._place(looking)),
            "timeline": self._timeline(looking),
            "thread": self._render("thread.html", looking, **thread) if thread else "",
            "modal": self._modal(looking, top) if top is not None else "",
            "modal_key": f"{top.id} {top.hash}" if top is not None else "",
            "time": self._render("time.html", looking, now=self._now(looking), can_skip=self._can_skip),
            "monitors": self._monitors(looking),
            "release": self._shown_release(looking),
            "composer": self._composer(looking),
        }

    def _render(self, template: str, looking: Looking, **values: Any) -> str:  # noqa: ANN401 - Jinja's own
        reader = Reader(self._world, looking.user)

        def text(value: Json) -> Markup:
            return text_html(value, reader)

        return self._templates.get_template(template).render(
            world=self._world,
            looking=looking,
            reader=reader,
            me=self._world.users[looking.user],
            text=text,
            mrkdwn=lambda value: to_html(parse(value), reader),
            rich=lambda block: to_html(read_rich_text(block), reader),
            picked=_picked,
            local=lambda epoch: _local(epoch, reader),
            **values,
        )

    def _colour(self, user_id: str) -> int:
        """Each person's picture has a colour of its own."""
        known = list(self._world.users)
        return known.index(user_id) % COLOURS if user_id in known else 0

    def _now(self, looking: Looking) -> datetime:
        return self._world.now().astimezone(Reader(self._world, looking.user).zone)

    def _people(self) -> list[Json]:
        return [
            {
                "user": person,
                "calls": calls_everywhere(self._world, person.id),
                "quiet": self._world.quiet_hours(person.id) is not None,
            }
            for person in self._world.people()
        ]

    def _quiet_until(self, looking: Looking) -> datetime | None:
        hours = self._world.quiet_hours(looking.user)
        return hours.end.astimezone(Reader(self._world, looking.user).zone) if hours else None

    def _places(self, looking: Looking) -> list[Json]:
        return [
            {"place": place, "unread": unread_in(self._world, looking.user, place)}
            for place in self._world.visible_to(looking.user)
        ]

    def _place(self, looking: Looking) -> Conversation:
        """The conversation that is looked at; for the Home tab the bot's direct messages."""
        if looking.channel == HOME:
            return self._world.direct(looking.user)
        return self._world.conversations[looking.channel]

    def _timeline(self, looking: Looking) -> str:
        if looking.channel == HOME:
            home = self._world.homes.get(looking.user)
            at = Place(view_id=home.id, typed=_values(home)) if home else None
            return self._render("home.html", looking, home=home, at=at)
        place = self._place(looking)
        shown = [m for m in place.seen_by(looking.user) if not m.is_reply or m.broadcast]
        acts = [act for act in place.acts if act.user == looking.user and act.is_command]
        both: list[Message | Act] = [*shown, *acts]
        entries = sorted(both, key=lambda entry: float(entry.ts))
        told = [self._entry(looking, place, entry) for entry in entries]
        return self._render("timeline.html", looking, entries=told, place=place)

    def _entry(self, looking: Looking, place: Conversation, entry: Message | Act) -> Json:
        """What the template needs of one entry."""
        if isinstance(entry, Act):
            return {"act": entry}
        replies = [] if entry.is_reply else place.replies(entry.ts)
        new = [reply for reply in replies if is_new(self._world, looking.user, place, reply)]
        return {
            "act": None,
            "message": entry,
            "at": Place(channel=place.id, ts=entry.ts),
            "by_bot": entry.author in {self._world.bot.user_id, SLACKBOT},
            "replies": replies,
            "new": len(new),
        }

    def _thread(self, looking: Looking) -> Json | None:
        """The open thread, if it is one of the conversation that is looked at."""
        place = self._place(looking)
        roots = (m for m in place.seen_by(looking.user) if m.ts == looking.thread_ts)
        root = next(roots, None)
        if not root or looking.channel == HOME:
            return None
        replies = [m for m in place.seen_by(looking.user) if m.is_reply and m.thread_ts == root.ts]
        return {"place": place, "entries": [self._entry(looking, place, one) for one in (root, *replies)]}

    def _modal(self, looking: Looking, view: View) -> str:
        return self._render("modal.html", looking, view=view, at=Place(view_id=view.id, typed=_values(view)))

    def _monitors(self, looking: Looking) -> str:
        if self._monitor is None:
            return ""
        return self._render("monitor.html", looking, firing=list(self._monitor.firing.values()))

    def _shown_release(self, looking: Looking) -> str:
        if self._release is None:
            return ""
        return self._render("release.html", looking, release=self._release)

    def _composer(self, looking: Looking) -> str:
        if looking.channel == HOME:
            return ""
        place = self._place(looking)
        used = any(act.is_command for one in self._world.conversations.values() for act in one.acts)
        return self._render(
            "composer.html",
            looking,
            place=place,
            hint="" if used else self._world.hint,
            called=newest_calls(self._world),
            shown=CALLS_SHOWN,
            can_skip=self._can_skip,
            command=self._command,
        )


def _values(view: View) -> Json:
    """What stands in a view's inputs, as plain values by block id and action id."""
    values: Json = state_of(view.content["blocks"], view.typed)["values"]
    return {block: {action: plain(state) for action, state in held.items()} for block, held in values.items()}


def _picked(at: Place, block: Json, element: Json) -> Any:  # noqa: ANN401 - a plain value, see inputs.py
    """What stands in an element: typed in a view, or what it begins with in a message."""
    typed = at.typed or {
        name: {action: plain(state) for action, state in held.items()}
        for name, held in state_of([block], {})["values"].items()
    }
    return typed.get(block["block_id"], {}).get(element.get("action_id"))


def _local(epoch: int | None, reader: Reader) -> str:
    """An instant as a form field for date and time takes it, in the reader's zone."""
    if not epoch:
        return ""
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(reader.zone):%Y-%m-%dT%H:%M}"
