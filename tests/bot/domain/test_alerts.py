"""What a monitor says."""

from bot.domain.alerts import AlertStatus


def test_only_a_resolved_alert_is_over() -> None:
    """What somebody acknowledged still fires."""
    assert {AlertStatus.RESOLVED} == {status for status in AlertStatus if status.is_over}
