"""Text as Slack sends it: escaped mentions, links and entities.

With `should_escape` a typed `@ana` arrives as `<@U0ANA|ana>`, a group as `<!subteam^S0CAB|@cab>`, a channel
as `<#C0OPS|ops>`, and `&`, `<`, `>` as entities (docs.slack.dev: slash commands, formatting text).
"""

import re

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


def first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, trimmed; both "" where there is nothing."""
    word, _, rest = text.strip().partition(" ")
    return word, rest.strip()


def tokens(text: str) -> tuple[str, ...]:
    """The words, with text in double quotes as one; a quote that is never closed reaches to the end."""
    found = re.findall(r'"([^"]*)"?|([^\s"]+)', straight(text))
    return tuple((quoted or bare).strip() for quoted, bare in found)
