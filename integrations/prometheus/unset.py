"""The null twin: stands where no Prometheus is asked."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.watch import Sample


class NoMetrics:
    """Reads nothing, and takes that for no answer."""

    async def read(self, _query: str, _start: datetime, _end: datetime) -> Sequence[Sample] | None:
        """Nobody can be asked (`bot.ports.MetricsReader`)."""
        return None
