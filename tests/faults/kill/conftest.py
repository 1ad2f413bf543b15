"""Where databases of each kind are made, and where victims come from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import KINDS
from tests.faults.kill.ground import Ground, postgresql_ground, sqlite_ground
from tests.faults.kill.process import Nursery, nursery


@pytest.fixture(scope="session")
async def victims() -> AsyncIterator[Nursery]:
    """Where victims come from."""
    async with nursery() as found:
        yield found


@pytest.fixture(scope="session")
async def others() -> AsyncIterator[Nursery]:
    """Where a second process comes from, beside a victim."""
    async with nursery() as found:
        yield found


@pytest.fixture(params=KINDS)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """A place for databases, once for each kind."""
    if request.param == "sqlite":
        return sqlite_ground(tmp_path, request.getfixturevalue("sqlite_template"))
    return postgresql_ground(request.getfixturevalue("postgresql_address"))
