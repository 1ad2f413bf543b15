from datetime import UTC, datetime

import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import Channel, EscalationContact, Notification, NotificationTime
from tests.bot.document.documents import FILLED, SEED, changed, line_of, read, said


def test_notifications_are_read_with_time_audience_and_channels() -> None:
    """The seed's last notification."""
    expected = Notification(
        number=4,
        time=NotificationTime(text="T+done", offset_minutes=None, when_done=True, clock=None),
        message="Deployment complete",
        audience="All",
        channels=(Channel.EMAIL, Channel.SLACK),
        channels_text="Email + Slack",
        line=243,
    )

    assert expected == parse(SEED).plan.notifications[-1]


@pytest.mark.parametrize("written", ["2026-11-30 09:00", "30.11.2026 9:00"])
def test_a_clock_time_is_in_the_windows_zone(written: str) -> None:
    """09:00 in Berlin is 08:00 UTC in winter, whether or not the date of the window is known."""
    time = read("| T-24h |", f"| {written} |").notifications[0].time

    assert time is not None
    assert datetime(2026, 11, 30, 8, 0, tzinfo=UTC) == time.clock


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("soon", "Notification 1: “soon” is no time that can be read"),
        ("", "Notification 1: “” is no time that can be read"),
        ("2026-03-29 02:30", "Notification 1: 2026-03-29 02:30 in Europe/Berlin does not exist"),
        ("2026-10-25 02:30", "Notification 1: 2026-10-25 02:30 in Europe/Berlin happens twice"),
    ],
)
def test_a_time_that_cannot_be_is_an_error(written: str, problem: str) -> None:
    """Words and times that the clocks skip or repeat."""
    text = changed("| T-24h |", f"| {written} |")
    (error,) = said(text, Level.ERROR)

    assert error.startswith(problem)
    assert parse(text).plan.notifications[0].time is None


def test_a_clock_time_without_a_zone_is_no_second_error() -> None:
    """The window's zone is missing already."""
    text = changed("| T-24h |", "| 2026-11-30 09:00 |", changed("Europe/Berlin", "", FILLED))

    assert 1 == len(said(text, Level.ERROR))
    assert parse(text).plan.notifications[0].time is None


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("Pigeon", "Notification 1: “Pigeon” is no channel: Email, Slack or Status page."),
        ("Email + Teams", "Notification 1: “Teams” is no channel: Email, Slack or Status page."),
        ("", "Notification 1: “” is no channel: Email, Slack or Status page."),
        ("{Channel}", "{Channel} is still to be filled in."),
    ],
)
def test_a_channel_that_is_none_is_an_error(cell: str, error: str) -> None:
    """What is not understood of a cell is named."""
    assert [error] == said(
        changed("| All stakeholders | Email |", f"| All stakeholders | {cell} |"), Level.ERROR
    )


def test_contacts_may_have_an_escalation_policy() -> None:
    """A row of 9.2."""
    expected = EscalationContact(
        level="L1",
        contact="On-call DevOps",
        phone="+49 30 5550 2001",
        when="First response",
        pagerduty="PWEBL1",
        line=line_of("| L1 |"),
    )

    assert expected == parse(FILLED).plan.contacts[0]
