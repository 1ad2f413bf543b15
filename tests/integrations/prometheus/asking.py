"""A client of a pretend Prometheus, for the tests of what asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx

from integrations.prometheus.client import PrometheusClient
from tests.prometheus_api import PretendPrometheus

END = datetime(2026, 12, 1, 22, 5, 0, 123_456, tzinfo=UTC)


@asynccontextmanager
async def asking(prometheus: PretendPrometheus) -> AsyncIterator[PrometheusClient]:
    """Below another address, as behind a proxy."""
    prometheus.prefix = "/below"
    transport = httpx.ASGITransport(prometheus.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://prometheus.test/below") as http:
        yield PrometheusClient(http)
