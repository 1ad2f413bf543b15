"""What every word's grammar needs: the deployment's ID, and the words for what cannot be read.

The first word is the deployment's ID where it is shaped like one (a hyphen and a digit); quoted it is text.
"""

import re
from collections.abc import Callable
from datetime import datetime

from bot.document.values import YEARS
from bot.domain.facts import unknown
from bot.domain.identity import is_id_shaped
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Command
from commands.text import first_word, readable

Parse = Callable[[str], Command | Refusal]

OVERRIDE = "override"
MINUTES = re.compile(r"(\d{1,4})\s*(?:min|minutes|m)?(?:\s+(.*))?", re.IGNORECASE)
DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def too_much(rest: str) -> Refusal:
    """Words that mean nothing where they stand."""
    return unknown(f"I do not understand “{readable(rest)}” there.")


def deployment_and_rest(rest: str) -> tuple[str, str]:
    """The ID, if the first word is shaped like one, and what follows it."""
    word, after = first_word(rest)
    return (word, after) if is_id_shaped(word) else ("", rest.strip())


def minutes_and_rest(text: str) -> tuple[int, str] | None:
    """How many minutes (`10`, `10 min`), and what follows; `None` where the text begins with none."""
    found = MINUTES.fullmatch(text)
    return (int(found[1]), found[2] or "") if found else None


NO_SUCH_DATE = "No deployment is on that date: 2026-12-01 is one that I can read."


_OVERRIDDEN = re.compile(rf"(.*?)\s*\b{OVERRIDE}\s+(\S.*)", re.IGNORECASE)


def reason_and_override(text: str) -> tuple[str, str]:
    """A reason, and behind the word `override` why to go past what is in the way, "" without it."""
    found = _OVERRIDDEN.fullmatch(text.strip())
    if found is None:
        return unquoted(text), ""
    reason, override = (unquoted(each) for each in found.groups())
    return reason or override, override


def moment_of(text: str) -> datetime | None:
    """A date and time as people type them, naive; `None` where it is none that a document could have."""
    try:
        moment = datetime.fromisoformat(text) if DATE_AND_TIME.fullmatch(text) else None
    except ValueError:
        return None
    return moment if moment and moment.year in YEARS else None
