"""What is done outside because of how a step goes: its call, its failure, and what was built on it."""

from bot.domain import events as e
from bot.domain.agenda.reminded import reminded
from bot.domain.agenda.steps import step_reminders, turns_behind, turns_soon
from bot.domain.effects import ClearTimer, Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.lateness import holds_up
from bot.domain.no_return import NEAR, REACHED
from bot.domain.plan import Plan
from bot.domain.questions import step_question
from bot.domain.reopening import built_on_alone, last_ended
from bot.domain.run import GO_TIMER
from bot.domain.state import Deployment


def step_called(state: Deployment, event: e.StepCalled, _plan: Plan) -> list[Effect]:
    """Each call has its message, and answers the failure that it is a retry of."""
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.STEP, subject=step_question(event.step, event.attempt))
    ]
    if state.steps[event.step].tries > 1:
        failed = step_question(event.step, event.attempt - 1)
        effects.append(RewriteMessages(kind=MessageKind.FAILURE, subject=failed))
    return effects


def step_started(state: Deployment, event: e.StepStarted, plan: Plan) -> list[Effect]:
    """What the step was built on cannot be reopened any more; more may have to be rolled back."""
    return [
        *step_changed(state, event, plan),
        *_built_on(state, event.step, plan),
        *reminded(state, NEAR),
        *reminded(state, REACHED),
    ]


def step_changed(
    state: Deployment, event: e.StepStarted | e.StepFinished | e.StepDelayed, _plan: Plan
) -> list[Effect]:
    """Its own message shows how it goes; so does what waits for it, where it held that up."""
    step = RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, event.step))
    return [step, *turns_behind(state, event.step)]


def step_late(state: Deployment, event: e.StepLate, plan: Plan) -> list[Effect]:
    """Whoever was told that their turn comes soon reads for what it waits."""
    step = plan.step(event.step)
    return turns_soon(state) if step and holds_up(step, state.steps[event.step]) else []


def step_reopened(state: Deployment, event: e.StepReopened, plan: Plan) -> list[Effect]:
    """The step is asked about anew."""
    before = step_question(event.step, event.attempt - 1)
    effects: list[Effect] = [
        PostMessage(kind=MessageKind.STEP, subject=step_question(event.step, event.attempt)),
        RewriteMessages(kind=MessageKind.STEP, subject=before),
        RewriteMessages(kind=MessageKind.FAILURE, subject=before),
    ]
    return effects + fell(state, event, plan)


def fell(state: Deployment, event: e.StepReopened | e.StepAdded, _plan: Plan) -> list[Effect]:
    """Whoever was asked because of a step that is over hears that they are not any more."""
    effects: list[Effect] = [
        RewriteMessages(kind=MessageKind.STEP, subject=step_question(step, state.called_off[step]))
        for step in event.called_off
        if step in state.called_off
    ]
    if event.called_off:
        effects += step_reminders(state, *event.called_off)
    if event.go:
        effects += [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER)]
    if event.checkpoints:
        effects.append(RewriteMessages(kind=MessageKind.CONFIRM))
    return effects


def step_failed(state: Deployment, event: e.StepFailed, _plan: Plan) -> list[Effect]:
    """On the way back the lead and the lead's deputy are told directly, at once."""
    question = _attempt(state, event.step)
    told = state.lead.all if state.way_back else ()
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        PostMessage(kind=MessageKind.FAILURE, subject=question),
        *(PostMessage(kind=MessageKind.FAILURE, subject=question, to=person.id) for person in told),
    ]


def step_skipped(state: Deployment, event: e.StepSkipped, plan: Plan) -> list[Effect]:
    """Its call and its failure are answered; what it was built on cannot be reopened any more."""
    question = _attempt(state, event.step)
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=question),
        RewriteMessages(kind=MessageKind.FAILURE, subject=question),
        *_built_on(state, event.step, plan),
    ]


def _built_on(state: Deployment, number: str, plan: Plan) -> list[Effect]:
    """Rewrites the messages of ended steps that this one alone was built on so far."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, step.number))
        for step in built_on_alone(state, plan, number)
    ]


def ended_steps(state: Deployment, plan: Plan) -> list[Effect]:
    """Rewrites the messages of ended steps that nothing was built on: they may have lost their button."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=_attempt(state, step.number))
        for step in last_ended(state, plan)
    ]


def _attempt(state: Deployment, step: str) -> str:
    progress = state.steps.get(step)
    return step_question(step, progress.attempt if progress else state.called_off[step])
