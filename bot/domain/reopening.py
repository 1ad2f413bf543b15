"""Taking a wrong press back: a step that was done or skipped runs again, as long as nothing was built on it.

With it falls all that only followed from the press: calls of later steps that nobody started, Go's question
or a Go that did not take effect, the change to verifying, open confirmations, the checklist item it ticked.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain import events as e
from bot.domain.already import already_rolling_back, being_left, said_by
from bot.domain.authority import Who, is_on_behalf, not_owner
from bot.domain.checklist import ticked_by_step
from bot.domain.facts import Decision, Facts, not_yours, settled
from bot.domain.intents import ReopenStep
from bot.domain.ordering import awaited_in
from bot.domain.people import Person, names
from bot.domain.plan import Checkpoint, Phase, Plan, Step
from bot.domain.progress import is_over, waits_for
from bot.domain.recording import for_whom, refuse_recording
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.steps import find_step, last_press
from bot.domain.times import clock
from bot.domain.values import made_by


def _refuse(state: Deployment, intent: ReopenStep, facts: Facts, doing: str) -> Refusal | None:
    step = find_step(intent.step, facts.plan)
    if isinstance(step, Refusal):
        return step
    progress = state.steps.get(step.number)
    if refusal := refuse_recording(state, step, intent.recorded, facts):
        return refusal
    pressed = progress.by if progress and progress.status.is_over else None
    if pressed is None:
        return not_owner(state, step, facts)
    if facts.actor and (facts.actor.id == pressed.id or state.lead.include(facts.actor)):
        return None
    others = [person for person in state.lead.all if person.id != pressed.id]
    return not_yours(
        f"Only who said how step {step.number}, {step.action}, ended, or the lead or the lead's deputy, may "
        f"{doing}: ask {names([pressed, *others])}."
    )


REOPENER = Who("whoever said how it ended; the Deployment Lead or the lead's deputy", _refuse)


def reopen(state: Deployment, intent: ReopenStep, facts: Facts) -> Decision:
    """Reopen the step that `REOPENER` found, as a new attempt, with all that fell with it."""
    step = find_step(intent.step, facts.plan)
    assert not isinstance(step, Refusal)
    if refusal := not_reopened(state, step, facts.plan, facts.actor):
        return refusal
    progress = state.steps[step.number]
    return (
        e.StepReopened(
            at=facts.now,
            by=facts.actor,
            step=step.number,
            attempt=progress.attempt + 1,
            on_behalf=is_on_behalf(state, step, facts),
            for_whom=for_whom(state, step, intent.recorded, facts),
            note=intent.note,
            called_off=called_after(state, facts.plan, step),
            items=ticked_by_step(state, facts.plan, step.number),
            checkpoints=tuple(c.number for c in _checkpoints(state, facts.plan, step)),
            go=loses_go(state),
            verifying=leads_back(state, step),
            values=made_by(state, facts.plan, step),
        ),
    )


def not_reopened(state: Deployment, step: Step, plan: Plan, actor: Person | None) -> Refusal | None:
    """Why the step cannot be reopened, whoever asks; `None` where it can."""
    progress = state.steps.get(step.number)
    if progress is None or not progress.status.is_over:
        stands = progress.status if progress else "not called yet"
        return Refusal(
            Because.NOT_NOW,
            f"Step {step.number}, {step.action}, is {stands}: only one that is done or skipped is reopened.",
        )
    begun = begun_after(state, step, plan, actor)
    begun = begun or confirmed_on(state, _checkpoints(state, plan, step), actor)
    if not begun:
        return None
    return settled(
        f"Step {step.number}, {step.action}, cannot be reopened any more: {begun}. A note keeps what was "
        f"wrong: `/deploy note TEXT`."
    )


def last_ended(state: Deployment, plan: Plan) -> tuple[Step, ...]:
    """The steps that are over and that no later step was built on."""
    return _over_but(state, plan, built_on(state, plan))


def built_on(state: Deployment, plan: Plan) -> frozenset[str]:
    """The numbers of the steps that somebody began with another one after."""
    return frozenset[str]().union(*_built_on(state, plan).values())


def built_on_alone(state: Deployment, plan: Plan, number: str) -> tuple[Step, ...]:
    """The steps that are over and that of all later steps only this one was built on."""
    begun = _built_on(state, plan)
    mine = begun.pop(number, frozenset())
    others = frozenset[str]().union(*begun.values())
    return tuple(step for step in _over_but(state, plan, others) if step.number in mine)


def _over_but(state: Deployment, plan: Plan, numbers: frozenset[str]) -> tuple[Step, ...]:
    return tuple(step for step in _all(plan) if is_over(state, step) and step.number not in numbers)


def _built_on(state: Deployment, plan: Plan) -> dict[str, frozenset[str]]:
    """The steps that each step which somebody began with was built on."""
    waits = awaited_in(plan)
    return {step.number: waits[step.number] for step in _all(plan) if _is_begun(state, step)}


def _all(plan: Plan) -> tuple[Step, ...]:
    return (*plan.steps, *plan.rollback_steps)


def _is_begun(state: Deployment, step: Step) -> bool:
    progress = state.steps.get(step.number)
    return progress is not None and (progress.status is not StepStatus.CALLED or progress.was_begun)


def later_steps(plan: Plan, step: Step) -> tuple[Step, ...]:
    """The steps that wait for this one: in its table, and all of the phases after it."""
    waits = awaited_in(plan)
    return tuple(each for each in _all(plan) if step.number in waits[each.number])


def called_after(state: Deployment, plan: Plan, step: Step) -> tuple[str, ...]:
    """The numbers of the steps that wait for this one and that somebody is called for."""
    return tuple(later.number for later in later_steps(plan, step) if later.number in state.steps)


def loses_go(state: Deployment) -> bool:
    """Whether a step of 3.1 that is open again takes Go's question, or a Go that waits, with it."""
    return state.state is Lifecycle.PRE_DEPLOYMENT and state.go_asked


