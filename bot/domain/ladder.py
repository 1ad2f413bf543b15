"""The ladder of 9.2 as it is climbed: an issue, who was called for it and when, and what they answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.escalation_events import Called
from bot.domain.people import Person, unique
from bot.domain.plan import Severity
from bot.domain.state_parts import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCall:
    """One call of a level; `absent` are those whom the lead has to telephone.

    `is_unpaged`: the plan names a policy for the level, and PagerDuty is not set up. `through` are who
    telephones (ids).
    """

    level: str
    people: tuple[Person, ...]
    absent: tuple[str, ...]
    at: datetime
    because: Called
    why: str = ""
    is_unpaged: bool = False
    through: tuple[str, ...] = ()

    @property
    def rings(self) -> bool:
        """Whether it calls anybody at all."""
        return bool(self.people or self.absent)

    def includes(self, who: str) -> bool:
        """Whether it calls somebody (an id, or a label without Slack)."""
        return who in self.absent or any(person.id == who for person in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody who was called said, after so many `calls`.

    `for_whom` is who has no Slack. `where` is the service in which it was said, where that was not Slack, and
    `said_by` who did so there; `by` is `None` then.
    """

    takes_charge: bool
    by: Person | None
    at: datetime
    level: str
    calls: int
    for_whom: str = ""
    where: str = ""
    said_by: str = ""

    @property
    def who(self) -> str:
        """Whose answer it is: one person has one, the last."""
        return self.for_whom or self.said_by or (self.by.id if self.by else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One issue; `number` counts them from 1. `opened` says who raised it, when and why.

    `about` are what it is over with, "" for somebody's word that it is. `acted_at` is when anybody who was
    called last did something. `severity` is the worst that a rollback question of it had, `None` where it was
    opened by hand. `refused` are the levels whose pages PagerDuty will not have, each with why. `reasons` say
    why each of `about` was raised that came, or came again, after it was opened. `over` is its end; `None`
    while it is open.
    """

    number: int
    opened: Given
    about: tuple[str, ...]
    calls: tuple[LevelCall, ...] = ()
    answers: tuple[Answer, ...] = ()
    acted_at: datetime | None = None
    severity: Severity | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Given] = field(default_factory=dict)
    over: Given | None = None

    @property
    def reason(self) -> Given:
        """Why somebody is wanted now: what was raised last of what it is still about."""
        return self.reasons.get(self.about[-1], self.opened)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who was called, each once."""
        return unique(person for call in self.calls for person in call.people)

    @property
    def absent(self) -> tuple[str, ...]:
        """Those whom the lead has to telephone, each once."""
        return tuple(dict.fromkeys(label for call in self.calls for label in call.absent))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that were called, in that order."""
        return tuple(dict.fromkeys(call.level for call in self.calls))

    def is_called(self, person: Person) -> bool:
        """Whether somebody was called."""
        return any(call.includes(person.id) for call in self.calls)

    def level_of(self, who: str) -> str:
        """As what somebody who was called (an id, or a label without Slack) was called last."""
        return next(call.level for call in reversed(self.calls) if call.includes(who))

    def calls_of(self, level: str) -> tuple[LevelCall, ...]:
        """Every call of a level."""
        return tuple(call for call in self.calls if call.level == level)

    def asked_since(self, level: str) -> datetime:
        """Since when a level that was called is asked: since its first call, or whether it still has it."""
        first, *later = self.calls_of(level)
        return max((call.at for call in later if call.because is Called.STILL_OPEN), default=first.at)

    @property
    def last_ring(self) -> int:
        """The number of the last call that called anybody, from 1; 0 where none did."""
        return max((number for number, call in enumerate(self.calls, 1) if call.rings), default=0)

    def answer_of(self, who: str) -> Answer | None:
        """What somebody (an id, or a label without Slack) said since they were last called, if anything."""
        said = next((each for each in reversed(self.answers) if each.who == who), None)
        return said if said and said.calls >= self._last_call_of(who) else None

    def _last_call_of(self, who: str) -> int:
        return max((number for number, call in enumerate(self.calls, 1) if call.includes(who)), default=0)

    @property
    def on_it(self) -> tuple[Answer, ...]:
        """Those who took charge and were not asked since whether they still are; each once."""
        last = {each.who: each for each in self.answers}
        return tuple(each for each in last.values() if each.takes_charge and self._holds(each))

    def _holds(self, answer: Answer) -> bool:
        """Until they are called again, or whoever has it of their level is asked: they may have left since.

        What was said elsewhere holds until its level is called again, or whoever said so says something here.
        """
        since = [call for call in self.calls[answer.calls :] if call.level == answer.level]
        if any(call.because is Called.STILL_OPEN for call in since):
            return False
        if answer.where:
            return not any(call.rings for call in since) and not self._is_said_anew(answer)
        return self.answer_of(answer.who) is answer

    def _is_said_anew(self, answer: Answer) -> bool:
        """Whether who answered elsewhere did in Slack since: by their name, or as the level's only one."""
        later = self.answers[self.answers.index(answer) + 1 :]
        level = {person.id for call in self.calls_of(answer.level) for person in call.people}
        name = answer.said_by.casefold()
        return any(
            each.level == answer.level
            and each.by is not None
            and not each.for_whom
            and (each.by.name.casefold() == name or level == {each.by.id})
            for each in later
        )

    @property
    def is_answered(self) -> bool:
        """Whether somebody took charge since anybody was last called: no clock runs then."""
        return any(each.calls >= self.last_ring for each in self.on_it)

    @property
    def asked(self) -> tuple[Person, ...]:
        """Those in Slack who were called and said nothing since."""
        return tuple(person for person in self.people if self.answer_of(person.id) is None)

    @property
    def to_telephone(self) -> tuple[str, ...]:
        """Those without Slack for whom nothing was recorded since they were called."""
        return tuple(label for label in self.absent if self.answer_of(label) is None)

    def new(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Those of them who were not called for it yet."""
        return tuple(person for person in people if not self.is_called(person))
