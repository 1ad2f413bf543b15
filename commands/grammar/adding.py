"""A step that nobody foresaw."""

import re

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import straight, unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest, too_much
from commands.text import MENTION, first_word, readable

_MINUTES = re.compile(r"(\d{1,4})\s*(?:min|minutes|m)?", re.IGNORECASE)


def add(rest: str) -> Command | Refusal:
    """`add [ID] after N "action" @who MINUTES`."""
    deployment, left = deployment_and_rest(rest)
    word, left = first_word(left)
    number, left = first_word(left)
    if word.casefold() != "after" or not number:
        return incomplete("Behind which step?")
    who = _last_mention(left)
    if who is None:
        return incomplete("Who shall do it? Choose somebody from Slack's list while typing.")
    action, minutes = unquoted(readable(left[: who.start()])), left[who.end() :].strip()
    if not straight(action).strip('"'):
        return incomplete("What is to be done?")
    length = _MINUTES.fullmatch(minutes)
    if minutes and length is None:
        return too_much(minutes)
    if length is None:
        return incomplete("How many minutes does it take?")
    user, group = who.groups()
    intent = i.AddStep(
        after=readable(number), action=action, owner=user or group, minutes=int(length.group(1))
    )
    return Act(deployment=deployment, intent=intent)


def _last_mention(text: str) -> re.Match[str] | None:
    """The owner: people may be named in the action, too."""
    *_, last = (None, *MENTION.finditer(text))
    return last
