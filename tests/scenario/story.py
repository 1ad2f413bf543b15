"""The night as a story: what somebody did, and what everybody read because of it, in the order it happened.

Unlike the transcript it shows every post, and of every edit the lines that changed, so an edit too many or a
post to the wrong place stands out. Conversations are delivered side by side; within a deed they are told in
the order of their names.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sandbox.model import Json
from sandbox.plain_text import block_lines
from sandbox.reader import Reader
from sandbox.workspace import World

SAID = ("chat.postMessage", "chat.update", "chat.postEphemeral")
NOT_SAID = ("message_not_found",)
"""An edit of a message that somebody deleted: nobody reads it."""
MARGIN = "      "


class Story:
    """Told line by line, from now on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reader = Reader(world)
        self.edits = Counter(
            {
                (channel, message.ts): len(message.earlier)
                for channel, place in world.conversations.items()
                for message in place.messages
            }
        )
        self.lines: list[str] = []

    def deed(self, who: str, what: str) -> None:
        """Somebody did something."""
        self.lines += ["", f"{self._time()}  {self._name(who)} {what}"]

    def clock(self) -> None:
        """Time went by."""
        self.lines += ["", f"{self._time()}  (time goes by)"]

    def answer(self, messages: Iterable[Json]) -> None:
        """What somebody got back at once, for them alone."""
        for message in messages:
            self.lines += self._quoted("    only they see", message["lines"])

    def calls(self, calls: Sequence[Json]) -> None:
        """What the bot said meanwhile."""
        said = [call for call in calls if call["method"] in SAID and call["outcome"] not in NOT_SAID]
        edits = Counter(_edited(call) for call in said if call["method"] == "chat.update")
        last = {_edited(call): call for call in said if call["method"] == "chat.update"}
        for call in sorted(said, key=self.where):
            if call["method"] != "chat.update":
                self.lines += self._quoted(f"    {self._heading(call)}", self.words(call))
            elif call is last[_edited(call)]:
                self.lines += self._edit(call, edits[_edited(call)])

    def _edit(self, call: Json, times: int) -> list[str]:
        """The lines that an edit brought, under the line that the message began with before.

        Edits that follow each other at once are told as one: how many there are hangs on who is quicker.
        """
        channel, ts = _edited(call)
        message = next(m for m in self._world.conversations[channel].messages if m.ts == ts)
        before = block_lines(message.earlier[self.edits[channel, ts]], self._reader)
        self.edits[channel, ts] += times
        words = self.words(call)
        if words == before:
            return []
        changed = [line for line in words if line not in before]
        return self._quoted(f"    {self.where(call)}, in “{before[0]}” now stands", changed or ["(less)"])

    def _quoted(self, heading: str, lines: Iterable[str]) -> list[str]:
        return [heading, *(f"{MARGIN}{line}".rstrip() for line in lines)]

    def _heading(self, call: Json) -> str:
        arguments, where = call["arguments"], self.where(call)
        if call["method"] == "chat.postEphemeral":
            return f"{where}, only {self._name(arguments['user'])} sees"
        if not arguments.get("thread_ts"):
            return f"{where}, a new message"
        return f"{where}, in the thread" + (" and in the channel" if arguments.get("reply_broadcast") else "")

    def beside(self, heading: str, lines: Iterable[str]) -> None:
        """What somebody read elsewhere than in Slack meanwhile."""
        self.lines += self._quoted(f"    {heading}", lines)

    def where(self, call: Json) -> str:
        """`#ops`, or `to Dora Nagy`: where the bot says something."""
        place = self._world.conversations[call["arguments"]["channel"]]
        return f"to {self._name(place.members[0])}" if place.is_im else f"#{place.name}"

    def words(self, call: Json) -> list[str]:
        """What the bot says by a call, line by line."""
        arguments = call["arguments"]
        if arguments.get("blocks"):
            return block_lines(arguments["blocks"], self._reader)
        return str(arguments["text"]).split("\n")

    def _name(self, user: str) -> str:
        return self._world.users[user].name

    def _time(self) -> str:
        return f"{self._world.now().astimezone(self._reader.zone):%a %H:%M}"

    def __str__(self) -> str:
        """All of it."""
        return "\n".join(self.lines).strip() + "\n"


def _edited(call: Json) -> tuple[str, str]:
    """Which message an edit changed."""
    return call["arguments"]["channel"], call["arguments"]["ts"]
