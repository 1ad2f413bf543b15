"""A night at whose door somebody stands: it is noted what Slack sends, and anything else may be sent."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest

from tests.bot.web_shop import PLANS
from tests.hostile.door import RESPONSE_SECRET, Door
from tests.scenario.evening import SECRET, TOKEN, evening
from tests.scenario.monitors import GRAFANA, PAGERDUTY
from tests.tminus.conftest import restored
from tminus.logging import set_up

__all__ = ["restored"]

SECRETS = (SECRET, TOKEN, RESPONSE_SECRET, GRAFANA, PAGERDUTY)
NOT_OURS = ("httpcore", "httpx", "uvicorn.access")
"""Loggers of those who play Slack in this process."""


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that the process logs, at its loudest; no test may leave a secret there.

    `restored` sees to it that the next test finds the log as it was.
    """
    stream = StringIO()
    with redirect_stderr(stream):
        set_up(level="DEBUG", style="json", secrets=(SECRET, TOKEN))
    for name in NOT_OURS:
        logging.getLogger(name).setLevel(logging.WARNING)
    yield stream
    for name in NOT_OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    assert [] == [secret for secret in SECRETS if secret in stream.getvalue()]


@pytest.fixture
def plans_dir() -> Path:
    """Where the night's plans lie."""
    return PLANS


@pytest.fixture
async def door(database_url: str, plans_dir: Path, log: StringIO) -> AsyncIterator[Door]:
    """The door of tonight's house."""
    door = Door(log)
    async with evening(database_url, plans_dir=plans_dir, between=door.before) as night:
        yield door.opens(night)
