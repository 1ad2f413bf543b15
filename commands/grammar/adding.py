"""A step that nobody foresaw."""

import re
from dataclasses import dataclass

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import straight, unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import MINUTES, deployment_and_rest, too_much
from commands.text import MENTION, first_word, readable

_QUOTED = re.compile(r'".*?"')
_BY_ROLE = re.compile(r'(".*?")\s+([^"@]+?)\s+(\d.*)')


@dataclass(frozen=True, slots=True)
class _Words:
    """What is to be done, who does it (a mention, else a role), and what follows: minutes and a reason."""

    action: str
    who: re.Match[str] | None
    role: str
    rest: str


def add(rest: str) -> Command | Refusal:
    """`add [ID] after N "action" @who MINUTES [reason]`; a role of the plan stands for who does it, too."""
    deployment, left = deployment_and_rest(rest)
    word, left = first_word(left)
    number, left = first_word(left)
    if word.casefold() != "after" or not number:
        return incomplete("Behind which step?")
    words = _words(left)
    if words is None:
        return incomplete("Who shall do it? Choose somebody from Slack's list while typing.")
    if not straight(words.action).strip('"'):
        return incomplete("What is to be done?")
    length = MINUTES.fullmatch(words.rest)
    if words.rest and length is None:
        return too_much(words.rest)
    if length is None:
        return incomplete("How many minutes does it take?")
    user, group = words.who.groups() if words.who else ("", "")
    intent = i.AddStep(
        after=readable(number),
        action=words.action,
        owner=user or group,
        role=words.role,
        minutes=int(length[1]),
        reason=unquoted(readable(length[2] or "")),
    )
    return Act(deployment=deployment, intent=intent)


def _words(text: str) -> _Words | None:
    """A mention before the minutes is who does it: people may be named in the action and the reason, too."""
    quoted = _QUOTED.match(straight(text))
    mentions = list(MENTION.finditer(text, quoted.end() if quoted else 0))
    timed = [found for found in mentions if MINUTES.fullmatch(text[found.end() :].strip())] or mentions
    if timed:
        who = timed[0 if quoted else -1]
        return _Words(unquoted(readable(text[: who.start()])), who, "", text[who.end() :].strip())
    if by_role := _BY_ROLE.fullmatch(straight(text)):
        action, role, rest = by_role.groups()
        return _Words(unquoted(readable(action)), None, readable(role), rest)
    return None
