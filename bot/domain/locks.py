"""Locks: after a rollback nothing begins at its target until the lead says why it may. Each is a stream."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import events as e
from bot.domain.already import already_unlocked
from bot.domain.effects import LockTarget, ReleaseTarget
from bot.domain.events import Event
from bot.domain.facts import Decision, Facts, incomplete, settled, unknown
from bot.domain.intents import Unlock
from bot.domain.people import names
from bot.domain.quotes import straight
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment
from bot.domain.surroundings import Hold, Lock, Target
from bot.domain.times import day_and_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Event):
    """A deployment that is rolled back holds the target locked."""

    target: Target
    hold: Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Event):
    """That deployment's hold is released."""

    target: Target
    deployment: str
    reason: str


def placed(state: Deployment, effect: LockTarget) -> HoldPlaced:
    """What a deployment's lock writes into the target's stream."""
    hold = Hold(
        deployment=state.id,
        title=state.name,
        by=effect.by,
        at=effect.at,
        reason=effect.reason,
        lead=state.lead.all,
        zone=state.zone,
    )
    return HoldPlaced(at=effect.at, by=effect.by, target=state.target, hold=hold)


def released(state: Deployment, effect: ReleaseTarget) -> HoldReleased:
    """What its release writes there."""
    return HoldReleased(
        at=effect.at, by=effect.by, target=state.target, deployment=state.id, reason=effect.reason
    )


def evolve(lock: Lock, event: HoldPlaced | HoldReleased) -> Lock:
    """The lock after one more event; a deployment holds it once."""
    gone = event.hold.deployment if isinstance(event, HoldPlaced) else event.deployment
    left = tuple(hold for hold in lock.holds if hold.deployment != gone)
    return replace(lock, holds=(*left, event.hold) if isinstance(event, HoldPlaced) else left)


def unlock(state: Deployment, intent: Unlock, facts: Facts) -> Decision:
    """Release what this deployment's rollback locked."""
    if state.locked is None:
        return Refusal(Because.NOT_NOW, f"{state.id} holds no lock on {state.target}.")
    if already := already_unlocked(state, facts.actor):
        return settled(already)
    if not intent.reason:
        return incomplete(f"Why may {state.target} be deployed to again? `/deploy {typed(state.target)}`.")
    return (e.TargetReleased(at=facts.now, by=facts.actor, reason=intent.reason),)


def typed(target: Target) -> str:
    """How its release is typed: `unlock "Web shop" production REASON`."""
    words = (f'"{part}"' if " " in part else part for part in (target.service, target.environment))
    return f"unlock {' '.join(words)} REASON"


def how_locked(lock: Lock) -> str:
    """Who locked a target, since when and why, and who may release it."""
    hold = lock.holds[0]
    since = day_and_clock(hold.at, hold.zone)
    return (
        f"{lock.target} is locked since {since}, when {hold.by.name} rolled {hold.title} back: "
        f"{hold.reason}. {names(hold.lead)} may release it: `/deploy {typed(lock.target)}`."
    )


def meant(text: str, locks: Sequence[Lock]) -> tuple[str, str] | Refusal:
    """The deployment whose hold is meant, and the reason.

    First in what was typed stand service and environment, quoted or not, or the deployment's ID.
    """
    words = " ".join(straight(text).split())
    for lock in locks:
        for hold in lock.holds:
            either = "|".join((_spelled(lock.target), re.escape(hold.deployment)))
            if found := re.fullmatch(rf"(?:{either})(?: (.*))?", words, re.IGNORECASE):
                return hold.deployment, found[1] or ""
    if not locks:
        return unknown("Nothing is locked.")
    listed = "; ".join(f"{lock.target}: `/deploy {typed(lock.target)}`" for lock in locks)
    return unknown(f"Which lock? There are: {listed}.")


def _spelled(target: Target) -> str:
    """What people may type for a target, as a pattern."""
    parts = (re.escape(" ".join(part.split())) for part in (target.service, target.environment))
    return " ".join(f'"?{part}"?' for part in parts)
