"""Accepted facts about a rollback question: asked, voted on, escalated, answered."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.event import Event
from bot.domain.evidence import Evidence
from bot.domain.people import Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, Escalated


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackAsked(Event):
    """A rollback question is open: no further step is called. `by` is `None` where a monitor asked."""

    round: int
    severity: Severity
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSeen(Event):
    """What speaks for a rollback is more, or another, than before: these are new, changed, or over."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersAsked(Event):
    """These (by id) may answer the open question, and are asked directly; each once.

    `number` counts the askings of a question from 1, and each is a message of its own; 0 where it had none.
    `called` are those of them who are called by the same decision: their call asks this, too.
    """

    people: tuple[str, ...]
    number: int = 0
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersAskedAgain(Event):
    """Each of these (by id) settles it by one press, and is asked for it directly: their votes are enough by
    now, as another severity or other people count, or nothing speaks for a rollback any more. `number` and
    `called` are as those of `VotersAsked`.
    """

    people: tuple[str, ...]
    number: int = 0
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersReminded(Event):
    """Those whose answer is missing (by id) are reminded, by the message with this `subject`."""

    people: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Event):
    """Somebody votes, or votes otherwise than before; `ask_again_at` (aware UTC) belongs to Continue.

    `as_member_of` is the handle of the group as whose member they may; `instead_of` are those for one of whom
    a deputy votes, as none of them has.
    """

    choice: Choice
    reason: str = ""
    ask_again_at: datetime | None = None
    as_member_of: str = ""
    instead_of: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityChanged(Event):
    """It is worse, or less bad, than was said: others decide, and their clock begins anew.

    `by` is `None` where what was seen since says so by itself. Where it is worse, all others are asked anew.
    """

    severity: Severity
    was: Severity
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEscalated(Event):
    """Those who decide disagree, or did not decide in time: one of those who are called decides alone."""

    why: Escalated


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackDeclined(Event):
    """Continue was decided: steps go on, and it is asked again at that minute, sooner if it gets worse.

    `ask_again_at` is `None` where nothing spoke for a rollback any more.
    """

    reason: str
    ask_again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFellAway(Event):
    """The failed step that the question was asked for is over, nothing else speaks for it, and nobody voted
    for a rollback. It is kept for deployments from before people had to let it go on in this case, too.
    """

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionNotRepeated(Event):
    """A declined rollback was to be asked about again at this minute, and nothing holds any more."""
