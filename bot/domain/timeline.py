"""What happened, from the stored events: decision by decision, without what is only kept for the machine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from bot.domain import events as e
from bot.domain.effects import MessageKind

TOLD = (
    e.AlertAttached,
    e.AlertsReported,
    e.Begun,
    e.CallAcknowledged,
    e.CallPassedOn,
    e.CarriedOn,
    e.CaughtUp,
    e.Completed,
    e.DecisionEscalated,
    e.DeployingBegan,
    e.EvidenceSeen,
    e.GoGiven,
    e.Held,
    e.IssueOver,
    e.IssueRaised,
    e.LevelCalled,
    e.NoteAdded,
    e.NoticeGiven,
    e.Overridden,
    e.QuestionFellAway,
    e.Resumed,
    e.RestoreDecided,
    e.RoleHanded,
    e.RollbackAsked,
    e.RollbackDecided,
    e.RollbackDeclined,
    e.RolledBack,
    e.SeverityChanged,
    e.SmokeTestsRun,
    e.SmokeTestsTicked,
    e.SmokeTestsLeft,
    e.StepAdded,
    e.StepDelayed,
    e.StepFailed,
    e.StepFinished,
    e.StepReopened,
    e.StepSkipped,
    e.StepStarted,
    e.TargetReleased,
    e.ValueNoted,
    e.DataValidated,
    e.ConfigurationConfirmed,
    e.MigrationsReversed,
    e.ConfigurationRestored,
    e.VerifyingBegan,
    e.VoteCast,
    e.WindowExtended,
)
"""What was executed and seen, asked, voted, decided, escalated and taken back, from Begin on."""
EACH, MOST_PAGES = 60, 8
"""How many events that are told a page has, until there are as many pages as anybody would read."""

Decision = tuple[e.Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a timeline, from 1, of so many; it tells the events up to the one numbered `last`."""

    number: int
    pages: int
    last: int

    def spell(self) -> str:
        """As a message's subject."""
        return f"{self.number}/{self.pages}:{self.last}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """As it was spelled. Errors: `ValueError`."""
        place, _, last = text.partition(":")
        number, _, pages = place.partition("/")
        return cls(number=int(number), pages=int(pages), last=int(last))


def pages_to(last: int, told: int) -> tuple[Page, ...]:
    """The pages of the timeline up to an event, by its number, of which so many are told."""
    pages = min(max(1, -(-told // EACH)), MOST_PAGES)
    return tuple(Page(number=number, pages=pages, last=last) for number in range(1, pages + 1))


OF_EVENTS = frozenset({MessageKind.LOG, MessageKind.CHANGE, MessageKind.CHART})
"""Messages about events: their subject has the numbers."""


def events_told(kind: MessageKind, subject: str) -> Sequence[int]:
    """The numbers of the events that a message tells; none where it tells how things stand."""
    if kind is MessageKind.TIMELINE:
        return range(1, Page.parse(subject).last + 1)
    return [int(number) for number in subject.split(",")] if kind in OF_EVENTS else []


def timeline(events: Iterable[e.Event]) -> tuple[Decision, ...]:
    """The events worth telling, those of one instant together, in the order in which they happened.

    A start that came with its own end is not told.
    """
    told = (event for event in events if isinstance(event, TOLD))
    decisions = (tuple(decision) for _, decision in groupby(told, lambda event: event.at))
    return tuple(map(_without_starts, decisions))


def _without_starts(decision: Decision) -> Decision:
    ended = {event.step for event in decision if isinstance(event, e.StepFinished | e.StepFailed)}
    return tuple(
        event for event in decision if not (isinstance(event, e.StepStarted) and event.step in ended)
    )
