"""A notice as a mail, from the state; a notice is about its own time, so it always gives the same mail."""

import hashlib

from bot.domain.invitation import invitation
from bot.ports import Message, Rendered
from integrations.email.bodies import html_body, text_body
from integrations.email.calendar import calendar, method_of
from integrations.email.mail import Mail, pack
from integrations.email.words import NAME, clean, notice_of, words


def render(message: Message, sender: str) -> Rendered:
    """The mail that `message.subject`, a notice's number, is about; `sender` is EMAIL_FROM."""
    notice, said = notice_of(message), words(message)
    thread = thread_id(message.state.id, sender)
    invited = invitation(message.state.notices, notice.number)
    mail = Mail(
        subject=said.marked_subject,
        audience=clean(notice.audience.name, NAME),
        addresses=notice.audience.addresses,
        thread=thread,
        text=text_body(said),
        html=html_body(said),
        calendar=calendar(invited, notice, said, sender, thread) if invited else "",
        method=method_of(invited) if invited else "",
    )
    body = pack(mail)
    return Rendered(text=mail.subject, body=body, fingerprint=hashlib.sha256(body.encode()).hexdigest())


def thread_id(deployment: str, sender: str) -> str:
    """What all mails of a deployment refer to, and the name of its entry in calendars."""
    name = hashlib.sha256(f"{sender} {deployment}".encode()).hexdigest()[:32]
    return f"{name}@{domain_of(sender)}"


def domain_of(sender: str) -> str:
    """The sender's domain: ids of mails end with it."""
    return sender.rpartition("@")[2]
