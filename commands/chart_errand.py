"""Has a deployment see what its metrics measured, as a picture (design: an answer from outside)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import structlog

from bot.clock import PlanClock, real_now
from bot.domain.errands import ReadChart
from bot.domain.intents import NoteChart
from bot.domain.metric_rows import Row, watched
from bot.domain.state import Deployment, StepProgress
from bot.domain.watch import Drawn, Sample
from bot.errors import Permanent, Transient
from bot.ports import Attachment, MetricsReader
from bot.queries import Known, Queries
from bot.service import Service
from commands.charts.model import Chart, Panel, Stretch
from commands.charts.picture import painted
from commands.charts.svg import draw
from commands.charts.words import words

SECONDS = 20.0
"""How long the rows may take, which are read side by side, each in its turn."""
NOT_PAINTED = "it could not be drawn, the log has why"


class Pictures(Protocol):
    """Keeps pictures where messages can show them."""

    async def keep(self, file: Attachment) -> str:
        """The id under which a message shows it. Errors: `Transient`, `RateLimited`, `Permanent`."""


class ChartErrand:
    """Carries out the errands that draw. Where no row can be read there is none, and nobody waits for it."""

    def __init__(
        self,
        service: Service,
        queries: Queries,
        clock: PlanClock,
        reader: MetricsReader,
        pictures: Pictures,
        *,
        seconds: float = SECONDS,
        paint: Callable[[str], Awaitable[bytes]] = painted,
    ) -> None:
        self._service = service
        self._queries = queries
        self._clock = clock
        self._reader = reader
        self._pictures = pictures
        self._seconds = seconds
        self._paint = paint
        self._one_at_once = asyncio.Semaphore(1)
        self._log = structlog.get_logger(__name__)

    async def run(self, question: ReadChart, key: str) -> None:
        """Read the rows side by side, draw them, and have it noted. The same past is read again if need be.

        Errors: `Transient`, `RateLimited`, where it is to be tried again.
        """
        known = await self._queries.deployment(question.deployment)
        if known is None:
            return
        rows = [row for row in watched(known.plan) if row.key in question.metrics]
        rows.sort(key=lambda row: question.metrics.index(row.key))
        read = await asyncio.gather(*(self._read(known, row, question) for row in rows))
        panels = [panel for panel in read if panel]
        if all(panel.why for panel in panels):
            if panels:
                raise Transient(f"no metric can be read: {panels[0].why}")
            return
        chart = chart_of(known.state, question, panels)
        picture, why = await self._keep(chart, question)
        drawn = Drawn(
            about=question.about,
            metrics=tuple(row.key for row in rows),
            start=question.start,
            end=question.end,
            words=words(chart),
            picture=picture,
            why=why,
        )
        await self._service.handle(NoteChart(drawn=drawn), deployment=question.deployment, actor="", key=key)

    async def _keep(self, chart: Chart, question: ReadChart) -> tuple[str, str]:
        """The picture's id; why there is none is said in its place: the words are as good without."""
        try:
            async with self._one_at_once:
                content = await self._paint(draw(chart))
        except (RuntimeError, OSError):
            self._log.exception("charts: not painted", deployment=question.deployment)
            return "", NOT_PAINTED
        name = f"{question.deployment}-metrics.png"
        file = Attachment(name=name, title=chart.title, content=content, alt=words(chart))
        try:
            return await self._pictures.keep(file), ""
        except Permanent as error:
            self._log.warning("charts: not uploaded", deployment=question.deployment, why=str(error))
            return "", str(error)

    async def _read(self, known: Known, row: Row, question: ReadChart) -> Panel | None:
        """A row as it is drawn; `None` where there is nobody to ask."""
        end = min(self._clock.real_of(question.end) or real_now(), real_now())
        start = min(self._clock.real_of(question.start) or end, end)
        reading = known.state.watch.readings.get(row.key)
        since = reading.critical_since if reading and question.about else None
        try:
            async with asyncio.timeout(self._seconds):
                found = await self._reader.read(row.metric.query, start, end)
        except (Transient, Permanent, TimeoutError) as error:
            why = f"{error}" or "it took too long"
            return Panel(name=row.shown, number=row.number, metric=row.metric, why=why)
        if found is None:
            return None
        samples = [Sample(at=self._clock.shown_at(each.at), value=each.value) for each in found]
        return Panel(
            name=row.shown,
            number=row.number,
            metric=row.metric,
            samples=samples,
            critical_since=since if since and question.start <= since <= question.end else None,
            before=known.state.watch.before.get(row.key),
        )

    def failed(self, question: ReadChart, why: str) -> None:
        """There is no picture; the question and the ending say in words what there is to say."""
        self._log.warning("charts: not drawn", deployment=question.deployment, why=why)


def chart_of(state: Deployment, question: ReadChart, panels: Sequence[Panel]) -> Chart:
    """The picture's content, with the steps as they went."""
    steps = (_stretch(number, progress) for number, progress in state.steps.items())
    return Chart(
        title=f"{state.release} {state.version}, {state.environment}",
        zone=state.zone,
        start=question.start,
        end=question.end,
        panels=panels,
        t0=state.actual_t0,
        steps=[step for step in steps if step],
    )


def _stretch(number: str, progress: StepProgress) -> Stretch | None:
    """From when to when a step ran; one that was only reported ran for a moment."""
    start = progress.started_at or progress.ended_at
    return Stretch(name=number, start=start, end=progress.ended_at) if start else None
