"""What bars a deployment's way: another under way, a lock, a freeze, another's window; and going past it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain import events as e
from bot.domain.authority import ask_lead
from bot.domain.facts import Facts, Other, not_yours
from bot.domain.locks import how_locked
from bot.domain.neighbours import lock_of_others
from bot.domain.people import names
from bot.domain.refusals import Because, Refusal
from bot.domain.state import LEAD, Deployment
from bot.domain.surroundings import Freeze, hits, overlap
from bot.domain.times import clock, span


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that only a reason goes past: in a sentence, and as the record calls it."""

    text: str
    name: str


def not_free(state: Deployment, facts: Facts) -> Refusal | None:
    """Refuses to begin beside another one of the target, or under a lock; no reason goes past either."""
    if other := _running(state, facts):
        text = f"{_under_way(other)}. Of {other.target} one deployment at a time: begin once it has ended."
        return Refusal(Because.NOT_NOW, text)
    if lock := lock_of_others(state, facts.lock):
        return Refusal(Because.NOT_NOW, how_locked(lock))
    return None


def overtaken(state: Deployment, facts: Facts) -> Refusal | None:
    """Refuses to roll a completed deployment back beneath another one that runs by now."""
    other = _running(state, facts)
    if other is None or not state.state.is_closed:
        return None
    whom = f"ask {names(other.lead)} to roll {other.id} back or to cancel it" if other.lead else "end it"
    return Refusal(
        Because.NOT_NOW,
        f"{_under_way(other)}. Of {other.target} one at a time: nothing is rolled back beneath it. "
        f"First {whom}.",
    )


def _running(state: Deployment, facts: Facts) -> Other | None:
    """Another deployment of the target that is under way."""
    running = (other for other in facts.others if other.runs and other.target.key == state.target.key)
    return next(running, None)


def _under_way(other: Other) -> str:
    ends = f"; it ends about {clock(other.ends_at, other.zone)}" if other.ends_at else ""
    led = f", led by {names(other.lead[:1])}" if other.lead else ""
    return f"{other.title} ({other.id}) is under way{led}{ends}"


def frozen(state: Deployment, facts: Facts) -> tuple[Obstacle, ...]:
    """The freezes over the deployment's window."""
    found = hits(facts.freezes, state.target, state.window)
    return tuple(Obstacle(_frozen(freeze), f"freeze {freeze.number}") for freeze in found)


def _frozen(freeze: Freeze) -> str:
    what = freeze.service or "everything"
    when = span(freeze.start, freeze.end, freeze.zone)
    return f"Freeze {freeze.number}: {what}, {freeze.environment}, {when}: {freeze.reason} ({freeze.by.name})"


def taken(state: Deployment, facts: Facts) -> tuple[Obstacle, ...]:
    """The freezes over the window, and the windows of others to the same target that overlap it."""
    rivals = [
        other
        for other in facts.others
        if other.target.key == state.target.key and overlap(state.window, (other.start, other.end))
    ]
    windows = tuple(Obstacle(_window(other), f"the window of {other.id}") for other in rivals)
    return (*frozen(state, facts), *windows)


def _window(other: Other) -> str:
    assert other.start, "a window that overlaps has a start"
    assert other.end, "and an end"
    led = f", led by {names(other.lead[:1])}" if other.lead else ""
    return f"{other.title} ({other.id}{led}) has {span(other.start, other.end, other.zone)}"


def go_past(
    state: Deployment, obstacles: Iterable[Obstacle], override: str, facts: Facts
) -> tuple[e.Overridden, ...] | Refusal:
    """The record of going past each obstacle, or why it may not be: a reason is wanted, and the lead's."""
    found = tuple(obstacles)
    if not found:
        return ()
    if not override:
        return _refused(
            found,
            f"the {LEAD} or the lead's deputy goes past it with a reason: the same once more, and at its end "
            f"`override REASON`.",
        )
    if not (facts.actor and state.lead.include(facts.actor)):
        listed = _listed(found)
        return not_yours(f"Only the {LEAD} or the lead's deputy may go past it: {ask_lead(state)}.\n{listed}")
    return tuple(
        e.Overridden(at=facts.now, by=facts.actor, what=obstacle.name, reason=override) for obstacle in found
    )


def in_the_way(obstacles: Iterable[Obstacle], otherwise: str) -> Refusal | None:
    """The refusal that names what is in the way, and what to do beside taking another window."""
    found = tuple(obstacles)
    return _refused(found, otherwise) if found else None


def _refused(obstacles: Iterable[Obstacle], otherwise: str) -> Refusal:
    text = f"In the way:\n{_listed(obstacles)}\nTake another window; or {otherwise}"
    return Refusal(Because.NOT_NOW, text)


def _listed(obstacles: Iterable[Obstacle]) -> str:
    return "\n".join(f"• {obstacle.text}" for obstacle in obstacles)
