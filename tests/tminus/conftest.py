"""Whatever a test does to the log, the next one finds it as it was."""

import logging
from collections.abc import Iterator

import pytest

from tests.conftest import plain_log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Loggers and structlog are as before."""
    loggers = [logging.getLogger(name) for name in (None, "uvicorn.error", "apscheduler")]
    before = [(logger, logger.level, logger.handlers[:], logger.propagate) for logger in loggers]
    yield
    logging.captureWarnings(capture=False)
    for logger, level, handlers, propagate in before:
        logger.setLevel(level)
        logger.handlers = handlers
        logger.propagate = propagate
    plain_log()
