"""What machines measured, where people decide and where it ended, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.steps import DUE
from bot.domain.effects import MessageKind
from bot.domain.plan import Metric
from bot.domain.state import Lifecycle
from bot.domain.watch import MetricRead, Sample
from bot.ports import Message
from tests.bot.domain import machines as m, plans as p, watches as w
from tests.bot.domain.sections import all_said
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

MINUTE = timedelta(minutes=1)
CPU = "CPU Usage"


def _stage() -> Stage:
    return Stage(replace(s.web_shop(), metrics=(m.metric(), m.metric(CPU), m.orders())))


def _measured(stage: Stage, errors: float | None = 0.4) -> Stage:
    """All is normal but the error rate, where it is said so; `None` is no data."""
    values = {m.ERRORS: errors, CPU: 0.5, m.ORDERS: 38.0}
    reads = {
        name: () if value is None else (Sample(at=stage.at, value=value),) for name, value in values.items()
    }
    answers = tuple(MetricRead(metric=name, samples=found) for name, found in reads.items())
    stage.do(i.ReportMetrics(reads=answers, before={m.ERRORS: 0.3, CPU: None}), None)
    return stage


def _confirm(errors: float | None = 0.4) -> Message:
    stage = _measured(_stage().to_confirming(), errors)
    return s.confirm(stage, next(each.number for each in stage.plan.checkpoints if "Monitoring" in each.name))


def _overridden() -> Message:
    shown = _confirm(7.2)
    stage = _measured(_stage().to_confirming(), 7.2)
    stage.do(i.Confirm(wanted="monitoring", override="the probe is wrong"), p.ANA)
    return replace(shown, state=stage.state)


def _by_hand(*said: i.SayMetric, rows: int = 3) -> Message:
    metrics = (m.metric(), *(m.by_hand(name) for name in ("Disk Space", "Queue", "Licences")[:rows]))
    stage = m.reads(Stage(replace(s.web_shop(), metrics=metrics)).to_confirming(), 0.4)
    for each in said:
        stage.do(each, p.OMAR)
    return s.confirm(stage, 3)


FULL = i.SayMetric(wanted="disk", is_normal=False, note="95 % full")


def _running() -> Message:
    stage = _stage().to_deploying()
    stage.do(i.ReportMetrics(reads=(), before={m.ERRORS: 0.4, CPU: None}), None)
    _measured(stage, 7.2)
    stage.do(i.StartStep(step="5"), p.DBA)
    return s.status(stage)


def _completed() -> Message:
    stage = all_said(_measured(_stage().to_verifying()).walk())
    for checkpoint, person in ((1, p.ANA), (2, p.QUINN), (3, p.OMAR), (4, p.PIA)):
        stage.do(i.Confirm(wanted=f"{checkpoint}"), person)
    return s.ending(stage, Lifecycle.COMPLETED)


def _rolled_back() -> Message:
    stage = _measured(_stage().to_rolling_back(), None).walk(Lifecycle.ROLLED_BACK)
    return s.ending(stage, Lifecycle.ROLLED_BACK)


def _watching(*metrics: Metric) -> Stage:
    return w.watching(replace(s.web_shop(), metrics=metrics or (m.metric(), m.orders())))


def _ended_itself(errors: float = 0.4) -> Stage:
    stage = w.measured(w.later(_watching(), 20 * MINUTE), errors)
    return w.measured(w.later(stage, 10 * MINUTE))


def _not_by_itself() -> Message:
    stage = w.measured(w.later(_watching(), 30 * MINUTE), 1.4)
    stage.wake(AGENDA_TIMER)
    subject = next(each for each in stage.state.came_due if each.startswith(f"{DUE} step:14:"))
    return s.message(stage, MessageKind.REMINDER, subject, p.OMAR.id)


WATCH: Mapping[str, Callable[[], Message]] = {
    "go/metrics-normal": lambda: s.go(_measured(_stage().to_go())),
    "go/metrics-critical": lambda: s.go(_measured(_stage().to_go(), 7.2)),
    "confirm/metrics-normal": _confirm,
    "confirm/metrics-no-data": lambda: _confirm(None),
    "step/watch-ends-itself": lambda: s.step(_watching(), w.WATCH),
    "step/watch-critical": lambda: s.step(w.measured(_watching(), 7.2), w.WATCH),
    "step/watch-a-row-by-hand": lambda: s.step(_watching(m.metric(), m.orders(), m.by_hand()), w.WATCH),
    "step/watch-ended-itself": lambda: s.step(_ended_itself(), w.WATCH),
    "step/watch-ended-itself-late": lambda: s.step(_ended_itself(1.4), w.WATCH),
    "reminder/watch-not-by-itself": _not_by_itself,
    "confirm/after-a-watch-ended-itself": lambda: s.confirm(_ended_itself(), 3),
    "confirm/metrics-critical": lambda: _confirm(7.2),
    "confirm/past-what-is-critical": _overridden,
    "confirm/metrics-to-say": _by_hand,
    "confirm/metrics-one-to-say": lambda: _by_hand(rows=1),
    "confirm/metrics-said": lambda: _by_hand(i.SayMetric(is_normal=True)),
    "confirm/metrics-not-normal": lambda: _by_hand(FULL, rows=2),
    "ending/completed-metrics": _completed,
    "ending/rolled-back-metrics": _rolled_back,
    "status/metrics": _running,
}
