"""What happened, in one sentence an event: every event, but for those that only steer the bot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from bot.document.record import review_told, steps_told, trouble_told
from bot.document.record.recorded import Recorded
from bot.document.record.standing_in import confirmed_for, signed_for
from bot.document.record.steps_told import Pressed, Sentences, because, behalf, came_with_its_end, ends_told
from bot.document.record.writing import code, name, spoken
from bot.domain import events as e
from bot.domain.escalation_events import Called
from bot.domain.times import minutes

UNTOLD = frozenset(
    {
        e.AmendmentProposed,
        e.BaselineRead,
        e.CameDue,
        e.ConfirmationAsked,
        e.DndNamed,
        e.DndRead,
        e.GoAsked,
        e.PeopleReleased,
        e.RemindersQuieted,
        e.RolesBound,
        e.SmokeTestsReported,
        e.StepLate,
        e.SurroundingsChanged,
        e.TimesTold,
        e.VotersAsked,
        e.VotersAskedAgain,
        e.VotersReminded,
    }
)
"""What only asks, reminds, or looks somebody up; what came of it is told."""

SENTENCES: Sentences = {
    **review_told.SENTENCES,
    **steps_told.SENTENCES,
    **trouble_told.SENTENCES,
    e.Begun: lambda _event, _told: "Pre-deployment began",
    e.NoteAdded: lambda event, told: f"Note{because(told, event.text)}",
    e.ValueNoted: lambda event, _: f"{code('{' + event.name + '}')} is {code(event.value)}",
    e.GoGiven: lambda event, told: f"Go: deploying begins {told.when(event.effective_at)}",
    e.DeployingBegan: lambda _event, _told: "Deploying began: actual T-0",
    e.VerifyingBegan: lambda _event, _told: "Verifying began: every step of the deployment is over",
    e.Held: lambda event, told: f"On hold{because(told, event.reason)}",
    e.Resumed: lambda _event, _told: "Resumed",
    e.UndoingBegan: lambda event, told: (
        f"{'Moved' if event.anew else 'Given up'}{because(told, event.reason)}; what was done is undone "
        f"first: steps {', '.join(map(spoken, event.steps))}"
    ),
    e.PreDeploymentLeft: lambda _event, _told: "Pre-deployment is left, and begins anew in another window",
    e.Cancelled: lambda event, told: f"Cancelled{because(told, event.reason)}",
    e.WindowMissed: lambda _event, _told: "Missed: the window ended and nobody had begun",
    e.WindowExtended: lambda event, told: (
        f"Window extended by {minutes(event.minutes)}, to {told.when(event.window_end)}"
        f"{because(told, event.reason)}"
    ),
    e.CarriedOn: lambda _event, _told: "Carries on, though a rollback that begins now ends after the window",
    e.TargetLocked: lambda _event, told: f"{spoken(str(told.state.target))} is locked until it is released",
    e.TargetReleased: lambda event, told: (
        f"{spoken(str(told.state.target))} is released{because(told, event.reason)}"
    ),
    e.RolledBack: lambda _event, _told: "Rolled back: every step of the way back is over",
    e.Confirmed: lambda event, told: (
        f"{told.checkpoint(event.checkpoint)}: confirmed{steps_told.as_member(event.as_member_of)}"
    ),
    e.Completed: lambda event, told: (
        f"Completed{f'; still to be approved: {told.rows(event.late)}' if event.late else ''}"
    ),
    e.CaughtUp: lambda event, told: f"T-Minus had been away since {told.when(event.since)}",
}

BY_PEOPLE = frozenset({Called.ASKED, Called.PASSED_ON})
"""Why a level is called where somebody wants it; else the bot does, as 9.2 has it."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened: when it was, who said so and for whom, and what in a sentence."""

    at: datetime
    by: str
    text: str


def told_lines(told: Recorded) -> Iterator[Line]:
    """What happened, in the order in which it was recorded."""
    ends = ends_told(told.events)
    for event, then in told.then:
        text = "" if came_with_its_end(event, ends) else said(event, then)
        if not text:
            continue
        at = getattr(event, "happened_at", None) or event.at
        yield Line(at=at, by=_by(event, then), text=text)


def _by(event: e.Event, told: Recorded) -> str:
    """Whose doing it was, and for whom; the bot's where it only followed from what somebody said."""
    match event:
        case e.IssueRaised(about=about) | e.IssueOver(about=about) if about:
            return name(None)
        case e.LevelCalled() if event.because not in BY_PEOPLE:
            return name(None)
        case e.SignedOff():
            return f"{name(event.by)}{signed_for(event, told)}"
        case e.Confirmed():
            return f"{name(event.by)}{confirmed_for(event, told)}"
    on_behalf = behalf(event, told) if isinstance(event, Pressed) else ""
    return f"{name(event.by)}, for {on_behalf}" if on_behalf else name(event.by)


def said(event: e.Event, told: Recorded) -> str:
    """What happened; "" where it only steers the bot. Of a kind without a sentence its name and its words."""
    kind = type(event)
    if kind in UNTOLD:
        return ""
    if kind in SENTENCES:
        return SENTENCES[kind](event, told)
    values = (getattr(event, field.name) for field in fields(event))
    words = [told.words(value) for value in values if isinstance(value, str) and value.strip()]
    named = _HUMP.sub(" ", kind.__name__).capitalize()
    return f"{named}: {', '.join(words)}" if words else named
