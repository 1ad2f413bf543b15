"""The words that decide about a rollback: vote, severity."""

import re
from datetime import time

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest
from commands.text import first_word, readable

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def vote(rest: str) -> Command | Refusal:
    """`vote [ID] rollback|continue [HH:MM] [reason]`."""
    deployment, left = deployment_and_rest(rest)
    word, after = first_word(left)
    if word.casefold() not in list(Choice):
        return incomplete("Which? `/deploy vote rollback` or `/deploy vote continue [HH:MM] REASON`.")
    choice, again = Choice(word.casefold()), None
    first, reason = first_word(after)
    if choice is Choice.CONTINUE and (found := _CLOCK.fullmatch(first)):
        again, after = time(int(found[1]), int(found[2])), reason
    intent = i.CastVote(choice=choice, reason=unquoted(readable(after)), ask_again=again)
    return Act(deployment=deployment, intent=intent)


def severity(rest: str) -> Command | Refusal:
    """`severity [ID] LEVEL reason`."""
    deployment, left = deployment_and_rest(rest)
    word, reason = first_word(left)
    if word.casefold() not in list(Severity):
        return incomplete(f"Which severity: {', '.join(Severity)}? And why?")
    intent = i.ChangeSeverity(severity=Severity(word.casefold()), reason=unquoted(readable(reason)))
    return Act(deployment=deployment, intent=intent)
