"""What machines are asked as a release goes on, and whose messages follow what they answer."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, LookUpMetrics, RunSmokeTests
from bot.domain.looking import EVERY, is_watched, look_at
from bot.domain.metric_rows import watched
from bot.domain.plan import Plan
from bot.domain.react_open import confirm_messages, go_message
from bot.domain.state import Deployment
from bot.domain.watching import is_monitoring, is_testing


def watch_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """Whether anybody can be asked is found out by asking; once they answered they are asked every minute."""
    effects: list[Effect] = []
    for event in events:
        if _begins_to_watch(state, event, plan) and watched(plan):
            assert state.begun, "nobody watches before Begin"
            effects.append(LookUpMetrics(since=event.at, before=state.begun.at))
        if _tests(state, event, plan) and plan.smoke_tests:
            effects.append(RunSmokeTests(asked_at=event.at))
        if isinstance(event, e.MetricsRead | e.MetricSaid):
            effects += [*go_message(state), *confirm_messages(state)]
        if is_watched(state) and not (before and is_watched(before)):
            effects.append(look_at(event.at + EVERY))
    return effects


def _begins_to_watch(state: Deployment, event: e.Event, plan: Plan) -> bool:
    if isinstance(event, e.Begun):
        return True
    step = plan.step(event.step) if isinstance(event, e.StepStarted) else None
    return step is not None and is_monitoring(step) and not state.watch.readings


def _tests(state: Deployment, event: e.Event, plan: Plan) -> bool:
    """As a step of smoke tests starts; after a rollback that has none."""
    if isinstance(event, e.StepStarted):
        step = plan.step(event.step)
        return step is not None and is_testing(step)
    if not isinstance(event, e.RolledBack) or state.rollback is None:
        return False
    walked = (plan.step(number) for number in state.rollback.steps)
    return not any(step and is_testing(step) for step in walked)
