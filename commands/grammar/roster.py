"""Who stands for what."""

import re

from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Command, SetRoster, ShowRoster
from commands.grammar.reading import not_yet, too_much
from commands.text import MENTION, first_word, readable


def roster(rest: str) -> Command | Refusal:
    """`roster`, or `roster ROLE @who… [deputy @who]`."""
    if not rest:
        return ShowRoster()
    word, _ = first_word(rest)
    if word.casefold() == "audience":
        return not_yet("`roster audience`")
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


def _marked(mention: re.Match[str]) -> str:
    """The mention without its label, in which any word may stand."""
    user, group = mention.groups()
    return f"<@{user}>" if user else f"<!subteam^{group}>"


def _ids(named: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user or group for user, group in MENTION.findall(named)))
