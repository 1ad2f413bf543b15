"""Recording a step for its absent owner, or later than it happened (contract: `step … for @who at HH:MM`).

Both names are kept, and the true time: not to come, and not before what the step was built on. A sign-off is
never recorded for anybody (design, rule 11).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypedDict

from bot.domain.authority import ask_lead, is_on_behalf, membership, owner_names
from bot.domain.facts import Facts, incomplete, not_yours, unknown
from bot.domain.intents import Recorded, StepReport
from bot.domain.ordering import awaited_in
from bot.domain.people import Holders, Person, role_text
from bot.domain.plan import Phase, Plan, Step
from bot.domain.refusals import Refusal
from bot.domain.roles import people_in, role_keys
from bot.domain.state import LEAD, Deployment, StepProgress, StepStatus
from bot.domain.times import clock, last_time

A_MINUTE = timedelta(minutes=1)
"""People say times to the minute: 23:02 may be any moment of it."""


class Said(TypedDict):
    """What every event says about a step that somebody reports on."""

    at: datetime
    by: Person | None
    step: str
    on_behalf: bool
    as_member_of: str
    for_whom: str
    happened_at: datetime | None


@dataclass(frozen=True, slots=True)
class _NotBefore:
    """The earliest moment at which it can have happened, and why."""

    at: datetime
    because: str


def refuse_recording(state: Deployment, step: Step, recorded: Recorded, facts: Facts) -> Refusal | None:
    """Refuses to record for somebody who does not own the step, and whoever records and is not the lead."""
    if not recorded.owner or (facts.actor and recorded.owner == facts.actor.id):
        return None
    if not (facts.actor and state.lead.include(facts.actor)):
        return not_yours(
            f"Only the {LEAD} or the lead's deputy may record a step for somebody else: {ask_lead(state)}."
        )
    if _owner_meant(state, step, recorded.owner) is not None:
        return None
    owner = owner_names(state.holders(step.owner), step.owner)
    return unknown(
        f"Step {step.number}, {step.action}, is {owner}'s: it is recorded for nobody else. "
        f"`/deploy hand {step.owner} @who` hands it over first."
    )


def said(state: Deployment, step: Step, intent: StepReport, facts: Facts) -> Said | Refusal:
    """Who says what about the step that somebody may report on, for whom, and when it was."""
    happened_at = true_time(state, step, intent.recorded.at, facts)
    if isinstance(happened_at, Refusal):
        return happened_at
    on_behalf = is_on_behalf(state, step, facts) or bool(_named_other(intent.recorded, facts))
    return Said(
        at=facts.now,
        by=facts.actor,
        step=step.number,
        on_behalf=on_behalf,
        as_member_of="" if on_behalf else membership(state, step, facts),
        for_whom=for_whom(state, step, intent.recorded, facts),
        happened_at=happened_at,
    )


def for_whom(state: Deployment, step: Step, recorded: Recorded, facts: Facts) -> str:
    """The name of the owner for whom the actor speaks; "" for themselves, or where one of several."""
    if owner := _named_other(recorded, facts):
        return _owner_meant(state, step, owner) or ""
    return _only_owner(state.holders(step.owner)) if is_on_behalf(state, step, facts) else ""


def _named_other(recorded: Recorded, facts: Facts) -> str:
    """Whom the actor named, but for themselves."""
    return "" if facts.actor and recorded.owner == facts.actor.id else recorded.owner


def _only_owner(owner: Holders) -> str:
    """The name of the one owner there is; "" where there are several."""
    names = [person.name for person in owner.people] or [_name(label) for label in owner.unknown]
    return names[0] if len(names) == 1 else ""


def _owner_meant(state: Deployment, step: Step, wanted: str) -> str | None:
    """The owner of the step who is meant by an id or a name; `None` where none is."""
    owner = state.holders(step.owner)
    for person in owner.all:
        if wanted == person.id or role_text(wanted) == role_text(person.name):
            return person.name
    for group in owner.groups:
        if wanted == group.id:
            return f"@{group.handle}"
    for label in owner.unknown:
        if role_text(wanted) in {role_text(label), role_text(_name(label))}:
            return _name(label)
    is_role = bool(set(role_keys(wanted)) & set(role_keys(step.owner)))
    return _only_owner(owner) if is_role else None


def _name(label: str) -> str:
    """A name that Slack does not know, without its telephone."""
    return next((person.name for person in people_in(label)), label)


def true_time(state: Deployment, step: Step, said_at: time | None, facts: Facts) -> datetime | Refusal | None:
    """When it happened, if somebody said so: between what the step was built on and now."""
    if said_at is None:
        return None
    at = last_time(said_at, facts.now, state.zone)
    if at is None:
        return incomplete(f"There was no {said_at:%H:%M}: clocks went forward past it. When was it?")
    first = _not_before(state, step, facts.plan)
    if at + A_MINUTE <= first.at:
        return incomplete(
            f"{said_at:%H:%M} cannot be: {first.because} {clock(first.at, state.zone)}, and it is "
            f"{clock(facts.now, state.zone)} now. When was it?"
        )
    return max(at, first.at)


def _not_before(state: Deployment, step: Step, plan: Plan) -> _NotBefore:
    progress = state.steps[step.number]
    if progress.status is StepStatus.FAILED and progress.ended_at:
        return _NotBefore(progress.ended_at, f"step {step.number} failed at")
    if progress.started_at:
        return _NotBefore(progress.started_at, f"step {step.number} was started at")
    if progress.tries > 1:
        return _NotBefore(progress.called_at, f"step {step.number} was called again at")
    return _built_on(state, step, plan, progress)


def _built_on(state: Deployment, step: Step, plan: Plan, progress: StepProgress) -> _NotBefore:
    """The last end of the steps it waits for, which may be long before it was called, else its phase's."""
    phase = _phase_began(state, step)
    ends = [
        _NotBefore(ended, f"step {number}, which comes first, ended at")
        for number in awaited_in(plan)[step.number]
        if (before := state.steps.get(number)) and (ended := before.ended_at)
    ]
    known = [phase, *ends] if phase else ends
    called = _NotBefore(progress.called_at, f"step {step.number} was called at")
    return max(known, key=lambda each: each.at, default=called)


def _phase_began(state: Deployment, step: Step) -> _NotBefore | None:
    if step.phase is Phase.ROLLBACK:
        return _NotBefore(state.way_back.at, "the way back was decided at") if state.way_back else None
    if step.phase is Phase.PRE_DEPLOYMENT:
        return _NotBefore(state.begun.at, "pre-deployment began at") if state.begun else None
    return _NotBefore(state.actual_t0, "deploying began at") if state.actual_t0 else None
