"""Has a deployment hear what came of its smoke tests (design: an answer from outside). Nobody asks for it."""

import asyncio

import structlog

from bot.domain.errands import TrySmokeTests
from bot.domain.intents import ReportSmokeTests
from bot.domain.plan import SmokeTest
from bot.domain.watch import SmokeOutcome, SmokeResult
from bot.metrics import Metrics, Where
from bot.ports import SmokeTester
from bot.queries import Queries
from bot.service import Service

SECONDS = 30.0
"""How long one row may take, whatever runs it."""


class SmokeErrand:
    """Carries out the errands that run smoke tests. What nobody but people can run is left to them."""

    def __init__(
        self,
        service: Service,
        queries: Queries,
        tester: SmokeTester,
        metrics: Metrics | None = None,
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._service = service
        self._queries = queries
        self._tester = tester
        self._metrics = metrics or Metrics()
        self._seconds = seconds
        self._log = structlog.get_logger(__name__)

    async def run(self, question: TrySmokeTests, key: str) -> None:
        """Run the rows side by side, and have reported what came of them.

        Errors: `Transient`, where the report could not be kept.
        """
        known = await self._queries.deployment(question.deployment)
        if known is None:
            return
        tests, base_url = known.plan.smoke_tests, known.plan.release.base_url
        results = await asyncio.gather(*(self._try(test, base_url) for test in tests))
        ran = {test.number: found for test, found in zip(tests, results, strict=True) if found}
        if not ran:
            return
        report = ReportSmokeTests(results=ran, asked_at=question.asked_at)
        await self._service.handle(report, deployment=question.deployment, actor="", key=key)

    async def _try(self, test: SmokeTest, base_url: str) -> SmokeResult | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._tester.run(test, base_url)
        except TimeoutError:
            return SmokeResult(outcome=SmokeOutcome.FAILED, why=f"no answer within {self._seconds:g} s")
        except Exception:  # noqa: BLE001 - that we broke says nothing of the release, nor of the other rows
            error_id = self._metrics.unexpected(Where.ERRANDS)
            self._log.exception("smoke tests: unexpected error", error_id=error_id)
            return None

    def failed(self, question: TrySmokeTests, why: str) -> None:
        """Nothing is known of them, and nothing is said: the step's owner reports how it goes."""
        self._log.warning("smoke tests: not reported", deployment=question.deployment, why=why)
