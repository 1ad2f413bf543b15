from datetime import timedelta

import pytest
from icalendar import Calendar, Component

from integrations.email.mail import unpack
from integrations.email.render import render, thread_id
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.integrations.email import told as t


def entry(name: str) -> tuple[str, Component]:
    """The method and the event that a mail carries, as a calendar reads them."""
    whole = Calendar.from_ical(unpack(render(t.mails()[name], t.SENDER).body).calendar)
    return str(whole["METHOD"]), next(iter(whole.walk("VEVENT")))


@pytest.mark.parametrize(
    ("name", "method", "sequence", "later", "status"),
    [
        ("planned", "REQUEST", 0, 0, "CONFIRMED"),
        ("moved", "REQUEST", 1, 1, "CONFIRMED"),
        ("cancelled", "CANCEL", 1, 0, "CANCELLED"),
    ],
)
def test_the_window_stands_in_the_calendar(
    name: str, method: str, sequence: int, later: int, status: str
) -> None:
    """It is made, moved and taken back under one name, with a number that rises."""
    start, end = p.T0 + timedelta(hours=later), p.END + timedelta(hours=later)
    found, event = entry(name)
    assert (method, thread_id(Stage().open().state.id, t.SENDER), sequence, status) == (
        found,
        event["UID"],
        event["SEQUENCE"],
        event["STATUS"],
    )
    assert (start, end) == (event.decoded("DTSTART"), event.decoded("DTEND"))


def test_a_delay_moves_the_entrys_end() -> None:
    """As far as the audience is told to expect."""
    _, event = entry("delayed")
    expected = (1, p.T0, p.END + timedelta(minutes=30))
    assert expected == (event["SEQUENCE"], event.decoded("DTSTART"), event.decoded("DTEND"))


def test_what_moves_no_window_leaves_calendars_alone() -> None:
    """There is no entry in the mail."""
    mail = unpack(render(t.mails()["rolled_back"], t.SENDER).body)
    assert ("", "") == (mail.calendar, mail.method)


def test_nobody_is_asked_for_an_answer() -> None:
    """The audience is invited as a group, and no address is shown."""
    _, event = entry("planned")
    attendee = event["ATTENDEE"]
    assert ("FALSE", "GROUP", "All stakeholders") == tuple(
        attendee.params[name] for name in ("RSVP", "CUTYPE", "CN")
    )
    assert f"mailto:{t.SENDER}" == str(attendee) == str(event["ORGANIZER"])


def test_lines_are_folded_as_calendars_want_them() -> None:
    """At most 75 bytes, ended by CR LF, whatever names are in them (RFC 5545, 3.1)."""
    text = unpack(render(t.mails()["long"], t.SENDER).body).calendar
    lines = text.split("\r\n")
    assert "" == lines[-1]
    assert max(len(line.encode()) for line in lines) <= 75
    assert not any("\n" in line for line in lines)


def test_a_name_adds_no_line() -> None:
    """What somebody called a release stays a value."""
    plain, hostile = entry("planned")[1], entry("hostile")[1]
    assert list(plain) == list(hostile)
