"""For whom somebody signed or confirmed who does not hold the role themselves."""

from bot.document.record.recorded import Recorded
from bot.document.record.writing import listed, name, spoken
from bot.domain import events as e
from bot.domain.approvals import signers
from bot.domain.confirmations import confirmers
from bot.domain.people import Holders, Person


def signed_for(event: e.SignedOff | e.SignOffRejected | e.SignOffWithdrawn, told: Recorded) -> str:
    """`, deputy of Quinn Adler`, as it was at the event; "" for who holds the role."""
    row = next((each for each in told.plan.signoffs if each.number == event.row), None)
    return _stands_in(event.by, signers(told.state, row)) if row else ""


def confirmed_for(event: e.Confirmed, told: Recorded) -> str:
    """The same of a confirmation, and `, for Quinn Adler` where the lead went past what spoke against it."""
    if event.for_whom:
        return f", for {spoken(event.for_whom)}"
    found = next((each for each in told.plan.checkpoints if each.number == event.checkpoint), None)
    return _stands_in(event.by, confirmers(told.state, told.plan, found)) if found else ""


def _stands_in(person: Person | None, holders: Holders) -> str:
    ids = {each.id for each in holders.people}
    if person is None or person.id in ids or all(person.id != each.id for each in holders.deputies):
        return ""
    return f", deputy of {listed(map(name, holders.people))}" if holders.people else ", deputy"
