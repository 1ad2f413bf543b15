"""What is asked of the ladder of 9.2: call the next level, take charge, pass it on, stand down."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.intent import Intent
from bot.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Intent):
    """Call the next level: the first, where no issue is open."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Intent):
    """Take charge of what one is called for; the lead may say so for who has no Slack (`for_whom`)."""

    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Intent):
    """Not me: somebody else is to be called. The lead may say so for who has no Slack (`for_whom`)."""

    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDown(Intent):
    """The issue is over: whoever was called need not act any more."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgedOutside(Intent):
    """A level's page was answered where it rang: by whom, as they are called there, in what, and when.

    `at` is the plan's clock (aware UTC) as it stood then: word of an answer may come much later.
    """

    level: str
    by: str
    where: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOnCall(Intent):
    """Who is on call for a level now, by the service that pages it; `strangers` are not in Slack."""

    level: str
    people: tuple[Person, ...]
    strangers: tuple[str, ...] = ()
