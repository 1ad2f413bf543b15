"""Nodes as HTML. Everything that people or the bot wrote is escaped; only known tags are made."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup

from sandbox.emoji import picture
from sandbox.model import Json
from sandbox.mrkdwn import parse, parse_plain
from sandbox.nodes import (
    Break,
    Emoji,
    Item,
    Link,
    Mention,
    Moment,
    Node,
    Paragraph,
    Preformatted,
    Quote,
    Style,
    Styled,
    Words,
)
from sandbox.reader import Reader

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_TAGS = {Style.BOLD: "b", Style.ITALIC: "i", Style.STRIKE: "s", Style.CODE: "code"}


def to_html(nodes: Iterable[Node], reader: Reader) -> Markup:
    """Nodes as a fragment of HTML."""
    return Markup().join(_node(node, reader) for node in nodes)


def text_html(value: Json, reader: Reader) -> Markup:
    """A text object as HTML."""
    if value["type"] == "mrkdwn":
        return to_html(parse(value["text"]), reader)
    return to_html(parse_plain(value["text"], emoji=value.get("emoji", True)), reader)


def safe_url(url: str) -> str:
    """The address, if a browser may follow it; "" for `javascript:` and the like."""
    try:
        return url if urlsplit(url).scheme.lower() in SAFE_SCHEMES else ""
    except ValueError:
        return ""


def _node(node: Node, reader: Reader) -> Markup:
    match node:
        case Words(text):
            return Markup("{}").format(text)
        case Break():
            return Markup("<br>")
        case Styled(style, children):
            return _wrapped(_TAGS[style], to_html(children, reader))
        case Link(url, label):
            return _link(url, Markup("{}").format(label))
        case Mention():
            return _mention(node, reader)
        case Moment():
            return _moment(node, reader)
        case Emoji(name):
            return Markup('<span class="emoji" title=":{}:">{}</span>').format(name, picture(name))
        case _:
            return _paragraph(node, reader)


def _paragraph(node: Paragraph, reader: Reader) -> Markup:
    match node:
        case Preformatted(text):
            return _wrapped("pre", Markup("{}").format(text))
        case Quote(children):
            return _wrapped("blockquote", to_html(children, reader))
        case Item(mark, children):
            inside = to_html(children, reader)
            return Markup('<div class="item"><span>{}</span><div>{}</div></div>').format(mark, inside)


def _wrapped(tag: str, inside: Markup) -> Markup:
    return Markup("<{tag}>{inside}</{tag}>").format(tag=tag, inside=inside)


def _link(url: str, label: Markup) -> Markup:
    if not safe_url(url):
        return label
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def _mention(node: Mention, reader: Reader) -> Markup:
    shown = reader.mention(node)
    if node.kind == "#":
        return Markup('<button type="button" class="mention" data-go="{}">{}</button>').format(node.id, shown)
    known = node.kind == "@" and node.id in reader.world.users
    title = reader.name(node.id) if known else shown
    mine = " mine" if reader.concerns(node) else ""
    return Markup('<span class="mention{}" title="{}">{}</span>').format(mine, title, shown)


def _moment(node: Moment, reader: Reader) -> Markup:
    shown = Markup('<time title="{}">{}</time>').format(node.fallback, reader.moment(node))
    return _link(node.url, shown) if node.url else shown
