"""Alerts that a step is expected to set off (`Expects` in section 3): no news while it runs."""

import re

from bot.domain.alerts import Alert
from bot.domain.maintenance import turns_off, turns_on
from bot.domain.plan import Plan
from bot.domain.sightings import Sighting
from bot.domain.state import Deployment, StepProgress, StepStatus


def naming(plan: Plan, alert: Alert) -> tuple[str, ...]:
    """The numbers of the steps that name an alert: by its title, words of that, or what a label says."""
    steps = (*plan.steps, *plan.rollback_steps)
    return tuple(step.number for step in steps if any(_names(expected, alert) for expected in step.expects))


def _names(expected: str, alert: Alert) -> bool:
    wanted = _folded(expected)
    if not wanted:
        return False
    labels = {_folded(name): _folded(value) for name, value in alert.labels.items()}
    name, is_pair, value = (part.strip() for part in wanted.partition("="))
    if is_pair and labels.get(name) == value:
        return True
    if wanted in labels.values():
        return True
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", _folded(alert.title)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def is_expected(state: Deployment, plan: Plan, sighting: Sighting) -> bool:
    """Whether an alert is no news now.

    It is none while a step that names it runs; nor, once one did while it fired, before the step behind that
    is started, if that names it, too; and of the step that turns maintenance on, until maintenance ends.
    """
    progress = {number: state.steps[number] for number in sighting.expected if number in state.steps}
    if any(each.status is StepStatus.RUNNING for each in progress.values()):
        return True
    ran = {number for number, each in progress.items() if _ran_meanwhile(each, sighting)}
    if any(_waits_behind(state, plan, number) in sighting.expected for number in ran):
        return True
    return any(_keeps_maintenance(state, plan, number) for number in ran)


def _ran_meanwhile(progress: StepProgress, sighting: Sighting) -> bool:
    """Whether the step ended only after the alert fired."""
    return bool(progress.started_at and progress.ended_at and progress.ended_at >= sighting.fired_at)


def _waits_behind(state: Deployment, plan: Plan, number: str) -> str:
    """The number of the step behind another where nobody has started it; "" where somebody has."""
    table = plan.steps if any(step.number == number for step in plan.steps) else plan.rollback_steps
    numbers = [step.number for step in table]
    for each in numbers[numbers.index(number) + 1 :]:
        progress = state.steps.get(each)
        if progress is None or progress.status is StepStatus.CALLED:
            return each
        if not progress.status.is_over:
            return ""
    return ""


def _keeps_maintenance(state: Deployment, plan: Plan, number: str) -> bool:
    """Whether it is the step that turned maintenance on, and that is on still."""
    step, progress = plan.step(number), state.steps[number]
    if step is None or not turns_on(step) or progress.status is not StepStatus.DONE:
        return False
    if not state.state.is_running:
        return False
    later = (each for each in (*plan.steps, *plan.rollback_steps) if turns_off(each))
    return not any(_ended_after(state.steps.get(each.number), progress) for each in later)


def _ended_after(progress: StepProgress | None, other: StepProgress) -> bool:
    if progress is None or not progress.status.is_over or progress.ended_at is None:
        return False
    return other.ended_at is None or progress.ended_at >= other.ended_at
