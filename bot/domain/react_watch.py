"""What machines are asked as a release goes on, and whose messages follow what they answer."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.agenda.steps import owners
from bot.domain.effects import (
    Effect,
    LookUpMetrics,
    MessageKind,
    PostMessage,
    RewriteMessages,
)
from bot.domain.looking import EVERY, is_watched, look_at
from bot.domain.metric_rows import watched
from bot.domain.plan import Plan
from bot.domain.progress import current_steps
from bot.domain.questions import step_question
from bot.domain.react_open import confirm_messages, go_message
from bot.domain.state import Deployment, StepStatus
from bot.domain.watch_ending import is_watch
from bot.domain.watching import is_monitoring


def watch_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Whether anybody can be asked is found out by asking; once they answered they are asked every minute."""
    effects: list[Effect] = []
    for event in events:
        if _begins_to_watch(state, event, plan) and watched(plan):
            assert state.begun, "nobody watches before Begin"
            effects.append(LookUpMetrics(since=event.at, before=state.begun.at))
        if isinstance(event, e.MetricsRead | e.MetricSaid):
            effects += [*go_message(state), *confirm_messages(state), *_watch_messages(state, plan)]
        if isinstance(event, e.StepFinished) and event.by is None:
            effects += _told(state, event, plan)
        if is_watched(state) and not (before and is_watched(before)):
            effects.append(look_at(event.at + EVERY))
    return effects


def _begins_to_watch(state: Deployment, event: e.Event, plan: Plan) -> bool:
    if isinstance(event, e.Begun):
        return True
    step = plan.step(event.step) if isinstance(event, e.StepStarted) else None
    return step is not None and is_monitoring(step) and not state.watch.readings


def _watch_messages(state: Deployment, plan: Plan) -> list[Effect]:
    """Rewrites what says whether a watch ends itself."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=step_question(step.number, progress.attempt))
        for step in current_steps(state, plan)
        if is_watch(step) and (progress := state.steps[step.number]).status is not StepStatus.FAILED
    ]


def _told(state: Deployment, event: e.StepFinished, plan: Plan) -> list[Effect]:
    """Whoever watched is told that it is over: they were not there to press it."""
    step = plan.step(event.step)
    question = step_question(event.step, state.steps[event.step].attempt)
    people = owners(state, step) if step else ()
    return [PostMessage(kind=MessageKind.STEP, subject=question, to=person.id) for person in people]
