"""The way back that is really walked: exactly the steps of 6.3 that the executed steps call for (section 6).

A step was executed when somebody began with it, whatever became of it. A step of 6.3 is called for by the
executed steps that it undoes, as `Undoes` says, else as its words let guess; `always`, and where it undoes
nothing that is known, by any. What says No to `Rollback?` leaves nothing to undo.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.change_rows import answer_of, rows_of, unanswered
from bot.domain.changes import Part
from bot.domain.maintenance import is_on, turns_off, turns_on
from bot.domain.migrating import run_by
from bot.domain.ordering import chained, in_order
from bot.domain.plan import FeatureFlag, Migration, Phase, Plan, Step, Variable
from bot.domain.refusals import Because, Refusal
from bot.domain.remembering import PLANS_IN_USE, remembered, remembering
from bot.domain.state import Deployment, StepStatus
from bot.domain.undoing import ALWAYS, are_opposite, is_configuring, undone_in_run

NOTHING_BEGUN = "No step of the deployment was begun, so there is nothing to roll back."
CANCEL_INSTEAD = "Cancel gives it up, and first undoes what pre-deployment did: `/deploy cancel REASON`."
NOTHING_IN_5 = "section 5 changes nothing"

POSSIBLE_AFTER_COMPLETION = timedelta(hours=24)
"""How long a completed deployment can still be rolled back (design: the lifecycle)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A step of 6.3 that is not walked, and why, in words."""

    step: Step
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkBack:
    """What a rollback does now.

    `steps` are walked in this order, follow-ups last; `left_out` are the other steps of 6.3. `migrations`
    are to be reversed, newest first: all that ran, or may have run, where their step did not end as done
    (`in_doubt`). `reverses` has them by the number of the rollback step that does it. `irreversible` are
    those of them that 4.1 says cannot be reversed. `variables` and `flags` get their old values back, by the
    steps whose numbers are `restoring`; nobody confirmed that the `unconfirmed` among them (by name) were
    changed, and those that somebody said are `unchanged` are left. `not_undone` are executed steps that say
    Yes to `Rollback?`, or were added in the run, and that no step of 6.3 undoes. `minutes` is how long it
    takes.
    """

    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    migrations: tuple[Migration, ...]
    in_doubt: tuple[Migration, ...]
    irreversible: tuple[Migration, ...]
    reverses: Mapping[str, tuple[Migration, ...]]
    variables: tuple[Variable, ...]
    flags: tuple[FeatureFlag, ...]
    unconfirmed: tuple[str, ...]
    unchanged: tuple[str, ...]
    restoring: tuple[str, ...]
    not_undone: tuple[Step, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """What a step of 6.3 is there for, whatever was executed.

    `undoes` are numbers of section 3, `never_ran` says that none of them did. `turns_on` and `turns_off` are
    about maintenance mode. `follows` are steps of 6.3 before it of which it does the opposite.
    """

    step: Step
    undoes: frozenset[str]
    never_ran: str
    is_always: bool
    is_restoring: bool
    turns_on: bool
    turns_off: bool
    follows: frozenset[str]


def has_something(state: Deployment, plan: Plan) -> bool:
    """Whether there is anything to roll back: a step of 3.2 or 3.3 was begun. What 3.1 did, Cancel undoes."""
    return any(
        progress.was_begun
        for step in plan.steps
        if step.phase is not Phase.PRE_DEPLOYMENT and (progress := state.steps.get(step.number))
    )


def nothing_yet(state: Deployment, plan: Plan) -> Refusal | None:
    """Refuses to roll back what was not begun, and says how it is given up instead."""
    if has_something(state, plan):
        return None
    instead = "" if state.state.is_closed else f" {CANCEL_INSTEAD}"
    return Refusal(Because.NOT_NOW, f"{NOTHING_BEGUN}{instead}")


@remembered
def walk_back(state: Deployment, plan: Plan) -> WalkBack:
    """What a rollback would do as the steps stand now; nothing before there is anything to roll back."""
    walked: list[_Match] = []
    left_out: list[LeftOut] = []
    matches = _matches(plan) if has_something(state, plan) else ()
    executed = frozenset(number for number, progress in state.steps.items() if progress.was_begun)
    maintenance = is_on(state, plan)
    for match in matches:
        if why := _left_out(match, executed, maintenance, walked):
            left_out.append(LeftOut(step=match.step, why=why))
        else:
            walked.append(match)
    return _walk(state, plan, walked, left_out, executed)


def decided(state: Deployment, plan: Plan) -> WalkBack:
    """The same for the rollback that was decided: with the steps of the decision, and those added since."""
    way = walk_back(state, plan)
    if state.rollback is None:
        return way
    walked = state.rollback.steps
    return replace(
        way,
        steps=tuple(step for step in in_order(plan.rollback_steps) if step.number in walked),
        left_out=tuple(each for each in way.left_out if each.step.number not in walked),
    )


def _walk(
    state: Deployment,
    plan: Plan,
    walked: list[_Match],
    left_out: list[LeftOut],
    executed: frozenset[str],
) -> WalkBack:
    run = _migrations_run(plan)
    to_reverse = _of(run, executed)
    done = {number for number in executed if state.steps[number].status is StepStatus.DONE}
    sure = _of(run, done)
    newest_first = tuple(each for each in reversed(plan.migrations) if each in to_reverse)
    reverses = {
        match.step.number: tuple(each for each in newest_first if each in _of(run, match.undoes & executed))
        for match in walked
    }
    restoring = tuple(match.step.number for match in walked if match.is_restoring)
    steps = tuple(match.step for match in walked)
    rows = rows_of(plan, Part.CONFIGURATION) if restoring else ()
    changed = [row for row in rows if (answer := answer_of(state, row)) is None or answer.holds]
    return WalkBack(
        steps=steps,
        left_out=tuple(left_out),
        migrations=newest_first,
        in_doubt=tuple(each for each in newest_first if each not in sure),
        irreversible=tuple(each for each in newest_first if each.reversible is False),
        reverses={number: migrations for number, migrations in reverses.items() if migrations},
        variables=tuple(row.of for row in changed if isinstance(row.of, Variable)),
        flags=tuple(row.of for row in changed if isinstance(row.of, FeatureFlag)),
        unconfirmed=tuple(row.name for row in unanswered(state, changed)),
        unchanged=tuple(row.name for row in rows if row not in changed),
        restoring=restoring if plan.variables or plan.flags else (),
        not_undone=_not_undone(state, plan, walked, executed),
        minutes=minutes_back(steps, plan),
    )


def minutes_back(walked: Iterable[Step], plan: Plan) -> int:
    """How long these steps of 6.3 take; what is left out takes no time, and what waits for it waits on."""
    numbers = {step.number for step in walked}
    table = [step for step in plan.rollback_steps if not step.is_follow_up]
    ends = chained(
        table,
        0,
        lambda step, begins: begins + ((step.minutes or 0) if step.number in numbers else 0),
        lambda end: end,
    )
    return max(ends, default=0)


def _left_out(match: _Match, executed: frozenset[str], maintenance: bool | None, walked: list[_Match]) -> str:
    """Why a step of 6.3 is not walked, in words; "" where it is."""
    if match.turns_on:
        return "maintenance mode is on already" if maintenance else ""
    if match.turns_off:
        is_off = maintenance is False and not any(each.turns_on for each in walked)
        return "maintenance mode is off" if is_off else ""
    is_called_for = match.is_always or not match.undoes.isdisjoint(executed)
    if is_called_for or any(each.step.number in match.follows for each in walked):
        return ""
    return match.never_ran


@remembering(PLANS_IN_USE)
def _matches(plan: Plan) -> tuple[_Match, ...]:
    """In the order in which they may be called; it depends on nothing but the plan, and takes its time."""
    found: list[_Match] = []
    table = in_order(plan.rollback_steps)
    for step in table:
        before = (each.step for each in found)
        follows = frozenset(other.number for other in before if are_opposite(step, other))
        found.append(_match(step, follows, plan))
    return tuple(found)


@remembering(PLANS_IN_USE)
def _migrations_run(plan: Plan) -> Mapping[str, frozenset[Migration]]:
    return run_by(plan)


def _match(step: Step, follows: frozenset[str], plan: Plan) -> _Match:
    known = {other.number for other in plan.steps if other.undone_by_rollback is not False}
    undoes = frozenset(known.intersection(undone_in_run(step, plan)))
    is_restoring = is_configuring(step)
    if step.undoes:
        is_always = not undoes or any(text.casefold() == ALWAYS for text in step.undoes)
    elif is_restoring:
        is_always = bool(plan.variables or plan.flags)
    else:
        is_always = not undoes
    return _Match(
        step=step,
        undoes=undoes,
        never_ran=_never_ran([other for other in plan.steps if other.number in undoes]),
        is_always=is_always,
        is_restoring=is_restoring,
        turns_on=turns_on(step),
        turns_off=turns_off(step),
        follows=follows,
    )


def _never_ran(steps: list[Step]) -> str:
    """`step 6, Deploy application, never ran`, or `steps 6 and 7 never ran`."""
    if not steps:
        return NOTHING_IN_5
    *others, last = steps
    if not others:
        return f"step {last.number}, {last.action}, never ran"
    return f"steps {', '.join(step.number for step in others)} and {last.number} never ran"


def _not_undone(
    state: Deployment, plan: Plan, walked: list[_Match], executed: frozenset[str]
) -> tuple[Step, ...]:
    undone = frozenset[str]().union(*(match.undoes for match in walked))
    added = {each.step.number for each in state.added}
    return tuple(
        step
        for step in plan.steps
        if step.phase is Phase.DEPLOYMENT
        and step.number in executed - undone
        and (step.undone_by_rollback or step.number in added)
    )


def _of(run: Mapping[str, frozenset[Migration]], numbers: Iterable[str]) -> frozenset[Migration]:
    return frozenset[Migration]().union(*(run.get(number, frozenset[Migration]()) for number in numbers))
