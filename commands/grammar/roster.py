"""Who stands for what."""

import re

from bot.domain.facts import incomplete
from bot.domain.notices import Audience
from bot.domain.quotes import straight, unquoted
from bot.domain.refusals import Refusal
from commands.command import Command, SetRoster, SetRosterAudience, ShowRoster
from commands.grammar.reading import too_much
from commands.text import MENTION, first_word, readable

CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>")
ADDRESS = re.compile(r"<mailto:([^|<>\s]+)(?:\|[^<>]*)?>|([^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+)")


def roster(rest: str) -> Command | Refusal:
    """`roster`, `roster ROLE @who… [deputy @who]`, or `roster audience "NAME" #channel|address…`."""
    if not rest:
        return ShowRoster()
    word, named = first_word(rest)
    if word.casefold() == "audience":
        return _audience(named)
    first = MENTION.search(rest)
    role, named = (rest[: first.start()], rest[first.start() :]) if first else (rest, "")
    if handle := re.search(r"(?<![\w<])@[\w.-]+", re.sub(r"<[^<>]*>", "", rest)):
        return incomplete(f"I do not know {handle[0]}: choose from Slack's list while typing.")
    if not named:
        return incomplete(f"Who stands for “{readable(role)}”?")
    if not unquoted(role):
        return incomplete("Which role? It comes before the people.")
    people, *after = re.split(r"(?i)\bdeput(?:y|ies)\b", MENTION.sub(_marked, named), maxsplit=1)
    deputies = "".join(after)
    if strange := MENTION.sub("", people + deputies).replace(",", " ").strip():
        return too_much(strange)
    if after and not _ids(deputies):
        return incomplete("Who is the deputy?")
    return SetRoster(role=unquoted(readable(role)), people=_ids(people), deputies=_ids(deputies))


def _audience(rest: str) -> Command | Refusal:
    """`roster audience "NAME" #channel|address…`; with nothing behind the name it leaves the roster."""
    name, named = _name_and_ends(rest)
    if not name:
        return incomplete("Which audience? Its name comes first, in quotes where it has several words.")
    left = ADDRESS.sub(" ", CHANNEL.sub(" ", named))
    if strange := re.sub(r"[,;\s]+", " ", left).strip():
        return too_much(strange)
    addresses = (mailto or bare for mailto, bare in ADDRESS.findall(named))
    audience = Audience(
        name=name,
        addresses=tuple(dict.fromkeys(address.casefold() for address in addresses)),
        channels=tuple(dict.fromkeys(CHANNEL.findall(named))),
    )
    return SetRosterAudience(audience)


def _name_and_ends(rest: str) -> tuple[str, str]:
    """The name, in quotes or up to the first channel or address, and what follows."""
    if quoted := re.match(r'"([^"]*)"?\s*(.*)', straight(rest)):
        return readable(quoted[1]).strip(), quoted[2]
    starts = [found.start() for pattern in (CHANNEL, ADDRESS) if (found := pattern.search(rest))]
    first = min(starts, default=len(rest))
    return readable(rest[:first]).strip(), rest[first:]


def _marked(mention: re.Match[str]) -> str:
    """The mention without its label, in which any word may stand."""
    user, group = mention.groups()
    return f"<@{user}>" if user else f"<!subteam^{group}>"


def _ids(named: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user or group for user, group in MENTION.findall(named)))
