"""Words that look back on what is over."""

import re
from datetime import date

from bot.document.values import YEARS
from bot.domain.facts import incomplete, unknown
from bot.domain.period import Period
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Command, ShowClosed, ShowList, ShowStats
from commands.grammar.reading import NO_SUCH_DATE, too_much
from commands.text import MENTION, first_word, readable

CLOSED = "closed"
MOST_DAYS = 3_660
DAYS = re.compile(r"(\d{1,5})\s*(?:d|days?)", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HANDLE = re.compile(r"(?<![\w<])@[\w.-]+")


def list_(rest: str) -> Command | Refusal:
    """`list`, or `list closed [30d|FROM [TO]] [SERVICE] [@who]`, in this order or with the person before."""
    if not rest:
        return ShowList()
    word, after = first_word(rest)
    if word.casefold() != CLOSED:
        return too_much(rest)
    mentions = list(MENTION.finditer(after))
    if len(mentions) > 1:
        return incomplete("Whose? Of one person at a time.")
    if mentions and not mentions[0][1]:
        return incomplete("A group takes no part in a deployment: which person?")
    person = mentions[0][1] if mentions else ""
    left = readable(" ".join(MENTION.sub(" ", after).split()))
    if handle := HANDLE.search(left):
        return incomplete(f"I do not know {handle[0]}: choose from Slack's list while typing.")
    looked = _period(left)
    if isinstance(looked, Refusal):
        return looked
    return ShowClosed(period=looked[0], service=looked[1], person=person)


def stats(rest: str) -> Command | Refusal:
    """`stats [30d|FROM [TO]] [SERVICE]`."""
    looked = _period(readable(rest))
    return looked if isinstance(looked, Refusal) else ShowStats(period=looked[0], service=looked[1])


def _period(text: str) -> tuple[Period, str] | Refusal:
    """The period that a text begins with, the usual one where it begins with none; and a service's name."""
    word, after = first_word(text)
    if found := DAYS.fullmatch(word):
        days = int(found[1])
        if not 0 < days <= MOST_DAYS:
            return unknown(f"How many days? From 1 to {MOST_DAYS}, as in 30d.")
        return Period(days=days), unquoted(after)
    days_named: list[date] = []
    while len(days_named) < 2 and DAY.fullmatch(word):  # noqa: PLR2004 - from and to
        day = _day(word)
        if day is None:
            return unknown(NO_SUCH_DATE)
        days_named.append(day)
        text = after
        word, after = first_word(text)
    if not days_named:
        return Period(), unquoted(text)
    return Period(first=min(days_named), last=max(days_named) if days_named[1:] else None), unquoted(text)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
