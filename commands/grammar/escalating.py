"""The words of the ladder of 9.2: who is called answers."""

from bot.domain import intents as i
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest, too_much
from commands.text import first_word, readable

NOT_ME, OVER = "not-me", "over"


def ack(rest: str) -> Command | Refusal:
    """`ack [ID]`, `ack [ID] not-me`, `ack [ID] over [note]`."""
    deployment, left = deployment_and_rest(rest)
    word, note = first_word(left)
    if word.casefold() == OVER:
        return Act(deployment=deployment, intent=i.StandDown(note=unquoted(readable(note))))
    if left and left.casefold() != NOT_ME:
        return too_much(left)
    return Act(deployment=deployment, intent=i.PassOn() if left else i.Acknowledge())
