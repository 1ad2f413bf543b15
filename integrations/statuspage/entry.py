"""From a page entry to what Statuspage is sent; the same state gives the same bytes."""

import hashlib
import json
from datetime import UTC, datetime
from textwrap import shorten

from bot.domain.status_page import PageStatus, page_entry
from bot.ports import Message, Rendered

NAME_LENGTH, BODY_LENGTH = 255, 25_000
"""Statuspage's limits for an incident's name and for the text of an update, in characters."""
STATUSES = {
    PageStatus.SCHEDULED: "scheduled",
    PageStatus.IN_PROGRESS: "in_progress",
    PageStatus.VERIFYING: "verifying",
    PageStatus.COMPLETED: "completed",
}


def render(message: Message) -> Rendered:
    """The entry's name, and the fields of the incident as a JSON object, with a fingerprint of them."""
    entry = page_entry(message.state, message.plan)
    fields = {
        "name": shorten(entry.name, NAME_LENGTH, placeholder="…"),
        "status": STATUSES[entry.status],
        "body": shorten(entry.words, BODY_LENGTH, placeholder="…"),
    }
    if entry.start and entry.end and entry.status is not PageStatus.COMPLETED:
        fields |= {"scheduled_for": _instant(entry.start), "scheduled_until": _instant(entry.end)}
    body = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    fingerprint = hashlib.sha256(body.encode()).hexdigest()
    return Rendered(text=fields["name"], body=body, fingerprint=fingerprint)


def _instant(at: datetime) -> str:
    """`2026-12-01T22:00:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
