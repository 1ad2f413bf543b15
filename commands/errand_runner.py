"""The ErrandRunner port: each kind of question finds who carries it out (`bot.ports.ErrandRunner`)."""

from bot.domain.errands import (
    FetchFile,
    HandRecord,
    Question,
    ReadChart,
    ReadDnd,
    ReadFiring,
    ReadGroups,
    ReadMetrics,
    ReadOnCall,
    TrySmokeTests,
)
from bot.firing_errand import FiringErrand
from bot.metrics_errand import MetricsErrand
from bot.on_call_errand import OnCallErrand
from bot.ports import Told
from bot.smoke_errand import SmokeErrand
from commands.chart_errand import ChartErrand
from commands.dnd_errand import DndErrand
from commands.dropped import DroppedPlans
from commands.group_errand import GroupErrand
from commands.record_errand import RecordErrand


class ErrandRunner:
    """Carries every kind of errand out."""

    def __init__(
        self,
        *,
        dropped: DroppedPlans,
        groups: GroupErrand,
        dnd: DndErrand,
        on_call: OnCallErrand,
        firing: FiringErrand,
        metrics: MetricsErrand,
        smoke: SmokeErrand,
        charts: ChartErrand,
        record: RecordErrand,
    ) -> None:
        self._dropped = dropped
        self._groups = groups
        self._dnd = dnd
        self._on_call = on_call
        self._firing = firing
        self._metrics = metrics
        self._smoke = smoke
        self._charts = charts
        self._record = record

    async def run(self, question: Question, user: str, key: str) -> Told | None:
        """What came of it. Errors: `Transient`, `RateLimited`, `Permanent`."""
        match question:
            case ReadGroups():
                return await self._groups.run(question, user, key)
            case FetchFile():
                return await self._dropped.run(question, user, key)
            case HandRecord():
                return await self._record.run(question, user)
            case ReadDnd():
                await self._dnd.run(question, key)
            case ReadOnCall():
                await self._on_call.run(question, key)
            case ReadFiring():
                await self._firing.run(question, key)
            case ReadMetrics():
                await self._metrics.run(question, key)
            case TrySmokeTests():
                await self._smoke.run(question, key)
            case ReadChart():
                await self._charts.run(question, key)
        return None

    def failed(self, question: Question, why: str) -> Told | None:
        """That there is no answer, and why."""
        match question:
            case ReadGroups():
                return self._groups.failed(question, why)
            case FetchFile():
                return self._dropped.failed(question, why)
            case HandRecord():
                return self._record.failed(question, why)
            case ReadDnd():
                self._dnd.failed(question, why)
            case ReadOnCall():
                self._on_call.failed(question, why)
            case ReadFiring():
                self._firing.failed(question, why)
            case ReadMetrics():
                self._metrics.failed(question, why)
            case TrySmokeTests():
                self._smoke.failed(question, why)
            case ReadChart():
                self._charts.failed(question, why)
        return None
