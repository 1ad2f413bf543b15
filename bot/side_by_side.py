"""Deployments side by side, within the service's transactions: what each is told of the others, and when.

A deployment never waits for another one's row. It reads what the others committed; and what it changes for
them wakes them by a timer, so that each looks around in a transaction of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import events as e, neighbours as n
from bot.domain.adhoc import as_walked
from bot.domain.effects import Effect, LockTarget, ReleaseTarget
from bot.domain.facts import Facts, Other
from bot.domain.forecast import ends_at
from bot.domain.intents import Begin, Intent
from bot.domain.locks import placed, released
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.surroundings import Lock, Span, Target
from bot.storage import deployments, freezes, locks, neighbours, timers
from bot.storage.revisions import Revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a deployment stands, or wants to: its target and its window."""

    deployment: str
    target: Target
    window: Span


def spot_of(deployment: str, state: Deployment | None, wanted: Plan | None) -> Spot:
    """Where a deployment stands; where it wants to, by the plan that opens it or changes it."""
    if wanted:
        release, window = wanted.release, wanted.window
        target = Target(service=release.service, environment=release.environment)
        return Spot(
            deployment=deployment,
            target=target,
            window=(window.start, window.end) if window else (None, None),
        )
    if state is None:
        raise ValueError(f"{deployment} stands nowhere yet")
    return Spot(deployment=state.id, target=state.target, window=state.window)


def told(connection: Connection, facts: Facts, intent: Intent, spot: Spot, revisions: Revisions) -> Facts:
    """The facts with what stands beside the deployment, where the intent's decision asks for it."""
    if not n.asks(intent):
        return facts
    lock = locks.load(connection, spot.target, alone=n.takes(intent)).value
    if isinstance(intent, Begin):
        lock = _led_now(connection, lock)
    found = neighbours.beside(connection, spot.deployment, spot.target, spot.window)
    others = [_seen(state, revisions.load(connection, state.revision).plan) for state in found]
    return replace(
        facts,
        lock=lock,
        freezes=freezes.load(connection).value.at(facts.now),
        others=tuple(filter(None, others)),
    )


def _led_now(connection: Connection, lock: Lock) -> Lock:
    """The lock with those who may release it now: the lead may have been handed over since it was set."""
    led = {hold.deployment: deployments.load(connection, hold.deployment) for hold in lock.holds}
    holds = tuple(
        replace(hold, lead=stored.state.lead.all) if (stored := led[hold.deployment]) else hold
        for hold in lock.holds
    )
    return replace(lock, holds=holds)


def _seen(state: Deployment, plan: Plan) -> Other | None:
    walked = as_walked(plan, state)
    seen = n.as_seen(state, walked)
    return replace(seen, ends_at=ends_at(state, walked)) if seen and seen.runs else seen


def keep_locks(connection: Connection, state: Deployment, effects: Iterable[Effect]) -> None:
    """Write what a decision locks or releases into the target's stream."""
    for effect in effects:
        if isinstance(effect, LockTarget):
            locks.keep(connection, placed(state, effect))
        elif isinstance(effect, ReleaseTarget):
            locks.keep(connection, released(state, effect))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One decision: the deployment before, with its plan then, and after, with its plan now."""

    before: Deployment | None
    plan_before: Plan
    after: Deployment
    plan: Plan
    events: tuple[e.Event, ...]


def wake_others(connection: Connection, change: Change, now: datetime) -> None:
    """Have the others look around, if they see something else of the deployment now, or of its target."""
    before, after = change.before, change.after
    locks_changed = any(isinstance(event, e.TargetLocked | e.TargetReleased) for event in change.events)
    if not locks_changed and before and n.looks_the_same(before, change.plan_before, after, change.plan):
        return
    was, seen = n.as_seen(before, change.plan_before), n.as_seen(after, change.plan)
    if was == seen and not locks_changed:
        return
    windows = [(other.start, other.end) for other in (was, seen) if other]
    watching = neighbours.watching(connection, after.target, *windows)
    for deployment in watching:
        if deployment != after.id:
            timers.set_timer(connection, deployment, n.SURROUNDINGS_TIMER, now)
