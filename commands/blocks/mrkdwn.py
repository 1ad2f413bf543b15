"""Text for Slack's mrkdwn: what people wrote stays text, wherever it is put.

mrkdwn has no escape for its marks, so a mark that could format something becomes a letter that looks like it
(docs.slack.dev: formatting message text). Lengths are in characters, as Slack counts them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import accumulate

from bot.domain.people import Group, Person
from bot.domain.times import clock, day_and_clock

NAME, ACTION, REASON = 60, 80, 240
"""How much of a name, of a step's action, of a reason is shown."""

ELLIPSIS = "…"
LONGEST_ENTITY = len("&amp;")
_LOOK_ALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_MARK = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])")
_CODE = re.compile(r"`([^`]+)`")
_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)>")
_FENCE = "```"
_WEB_ADDRESS = re.compile(r"https?://[^\s<>|]+")
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)
_LEFT_OVER = " \t\n,;:.+–-(["
_LEFT_TO_RIGHT, _ISOLATE, _POP_ISOLATE = "\u200e", "\u2068", "\u2069"
_LEADING = re.compile(rf"(?m)^([^A-Za-z\n{_LEFT_TO_RIGHT}{_ISOLATE}]*){_ISOLATE}")
"""A line whose first letter stands in an isolate."""
_RIGHT_TO_LEFT_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(rf"[{_RIGHT_TO_LEFT_LETTERS}]+(?:[ .'\u2019\u2010-]+[{_RIGHT_TO_LEFT_LETTERS}]+)*")
"""Words in a row that are written from right to left; two names have a comma or a word of ours between."""
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BREAKS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))
_UNSEEN = str.maketrans(_BREAKS, " " * len(_BREAKS), _DIRECTIONS)
"""Control characters and separators (Unicode's Cc, Zl and Zp) become spaces; directions go."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def plain(text: str, limit: int = REASON) -> str:
    """Text that somebody wrote, on one line and cut to a length; code in backticks stays code."""
    return _isolated(_fitted(one_line(text), limit, _with_code))


def _with_code(text: str) -> str:
    parts = _CODE.split(text)
    return "".join(code(part) if odd % 2 else _neutral(part) for odd, part in enumerate(parts))


def quoted(text: str, limit: int = REASON) -> str:
    """What somebody said: a reason, a note, a comment."""
    return f"“{plain(text, limit)}”"


def paragraphs(text: str, limit: int) -> str:
    """Sentences of ours over several lines, in which people's words may stand."""
    lines = (_fitted(one_line(line), limit, _with_code) for line in clip(text, limit).splitlines())
    return "\n".join(_RUN.sub(lambda run: f"{_ISOLATE}{run[0]}{_POP_ISOLATE}", line) for line in lines)


def from_left(text: str) -> str:
    """Lines that keep running from left to right though the first word of theirs is not written so."""
    return _LEADING.sub(rf"\1{_LEFT_TO_RIGHT}{_ISOLATE}", text)


def without_turns(text: str) -> str:
    """The text as it is read: `from_left` marks a line by what stands before a name in it."""
    return text.replace(_LEFT_TO_RIGHT, "")


def code(text: str, limit: int = REASON) -> str:
    """Text as code, on one line; backticks around it are the author's own marks for that."""
    inside = _fitted(one_line(text).strip("` ").replace("`", "ˋ"), limit, _entities)
    return f"`{inside}`" if inside else ""


def code_block(text: str, limit: int) -> tuple[str, int]:
    """Commands as a block of code, and how many lines had no room: half a command is none."""
    lines = [_entities(_visible(line).replace(_FENCE, "ˋˋˋ")) for line in text.splitlines()]
    lengths = accumulate(len(line) + 1 for line in lines)
    shown = [line for line, length in zip(lines, lengths, strict=True) if length <= limit]
    inside = "\n".join(shown)
    return (f"{_FENCE}\n{inside}\n{_FENCE}" if shown else ""), len(lines) - len(shown)


