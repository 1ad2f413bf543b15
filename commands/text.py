"""Text as Slack sends it: escaped mentions, links and entities.

With `should_escape` a typed `@ana` arrives as `<@U0ANA|ana>`, a group as `<!subteam^S0CAB|@cab>`, a channel
as `<#C0OPS|ops>`, and `&`, `<`, `>` as entities (docs.slack.dev: slash commands, formatting text).
"""

import re
from collections.abc import Mapping

from bot.domain.quotes import straight

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")
REFERENCE = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")


def readable(text: str) -> str:
    """The text as the person saw it while typing: mentions by name, links by address, no entities."""
    plain = REFERENCE.sub(_as_typed, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_typed(found: re.Match[str]) -> str:
    sign, target, label = found["sign"], found["target"], found["label"]
    if not sign:
        return target
    return f"{'@' if sign == '!' else sign}{(label or target).lstrip('@#')}"


def labelled(text: str, handles: Mapping[str, str]) -> str:
    """The text with a label in each mention whose handle is known: a message has them without."""

    def label(found: re.Match[str]) -> str:
        user, group = found.groups()
        handle = handles.get(user or group)
        if not handle:
            return found[0]
        return f"<@{user}|{handle}>" if user else f"<!subteam^{group}|@{handle}>"

    return MENTION.sub(label, text)


def mentioned(text: str) -> frozenset[str]:
    """The ids of the users and groups that a text mentions."""
    return frozenset(user or group for user, group in MENTION.findall(text))


def first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, trimmed; both "" where there is nothing."""
    word, _, rest = text.strip().partition(" ")
    return word, rest.strip()


def tokens(text: str) -> tuple[str, ...]:
    """The words, with text in double quotes as one; a quote that is never closed reaches to the end."""
    found = re.findall(r'"([^"]*)"?|([^\s"]+)', straight(text))
    return tuple((quoted or bare).strip() for quoted, bare in found)
