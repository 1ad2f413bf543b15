"""A mail as it is known before it has a date: what it says, to whom, and to which thread it belongs."""

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to all addresses of an audience, none of whom sees the others'.

    `thread` is the id (`local@domain`) that all mails of a deployment refer to. `calendar` is the iCalendar
    object that goes with it, "" where none does, `method` its method (RFC 5546).
    """

    subject: str
    audience: str
    addresses: tuple[str, ...]
    thread: str
    text: str
    html: str
    calendar: str = ""
    method: str = ""


_MAIL = TypeAdapter(Mail)


def pack(mail: Mail) -> str:
    """The mail as JSON; the same mail gives the same text."""
    return _MAIL.dump_json(mail).decode()


def unpack(text: str) -> Mail:
    """The mail that was packed. Errors: pydantic's."""
    return _MAIL.validate_json(text)
