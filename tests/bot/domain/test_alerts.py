"""What a monitor says."""

import pytest

from bot.domain.alerts import AlertStatus, is_ours
from tests.bot.domain.monitors import alert


def test_only_a_resolved_alert_is_over() -> None:
    """What somebody acknowledged still fires."""
    assert {AlertStatus.RESOLVED} == {status for status in AlertStatus if status.is_over}


@pytest.mark.parametrize(
    ("key", "expected"), [("tminus:WEB-DEPLOY-041:L1", True), ("deploybot/42", False), ("", False)]
)
def test_our_own_pages_are_known_by_their_key(key: str, expected: bool) -> None:
    """What comes back of them is no news."""
    assert expected is is_ours(alert(incident_key=key))
