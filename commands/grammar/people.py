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
    """`hand [ID] ROLE @who`: the last mention is who takes over; one before it is a person's own place."""
    deployment, left = deployment_and_rest(rest)
    mentions = list(MENTION.finditer(left))
    if not mentions or left[mentions[-1].end() :].strip():
        if handle := re.search(r"(?<![\w<])@[\w.-]+$", left):
            return incomplete(f"I do not know {handle[0]}: choose from Slack's list while typing.")
        return incomplete("To whom? A mention of one person comes last.")
    user, group = mentions[-1].groups()
    role = left[: mentions[-1].start()].strip()
    if group:
        return incomplete("A role is handed to one person, not to a group: who is it?")
    if not role:
        return incomplete("Which role? It comes before the person.")
    meant = role if MENTION.fullmatch(role) else unquoted(readable(role))
    return Act(deployment=deployment, intent=i.HandOver(role=meant, to=user))
