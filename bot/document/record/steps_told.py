"""What happened to steps, in one sentence an event."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.document.record.recorded import Recorded
from bot.document.record.writing import code, people, sentence, spoken
from bot.domain import events as e
from bot.domain.times import clock, minutes

Sentences = dict[type[e.Event], Callable[[Any, Recorded], str]]
"""How each kind of event is said; who and when stand beside it."""
Reported = e.StepStarted | e.StepFinished | e.StepFailed | e.StepSkipped
Pressed = Reported | e.StepDelayed


def because(told: Recorded, text: str | None) -> str:
    """`: “lock timeout”`; "" where nobody said anything."""
    said = told.words(text or "")
    return f": {said}" if said else ""


def ends_told(events: Iterable[e.Event]) -> frozenset[tuple[str, datetime]]:
    """The steps that ended, each with when that was recorded: a start that came with it is not told."""
    return frozenset(
        (event.step, event.at) for event in events if isinstance(event, e.StepFinished | e.StepFailed)
    )


def came_with_its_end(event: e.Event, ends: frozenset[tuple[str, datetime]]) -> bool:
    """Whether a start was recorded with the end."""
    return isinstance(event, e.StepStarted) and (event.step, event.at) in ends


def upper(text: str) -> str:
    """At the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def as_member(handle: str) -> str:
    """The user group that made it theirs."""
    return f", as a member of {spoken(f'@{handle}')}" if handle else ""


def behalf(event: Pressed, told: Recorded) -> str:
    """Whose step it was, where somebody else said so."""
    step = told.plan.step(event.step)
    return spoken(event.for_whom or (step.owner if step else "its owner")) if event.on_behalf else ""


def _reported(how: str) -> Callable[[Any, Recorded], str]:
    def say(event: Reported, told: Recorded) -> str:
        words = event.note if isinstance(event, e.StepStarted | e.StepFinished) else event.reason
        late = f", as was recorded {clock(event.at, told.state.zone)}" if event.happened_at else ""
        member = as_member(event.as_member_of)
        return f"{upper(told.step(event.step))}: {how}{late}{member}{because(told, words)}"

    return say


def _called(event: e.StepCalled, told: Recorded) -> str:
    step = told.plan.step(event.step)
    who = f": {told.owner(step)}" if step else ""
    return f"{upper(told.step(event.step))}, is called{who}{because(told, event.note)}"


def _delayed(event: e.StepDelayed, told: Recorded) -> str:
    due = clock(event.due, told.state.zone)
    more = f"{minutes(event.minutes)} more, due {due}"
    return f"{upper(told.step(event.step))}: {more}{because(told, event.note)}"


def _reopened(event: e.StepReopened, told: Recorded) -> str:
    return sentence(
        f"{upper(told.step(event.step))}: reopened{because(told, event.note)}",
        *_fell(event, told),
        *(f"item {told.item(number)} is open again" for number in event.items),
        *(f"{code(key)} is asked anew" for key in event.values),
    )


def _added(event: e.StepAdded, told: Recorded) -> str:
    step = event.added
    takes = "a follow-up" if step.minutes is None else minutes(step.minutes)
    who = people(event.people) if event.people else spoken(step.owner)
    return sentence(
        f"Step {spoken(step.number)}, {spoken(step.action)}, is added after {spoken(step.after[0])}: "
        f"{who}, {takes}{because(told, event.reason)}",
        *_fell(event, told),
    )


def _restored(event: e.RestoreDecided, told: Recorded) -> str:
    instead = f"takes the place of step {spoken(event.step)}, which failed"
    return f"{upper(told.step(event.restore))}, {instead}{because(told, event.reason)}"


def _fell(event: e.StepReopened | e.StepAdded, told: Recorded) -> list[str]:
    """What does not hold any more."""
    off = ", ".join(map(spoken, event.called_off))
    return [
        f"not called any more: {off}" if off else "",
        "Go is asked anew" if event.go else "",
        "deploying goes on" if event.verifying else "",
        *(f"{told.checkpoint(number)} is asked anew" for number in event.checkpoints),
    ]


SENTENCES: Sentences = {
    e.StepCalled: _called,
    e.StepStarted: _reported("started"),
    e.StepFinished: _reported("done"),
    e.StepFailed: _reported("failed"),
    e.StepSkipped: _reported("skipped"),
    e.StepDelayed: _delayed,
    e.StepReopened: _reopened,
    e.StepAdded: _added,
    e.RestoreDecided: _restored,
}
