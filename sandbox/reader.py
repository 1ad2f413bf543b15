"""Whoever reads: their zone and the names they know, which decide how mentions and moments look."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.model import SLACKBOT
from sandbox.nodes import Mention, Moment
from sandbox.workspace import World

_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of a workspace. `user` is "" for the transcript, which is read in the team's zone."""

    world: World
    user: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The reader's own time zone."""
        return ZoneInfo(self.world.users[self.user].zone if self.user else self.world.team.zone)

    def name(self, user_id: str) -> str:
        """An author's full name."""
        if user_id == SLACKBOT:
            return "Slackbot"
        return self.world.users[user_id].name

    def mention(self, node: Mention) -> str:
        """`@ana`, `@cab`, `#ops`, `@here`; the label that was sent, or the id, for what nobody knows."""
        if node.kind == "@" and node.id in self.world.users:
            return f"@{self.world.users[node.id].handle}"
        if node.kind == "^" and node.id in self.world.groups:
            return f"@{self.world.groups[node.id].handle}"
        if node.kind == "#" and node.id in self.world.conversations:
            return f"#{self.world.conversations[node.id].name}"
        if node.kind == "!":
            return f"@{node.id}"
        return node.label or f"{node.kind}{node.id}"

    def concerns(self, node: Mention) -> bool:
        """Whether a mention calls this reader."""
        groups = self.world.groups
        in_group = node.kind == "^" and node.id in groups and self.user in groups[node.id].users
        return in_group or (node.kind == "!") or (node.kind == "@" and node.id == self.user)

    def moment(self, node: Moment) -> str:
        """The moment in the reader's zone, 24-hour clock; the fallback where a token is unknown."""
        try:
            at = datetime.fromtimestamp(node.epoch, UTC).astimezone(self.zone)
        except (OverflowError, ValueError):
            return node.fallback
        today = self.world.now().astimezone(self.zone).date()
        tokens = _TOKEN.findall(node.form)
        shown = {token: _shown(token, at, today) for token in tokens}
        if not tokens or not all(shown.values()):
            return node.fallback
        return _TOKEN.sub(lambda match: shown[match[1]], node.form)

    def clock(self, at: datetime) -> str:
        """A time of day, `22:05`, in the reader's zone."""
        return f"{at.astimezone(self.zone):%H:%M}"


def _shown(token: str, at: datetime, today: date) -> str:
    """One of Slack's date tokens; "" for one that is not known."""
    near = _NEAR.get((at.date() - today) // timedelta(days=1), "")
    if token.endswith("_pretty"):
        return near or _shown(token.removesuffix("_pretty"), at, today)
    match token:
        case "date_num":
            return f"{at:%Y-%m-%d}"
        case "date":
            return f"{at:%B} {_ordinal(at.day)}, {at.year}"
        case "date_short":
            return f"{at:%b} {at.day}, {at.year}"
        case "date_long":
            return f"{at:%A}, {at:%B} {_ordinal(at.day)}, {at.year}"
        case "time":
            return f"{at:%H:%M}"
        case "time_secs":
            return f"{at:%H:%M:%S}"
        case _:
            return ""


def _ordinal(day: int) -> str:
    return f"{day}{'th' if day in _TEENS else _ENDINGS.get(day % 10, 'th')}"
