"""What machines say of a release, folded into the state."""

from dataclasses import replace

from bot.domain.folds import Folds
from bot.domain.state import Deployment
from bot.domain.watch_events import MetricsRead, SmokeTestsRun


def with_read(state: Deployment, event: MetricsRead) -> Deployment:
    """The newest of each holds; from the first answer on they are read again and again."""
    readings = {**state.watch.readings, **{each.metric: each for each in event.readings}}
    read_at = state.watch.read_at or event.at
    return replace(state, watch=replace(state.watch, readings=readings, read_at=read_at))


def with_run(state: Deployment, event: SmokeTestsRun) -> Deployment:
    """A run replaces the one before."""
    return replace(state, watch=replace(state.watch, tests=event.runs, tested_at=event.asked_at))


FOLDS: Folds = {MetricsRead: with_read, SmokeTestsRun: with_run}
