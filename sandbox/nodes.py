"""Text as a reader sees it: the small tree that mrkdwn and rich text are both read into."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Style(StrEnum):
    """How a stretch of text looks."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Words that look special."""

    style: Style
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Preformatted:
    """A block of code."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; `mark` is its bullet or number."""

    mark: str
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link; only web and mail addresses can be followed."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A user `@`, a group `^`, a channel `#`, or everybody here `!`: `kind` is that sign."""

    kind: str
    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment shown in the reader's own zone: epoch seconds and Slack's `{date} {time}` tokens."""

    epoch: int
    form: str
    fallback: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji by its short name, without the colons."""

    name: str


Paragraph: TypeAlias = Preformatted | Quote | Item
"""What stands on lines of its own."""
Node: TypeAlias = Words | Styled | Break | Link | Mention | Moment | Emoji | Paragraph
