"""A mail as it goes over the wire (RFC 5322): the standard library encodes and folds what people wrote."""

from datetime import datetime
from email.header import Header
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from integrations.email.mail import Mail

NAME = "T-Minus"


class _Wire(EmailPolicy):
    """Folds what is not ASCII by `email.header`: the policy's own way loses blanks between encoded words."""

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - the library's own
        if str(value).isascii():
            return super().fold_binary(name, value)
        text, end = (value.groups[0].display_name, " :;") if name == "To" else (str(value), "")
        encoded = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{end}{self.linesep}".encode("ascii")


WIRE = _Wire(linesep="\r\n", cte_type="7bit")
"""Every server takes it, also one that does not know 8BITMIME (RFC 6152)."""


def compose(mail: Mail, sender: str, message_id: str, at: datetime) -> bytes:
    """The whole mail. `message_id` is `local@domain`, the same for a repeat: nobody reads it twice."""
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(display_name=NAME, addr_spec=sender)
    message["To"] = Group(mail.audience or "undisclosed-recipients", ())
    message["Subject"] = mail.subject
    message["Date"] = at
    message["Message-ID"] = f"<{message_id}>"
    message["In-Reply-To"] = message["References"] = f"<{mail.thread}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        message.add_alternative(mail.calendar, subtype="calendar", params={"method": mail.method})
    return message.as_bytes()
