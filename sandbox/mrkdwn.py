"""Reads Slack's mrkdwn into nodes."""

import re
from collections.abc import Iterator

from sandbox.nodes import Break, Emoji, Link, Mention, Moment, Node, Preformatted, Quote, Style, Styled, Words

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<reference>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^\n]*?[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|:(?P<emoji>[a-z+-][a-z0-9_+'-]*):"
)
_EMOJI = re.compile(r":([a-z+-][a-z0-9_+'-]*):")
_DATE = re.compile(r"!date\^(?P<epoch>\d+)\^(?P<form>[^^|]+)(?:\^(?P<url>[^|]+))?\|?(?P<fallback>.*)")


def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a mrkdwn text."""
    nodes: list[Node] = []
    end = 0
    for fence in _FENCE.finditer(text):
        nodes += _lines(text[end : fence.start()].removesuffix("\n"))
        nodes.append(Preformatted(_unescaped(fence[1])))
        end = fence.end() + (text[fence.end() : fence.end() + 1] == "\n")
    return (*nodes, *_lines(text[end:]))


def parse_plain(text: str, *, emoji: bool = True) -> tuple[Node, ...]:
    """The nodes of a plain text: line breaks and, where wanted, emoji."""
    nodes: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        nodes += [Break()] if number else []
        parts = _EMOJI.split(line) if emoji else [line]
        for index, part in enumerate(parts):
            if part:
                nodes.append(Emoji(part) if index % 2 else Words(part))
    return tuple(nodes)


def _lines(text: str) -> list[Node]:
    """The lines between blocks of code; quoted ones that follow each other are one quote."""
    if not text:
        return []
    nodes: list[Node] = []
    quoted: list[Node] = []
    for line in text.split("\n"):
        mark = _QUOTE.match(line)
        if mark:
            quoted += [*([Break()] if quoted else []), *_inline(line[mark.end() :])]
            continue
        nodes += _quote(quoted)
        quoted = []
        nodes += [Break()] if nodes and not isinstance(nodes[-1], Quote) else []
        nodes += _inline(line)
    return nodes + _quote(quoted)


def _quote(nodes: list[Node]) -> list[Node]:
    return [Quote(tuple(nodes))] if nodes else []


def _inline(text: str) -> Iterator[Node]:
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            yield Words(_unescaped(text[end : match.start()]))
        yield _node(str(match.lastgroup), match[str(match.lastgroup)])
        end = match.end()
    if end < len(text):
        yield Words(_unescaped(text[end:]))


def _node(kind: str, inside: str) -> Node:
    match kind:
        case "code":
            return Styled(Style.CODE, (Words(_unescaped(inside)),))
        case "reference":
            return _reference(inside)
        case "emoji":
            return Emoji(inside)
        case _:
            return Styled(Style(kind), tuple(_inline(inside)))


def _reference(inside: str) -> Node:
    """What stands between `<` and `>`: a date, a mention or a link."""
    if date := _DATE.fullmatch(inside):
        fallback = _unescaped(date["fallback"])
        return Moment(int(date["epoch"]), _unescaped(date["form"]), fallback, date["url"] or "")
    target, _, label = inside.partition("|")
    label = _unescaped(label)
    if target.startswith("!subteam^"):
        return Mention("^", target.removeprefix("!subteam^"), label)
    if target.startswith(("@", "#", "!")):
        return Mention(target[0], target[1:], label)
    url = _unescaped(target)
    return Link(url, label or url)


def _unescaped(text: str) -> str:
    """Slack escapes these three and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