def link(url: str, label: str) -> str:
    """A link under a name; just the name where the address is not one of the web."""
    name = plain(label, NAME)
    return f"<{_entities(url)}|{name}>" if _WEB_ADDRESS.fullmatch(url) else name


def mention(person: Person) -> str:
    """Somebody, by whatever name Slack shows the reader; a new post with it notifies them."""
    return f"<@{person.id}>"


def unmentioned(text: str, names: Mapping[str, str]) -> str:
    """A text of ours (mrkdwn) with names, by their ids, in place of mentions: it notifies nobody."""
    return _MENTION.sub(lambda found: plain(names.get(found[1]) or "somebody", NAME), text)


def group_mention(group: Group) -> str:
    """A user group by its handle; a new post with it notifies its members."""
    return f"<!subteam^{group.id}>"


def yours(at: datetime, form: str = "{time}") -> str:
    """An instant in the reader's own zone; `form` is of Slack's date tokens."""
    return f"<!date^{int(at.timestamp())}^{form}|{clock(at, '')}>"


def clock_and_yours(at: datetime, zone: str) -> str:
    """`23:12 CET (yours: 22:12)`."""
    return f"{clock(at, zone)} (yours: {yours(at)})"


def day_and_yours(at: datetime, zone: str) -> str:
    """`Tue 1 Dec 23:00 CET (yours: Dec 1, 2026 22:00)`."""
    return f"{day_and_clock(at, zone)} (yours: {yours(at, '{date_short} {time}')})"


def one_line(text: str) -> str:
    """The text with every break as a space, and without characters that are not seen."""
    return " ".join(_visible(text).split())


def clip(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where it is longer than `limit`, never within one visible character.

    It is cut between words where that costs no more than a third, and no number is cut into another one.
    """
    if len(text) <= limit:
        return text
    end = _border(text, limit - len(ELLIPSIS))
    while end > 0 and _belong_together(text, end):
        end -= 1
    return text[:end].rstrip(_LEFT_OVER) + ELLIPSIS


def _border(text: str, end: int) -> int:
    """Where to cut at the latest: between two words, at a hyphen, before a number, or else at `end`."""
    least = end - end // 3
    back = range(end, least - 1, -1)
    space = next((at for at in back if text[at].isspace()), 0)
    hyphen = next((at for at in back if text[at] == "-"), 0)
    return space or hyphen or next((at for at in back if not text[at - 1 : at + 1].isdigit()), end)


def _fitted(text: str, limit: int, shape: Callable[[str], str]) -> str:
    """The text in its shape for Slack, cut so that the entities in it are counted, too."""
    visible = limit
    shaped = shape(clip(text, visible))
    while len(shaped) > limit:
        visible -= max(1, (len(shaped) - limit) // LONGEST_ENTITY)
        shaped = shape(clip(text, visible))
    return shaped


def _belong_together(text: str, at: int) -> bool:
    """Whether the character at `at` is drawn together with the one before it."""
    here = text[at]
    if unicodedata.category(here).startswith("M") or here == _ZERO_WIDTH_JOINER:
        return True
    if ord(here) in _SKIN_TONES or ord(here) in _TAGS or text[at - 1] == _ZERO_WIDTH_JOINER:
        return True
    before = text[:at]
    flag_letters = len(before) - len(before.rstrip("".join(map(chr, _FLAG_LETTERS))))
    return ord(here) in _FLAG_LETTERS and flag_letters % 2 == 1


def _visible(text: str) -> str:
    """Without control characters and those that turn the direction of writing."""
    return text.translate(_UNSEEN)


def _neutral(text: str) -> str:
    marks = _MARK.sub(lambda mark: mark[0].translate(_LOOK_ALIKES), text)
    return _entities(marks)


def _entities(text: str) -> str:
    """Slack asks for these three and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _isolated(text: str) -> str:
    """Text written from right to left keeps to its place in the sentence."""
    if not text.isascii() and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return f"{_ISOLATE}{text}{_POP_ISOLATE}"
    return text
