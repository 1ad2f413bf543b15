"""Dead letters once more: what could not be delivered is sent again when the lead says so."""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, settled
from bot.domain.intents import Resend
from bot.domain.state import Deployment


def resend(state: Deployment, _intent: Resend, facts: Facts) -> Decision:
    """Send what is still wanted; what is outdated is let go."""
    found = facts.undelivered
    if not (found.wanted or found.outdated):
        return settled(f"Nothing of {state.id} is undelivered: there is nothing to send again.")
    return (e.DeadLettersResent(at=facts.now, by=facts.actor, sent=found.wanted, outdated=found.outdated),)
