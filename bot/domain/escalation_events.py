"""Accepted facts about the ladder of 9.2: an issue, the levels called for it, and what they answered."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.event import Event
from bot.domain.people import Person


class Called(StrEnum):
    """Why a level is called."""

    ASKED = "asked"
    UNDECIDED = "undecided"
    DUE = "due"
    SILENCE = "silence"
    PASSED_ON = "passed on"
    AGAIN = "again"
    STILL_OPEN = "still open"
    ON_CALL = "on call"
    NOBODY = "nobody"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRaised(Event):
    """Something that levels of 9.2 are called for: a new issue, or one thing more about the open one.

    `number` counts them from 1. `about` is what it is over with (`escalation.raise_issue`); "" where somebody
    called by hand.
    """

    number: int
    why: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCalled(Event):
    """A level is called: these people, and those `absent` from Slack by telephone, through the lead.

    With neither nobody new stands for it. `why` is what was said with it, "" for nothing. `is_unpaged`: the
    plan names a policy for it, and PagerDuty is not set up. `through` are those (ids) who telephone.
    """

    level: str
    people: tuple[Person, ...]
    absent: tuple[str, ...] = ()
    because: Called
    why: str = ""
    is_unpaged: bool = False
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAcknowledged(Event):
    """Somebody called takes charge. `for_whom`: it was recorded for who has no Slack.

    `where` is the service in which it was said, `said_by` who did so there; "" in Slack.
    """

    level: str
    for_whom: str = ""
    where: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPassedOn(Event):
    """Somebody called does not take charge. `for_whom`: it was recorded for who has no Slack."""

    level: str
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallNoted(Event):
    """Who is on call for a level, by the service that pages it.

    `strangers` are those who are not in Slack, as they are called there.
    """

    level: str
    people: tuple[Person, ...]
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOver(Event):
    """Nothing is to be done about it any more; `why` says it in words.

    `about` is what of it is settled, where it may be about more; "" for all of it.
    """

    why: str
    about: str = ""
