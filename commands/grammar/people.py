"""Who does it from now on."""

import re

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest
from commands.text import MENTION, readable


def hand(rest: str) -> Command | Refusal:
    """`hand [ID] ROLE @who [reason]`: the first mention takes over; in a role's place it is whose it is."""
    deployment, left = deployment_and_rest(rest)
    mentions = list(MENTION.finditer(left))
    stands_for_role = bool(mentions) and not left[: mentions[0].start()].strip()
    if stands_for_role and len(mentions) == 1:
        return incomplete("Which role? It comes before the person.")
    if not mentions:
        if handle := re.search(r"(?<![\w<])@[\w.-]+$", left):
            return incomplete(f"I do not know {handle[0]}: choose from Slack's list while typing.")
        return incomplete("To whom? A mention of one person follows the role.")
    who = mentions[1 if stands_for_role else 0]
    user, group = who.groups()
    role, reason = left[: who.start()].strip(), unquoted(readable(left[who.end() :].strip()))
    if group:
        return incomplete("A role is handed to one person, not to a group: who is it?")
    meant = role if MENTION.fullmatch(role) else unquoted(readable(role))
    return Act(deployment=deployment, intent=i.HandOver(role=meant, to=user, reason=reason))
