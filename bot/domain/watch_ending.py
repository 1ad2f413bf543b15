"""A step in which somebody only watches ends itself: its time is over, and all that 8.1 measures is normal.

It is decided as a report comes, hence by what was measured just now; where nobody measures its owner ends it.
"""

from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.checklist import tick_by_step
from bot.domain.facts import Facts, Story
from bot.domain.lateness import due
from bot.domain.metric_rows import unwatched, watched
from bot.domain.plan import Phase, Plan, Step
from bot.domain.progress import advance, current_steps
from bot.domain.raising import step_over
from bot.domain.state import Deployment, Lifecycle, StepProgress, StepStatus
from bot.domain.times import clock, minutes
from bot.domain.watch import Level
from bot.domain.words import stemmed, stems

_ONLY_WATCHING = stemmed("monitor", "monitoring", "watch", "watching", "observe", "observing")
WITHIN = timedelta(minutes=2)
"""How long after its time is over it has ended itself, if it does: its owner is not asked before."""


def is_watch(step: Step) -> bool:
    """Whether somebody only watches in it, as its first word says: `Monitor for 30 min`, of 3.3."""
    first, _, _ = step.action.strip().partition(" ")
    return step.phase is Phase.POST_DEPLOYMENT and bool(stems(first) & _ONLY_WATCHING)


def may_end_itself(state: Deployment, step: Step) -> bool:
    """Whether nothing that was measured speaks against it, as far as the plan's rows are measured."""
    levels = {each.level for each in state.watch.readings.values()}
    return levels == {Level.NORMAL} and not (state.hold or state.question) and is_watch(step)


def why_not(state: Deployment, plan: Plan) -> str:
    """Why its owner has to end it as things stand; "" where it ends itself once its time is over."""
    if by_hand := unwatched(plan):
        return f"{by_hand[0].shown} has no query"
    for row in watched(plan):
        reading = state.watch.readings.get(row.key)
        if reading is None or reading.level is not Level.NORMAL:
            return f"{row.shown} is {reading.level if reading else 'not known'}"
    if state.question:
        return "it is asked whether to roll back"
    return "the deployment is on hold" if state.hold else ""


def over(state: Deployment, plan: Plan, now: datetime) -> tuple[Step, StepProgress] | None:
    """A step that ends itself now; it runs since somebody started it."""
    if state.state is not Lifecycle.VERIFYING or not state.watch.readings:
        return None
    for step in current_steps(state, plan):
        progress = state.steps[step.number]
        runs = progress.status is StepStatus.RUNNING and not step.is_follow_up
        if runs and is_watch(step) and due(step, progress) <= now and not why_not(state, plan):
            return step, progress
    return None


def end_watches(story: Story, facts: Facts) -> None:
    """End what ends itself; what comes next is called, or asked."""
    while found := over(story.state, facts.plan, facts.now):
        step, progress = found
        note = _note(story.state, facts.plan, progress, facts.now)
        story.add(e.StepFinished(at=facts.now, by=None, step=step.number, on_behalf=False, note=note))
        step_over(story, facts, step)
        tick_by_step(story, step.number, facts)
        advance(story, facts)


def _note(state: Deployment, plan: Plan, progress: StepProgress, now: datetime) -> str:
    """What was seen: how long all was normal, or what was so only from a later minute on."""
    started = progress.started_at or progress.called_at
    rows = {row.key: row for row in watched(plan)}
    readings = [each for each in state.watch.readings.values() if each.metric in rows]
    last = max(readings, key=lambda each: each.since)
    said = f"by itself: {len(readings)} of {len(rows)} metrics normal"
    if last.since <= started:
        return f"{said} for {minutes((now - started) // timedelta(minutes=1))}"
    return f"{said}, {rows[last.metric].shown} since {clock(last.since, state.zone)} only"
