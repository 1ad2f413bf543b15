"""Text as Slack sends it: escaped mentions, links and entities, and the quotes that telephones make.

With `should_escape` a typed `@ana` arrives as `<@U0ANA|ana>`, a group as `<!subteam^S0CAB|@cab>`, a channel
as `<#C0OPS|ops>`, and `&`, `<`, `>` as entities (docs.slack.dev: slash commands, formatting text).
"""

import re

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")
REFERENCE = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


def straight_quotes(text: str) -> str:
    """The text with every kind of double quote as `"`."""
    return text.translate(QUOTES)


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
    found = re.findall(r'"([^"]*)"?|([^\s"]+)', straight_quotes(text))
    return tuple((quoted or bare).strip() for quoted, bare in found)


def unquoted(text: str) -> str:
    """The text without the quotes that stand around all of it, which told it from an ID."""
    text = text.strip()
    straight = straight_quotes(text)
    wholly = len(text) > 1 and straight[0] == straight[-1] == '"' and straight.count('"') == 2  # noqa: PLR2004 - a pair
    return text[1:-1].strip() if wholly else text
