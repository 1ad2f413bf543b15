"""What machines say of a release, folded into the state."""

from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment
from bot.domain.watch import Said
from bot.domain.watch_events import BeforeMeasured, ChartDrawn, MetricSaid, MetricsRead


def with_read(state: Deployment, event: MetricsRead) -> Deployment:
    """The newest of each holds."""
    readings = {**state.watch.readings, **{each.metric: each for each in event.readings}}
    return replace(state, watch=replace(state.watch, readings=readings))


def with_before(state: Deployment, event: BeforeMeasured) -> Deployment:
    """Each is measured once."""
    return replace(state, watch=replace(state.watch, before={**state.watch.before, **event.values}))


def with_said(state: Deployment, event: MetricSaid) -> Deployment:
    """The newest word about each row holds."""
    said = Said(is_normal=event.is_normal, by=event.by, at=event.at, note=event.note)
    return replace(state, watch=replace(state.watch, said={**state.watch.said, event.row: said}))


def with_chart(state: Deployment, _event: ChartDrawn) -> Deployment:
    """Its message has it; nothing depends on it."""
    return state


FOLDS: Folds = {
    BeforeMeasured: with_before,
    ChartDrawn: with_chart,
    MetricSaid: with_said,
    MetricsRead: with_read,
}
