"""The iCalendar object of an invitation (RFC 5545, RFC 5546), in UTC: each calendar shows its own time."""

from icalendar import Calendar, Event, vCalAddress, vText

from bot.domain.invitation import Invitation
from bot.domain.notices import Notice
from integrations.email.words import NAME, Words, clean

PRODUCT = "-//T-Minus//Deployment plans//EN"
REQUEST, CANCEL = "REQUEST", "CANCEL"


def method_of(invitation: Invitation) -> str:
    """What the calendar is asked to do."""
    return CANCEL if invitation.is_off else REQUEST


def calendar(invitation: Invitation, notice: Notice, words: Words, sender: str, uid: str) -> str:
    """The object as text, lines ended by CR LF. `sender` is an address, `uid` the same for a deployment."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", notice.at)
    event.add("dtstart", invitation.start)
    event.add("dtend", invitation.end)
    event.add("summary", words.subject)
    event.add(
        "description", "\n".join(f"{line[0]}: {line[1]}" for line in words.lines if line not in words.times)
    )
    event.add("organizer", _address(sender, "T-Minus"), encode=False)
    event.add("attendee", _attendee(notice, sender), encode=False)
    event.add("status", "CANCELLED" if invitation.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("method", method_of(invitation))
    whole.add_component(event)
    return str(whole.to_ical(), "utf-8")


def _attendee(notice: Notice, sender: str) -> vCalAddress:
    """Who is invited: the one address there is, else the audience, so that nobody sees the others'."""
    addresses = notice.audience.addresses
    attendee = _address(addresses[0] if len(addresses) == 1 else sender, clean(notice.audience.name, NAME))
    attendee.params["CUTYPE"] = vText("GROUP")
    attendee.params["ROLE"] = vText("NON-PARTICIPANT")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _address(address: str, name: str) -> vCalAddress:
    told = vCalAddress(f"mailto:{address}")
    told.params["CN"] = vText(name)
    return told
