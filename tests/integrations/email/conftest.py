"""A mail server for the tests of what goes through one."""

from collections.abc import AsyncIterator

import pytest

from tests.pretend_smtp import PretendSmtp, smtp_server


@pytest.fixture
async def server() -> AsyncIterator[PretendSmtp]:
    """A real one, which takes what it is given."""
    async with smtp_server() as server:
        yield server
