"""Where databases of each kind are made."""

from pathlib import Path

import pytest

from tests.conftest import KINDS
from tests.faults.kill.ground import Ground, postgresql_ground, sqlite_ground


@pytest.fixture(params=KINDS)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """A place for databases, once for each kind."""
    if request.param == "sqlite":
        return sqlite_ground(tmp_path, request.getfixturevalue("sqlite_template"))
    return postgresql_ground(request.getfixturevalue("postgresql_address"))