def leads_back(state: Deployment, step: Step) -> bool:
    """Whether the verifying ends that began with the step's phase being over."""
    return state.state is Lifecycle.VERIFYING and step.phase is Phase.DEPLOYMENT


def begun_after(state: Deployment, step: Step, plan: Plan, actor: Person | None) -> str:
    """What somebody began with since the step was over, in words; "" where nothing."""
    return left_behind(state, step, actor) or _started_since(state, step, plan, actor)


def left_behind(state: Deployment, step: Step, actor: Person | None) -> str:
    """That the phase of the step is over for good; "" where it is not."""
    if state.leaving:
        return _clause(being_left(state, actor)) or f"the deployment is {state.state}"
    if state.rollback and step.phase is not Phase.ROLLBACK:
        return _clause(already_rolling_back(state, actor))
    if state.state is Lifecycle.ROLLED_BACK and not step.is_follow_up:
        return _clause(already_rolling_back(state, actor))
    if step.phase is Phase.PRE_DEPLOYMENT and state.actual_t0:
        return f"deploying began at {clock(state.actual_t0, state.zone)}"
    return "" if state.state.is_running or state.rollback else f"the deployment is {state.state}"


def _clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _started_since(state: Deployment, step: Step, plan: Plan, actor: Person | None) -> str:
    later = next((each for each in later_steps(plan, step) if _is_begun(state, each)), None)
    if later is None:
        return ""
    progress = state.steps[later.number]
    comes = f"step {later.number}, {later.action}, comes after it and"
    if progress.status is StepStatus.CALLED:
        return f"{comes} was begun; it is called again since {clock(progress.called_at, state.zone)}"
    return f"{comes} is {progress.status}, {said_by(last_press(progress), actor, state)}"


def confirmed_on(state: Deployment, checkpoints: Iterable[Checkpoint], actor: Person | None) -> str:
    """Which of the checkpoints was confirmed, and by whom; "" where none was."""
    for checkpoint in checkpoints:
        if given := state.confirmations.get(checkpoint.number):
            return f"{checkpoint.name} was confirmed on it, {said_by(given, actor, state)}"
    return ""


def _checkpoints(state: Deployment, plan: Plan, step: Step) -> tuple[Checkpoint, ...]:
    """The checkpoints that were asked about, and would not have been with the step open."""
    others = {number: progress for number, progress in state.steps.items() if number != step.number}
    return asked_too_early(replace(state, steps=others), plan, goes_back=leads_back(state, step))


def asked_too_early(state: Deployment, plan: Plan, *, goes_back: bool) -> tuple[Checkpoint, ...]:
    """The checkpoints that were asked about and wait for something, as it stands now."""
    if state.state is not Lifecycle.VERIFYING:
        return ()
    return tuple(
        checkpoint
        for checkpoint in plan.checkpoints
        if checkpoint.number in state.confirmations_asked
        and (goes_back or waits_for(state, plan, checkpoint))
    )
