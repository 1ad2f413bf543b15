"""What a rollback question is made of: the votes, what is asked now, and what became of earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.evidence import Evidence
from bot.domain.people import Person
from bot.domain.plan import Severity


class Choice(StrEnum):
    """What somebody votes for."""

    ROLLBACK = "rollback"
    CONTINUE = "continue"


class Outcome(StrEnum):
    """What became of a question: people decided it, or what it was asked for is over."""

    ROLLBACK = "rollback"
    CONTINUE = "continue"
    FELL_AWAY = "fell away"


class Escalated(StrEnum):
    """Why the next level is called: those who decide disagree, or did not decide in time."""

    TIE = "tie"
    TIME_IS_UP = "time is up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote; it can be changed until the question is settled.

    Continue has a reason, and when (aware UTC) to ask again. `instead_of` is as that of `VoteCast`.
    """

    by: Person
    at: datetime
    choice: Choice
    reason: str = ""
    ask_again_at: datetime | None = None
    instead_of: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A message by which these people (ids) were asked, or reminded, after so many `calls` of the issue."""

    subject: str
    at: datetime
    people: tuple[str, ...]
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackQuestion:
    """Roll back? `round` counts the questions of a deployment from 1; `opened_by` is `None` for a monitor.

    The clock runs from `since`: from the opening, or from the last of `changes` of the severity, which
    `severity_by` made. `votes` are by user id, and so are those who were `asked` directly, and `again` for
    the press that they gave already; `askings` and `reminded` say by which messages, in order.
    `escalated_at` is since when one of those who were called may decide
    alone, and `escalated_why` what led to it.
    `reminded_at` is when those who have not decided were last reminded, `reminders` how often.
    """

    round: int
    opened_at: datetime
    opened_by: Person | None
    severity: Severity
    since: datetime
    evidence: tuple[Evidence, ...]
    changes: int = 0
    severity_by: Person | None = None
    severity_reason: str = ""
    votes: Mapping[str, Vote] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    askings: tuple[Asking, ...] = ()
    reminded: tuple[Asking, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing of what was seen holds any more, and nobody wants a rollback all the same."""
        wanted = any(vote.choice is Choice.ROLLBACK for vote in self.votes.values())
        return not wanted and all(each.is_over for each in self.evidence)

    escalated_at: datetime | None = None
    escalated_why: Escalated | None = None
    reminded_at: datetime | None = None
    reminders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that is settled: what it was, what became of it, by whom and when, and why.

    After Continue it is asked again at `ask_again_at`, or as soon as the evidence worsens; `None` once that
    was done, or where nothing of it holds any more.
    """

    question: RollbackQuestion
    outcome: Outcome
    by: Person | None
    at: datetime
    reason: str
    ask_again_at: datetime | None = None
