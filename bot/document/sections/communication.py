"""Section 9: notifications and escalation contacts."""

from datetime import datetime

from bot.document.outline import Part
from bot.document.reading import Reading, Record, optional, required
from bot.document.values import channels, day, notification_offset, time_of_day
from bot.document.window import instant
from bot.domain.plan import EscalationContact, Notification, NotificationTime

_NOTIFICATIONS = (required("Time"), required("Message"), required("Audience"), required("Channel"))
_CONTACTS = (
    required("Level"),
    required("Contact"),
    optional("Phone"),
    optional("When"),
    optional("PagerDuty"),
)


def read_notifications(reading: Reading, zone: str) -> tuple[Notification, ...]:
    """Section 9.1; clock times are in the window's zone."""
    found = []
    for number, record in enumerate(reading.records(Part.NOTIFICATIONS, _NOTIFICATIONS), start=1):
        cell = record.cell("Channel")
        ways, rest = channels(cell.text)
        what = f"Notification {number}"
        if (rest or not ways) and not cell.placeholders:
            reading.error(
                record.line, f"{what}: “{rest or cell.text}” is no channel: Email, Slack or Status page."
            )
        found.append(
            Notification(
                number=number,
                time=_read_time(reading, record, what, zone),
                message=reading.value(record, "Message", what),
                audience=reading.value(record, "Audience", what),
                channels=ways,
                channels_text=cell.text,
                line=record.line,
            )
        )
    return tuple(found)


def _read_time(reading: Reading, record: Record, what: str, zone: str) -> NotificationTime | None:
    cell = record.cell("Time")
    if cell.placeholders or not record.has("Time"):
        return None
    if found := notification_offset(cell.text):
        return found
    written_day, _, written_time = cell.text.partition(" ")
    date, time = day(written_day), time_of_day(written_time)
    if date is None or time is None:
        reading.error(
            record.line,
            f"{what}: “{cell.text}” is no time that can be read: write T-24h, T+done or 2026-12-01 09:00.",
        )
        return None
    if not zone:
        return None
    at = instant(datetime.combine(date, time), zone)
    if isinstance(at, str):
        reading.error(record.line, f"{what}: {at}")
        return None
    return NotificationTime(text=cell.text, offset_minutes=None, when_done=False, clock=at)


def read_contacts(reading: Reading) -> tuple[EscalationContact, ...]:
    """Section 9.2."""
    return tuple(
        EscalationContact(
            level=reading.value(record, "Level", "This row of 9.2", "write L1, L2 or L3"),
            contact=reading.value(record, "Contact", f"Escalation {record.text('Level')}"),
            phone=record.text("Phone"),
            when=record.text("When"),
            pagerduty=record.text("PagerDuty"),
            line=record.line,
        )
        for record in reading.records(Part.CONTACTS, _CONTACTS)
    )
