"""For whom and when: what stands before the note where a step is recorded on somebody's behalf, or late."""

import re
from datetime import time

from bot.domain.facts import incomplete, not_yours, unknown
from bot.domain.intents import Recorded
from bot.domain.quotes import straight
from bot.domain.refusals import Refusal
from commands.command import Command
from commands.grammar.reading import Parse, deployment_and_rest
from commands.text import MENTION, first_word, readable

_TIME = re.compile(r"(\d{1,2}):(\d{2}),?")
_QUOTED = re.compile(r'"\s*([^"]*[^"\s])\s*"\s*')
_FOR_SOMEBODY = re.compile(rf'(?:"[^"]*"\s+|\S+\s+)?for\s+(?:{MENTION.pattern}|@\w)', flags=re.IGNORECASE)
NEVER_FOR = (
    "A sign-off is given by whoever holds the role or by their deputy, and never recorded for anybody. Who "
    "stands in is named in the document (`Deputy`) or by `/deploy roster ROLE @who deputy @who`."
)


def recorded_and_note(text: str) -> tuple[Recorded, str] | Refusal:
    """`[for @who] [at HH:MM] [note]`, the first two in either order; `for "Jane Roe"` without Slack."""
    owner, at = "", None
    while True:
        word, after = first_word(text)
        if word.casefold() == "for" and not owner and (named := _named(after)):
            if isinstance(named, Refusal):
                return named
            owner, text = named
        elif word.casefold() == "at" and at is None and (found := _TIME.fullmatch(first_word(after)[0])):
            try:
                at = time(int(found[1]), int(found[2]))
            except ValueError:
                return unknown(f"There is no time “{found[0]}”: 02:14 is what I can read.")
            text = first_word(after)[1]
        else:
            return Recorded(owner=owner, at=at), text


def _named(text: str) -> tuple[str, str] | Refusal | None:
    """Whom the words begin with, and what follows; `None` where they name nobody."""
    if mention := MENTION.match(text):
        user, group = mention.groups()
        return user or group, text[mention.end() :].strip()
    word, _ = first_word(text)
    if word.startswith("@"):
        return incomplete(f"I do not know {readable(word)}: choose from Slack's list while typing.")
    quoted = _QUOTED.match(straight(text))
    return (readable(text[quoted.start(1) : quoted.end(1)]), text[quoted.end() :]) if quoted else None


def never_for(parse: Parse) -> Parse:
    """A word that signs, which nobody does for another (contract: Who may)."""

    def checked(rest: str) -> Command | Refusal:
        _, left = deployment_and_rest(rest)
        return not_yours(NEVER_FOR) if _FOR_SOMEBODY.match(straight(left)) else parse(rest)

    return checked
