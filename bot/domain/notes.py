"""Notes for the record: anyone named says something, at any time.

It changes nothing else, but for a note of what a command of the plan lacks: `backup_id = bk-7`.
"""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, incomplete
from bot.domain.intents import AddNote
from bot.domain.state import Deployment
from bot.domain.values import noted


def note(state: Deployment, intent: AddNote, facts: Facts) -> Decision:
    """Keep what was said, with who and when."""
    if not (intent.text or intent.values):
        return incomplete("What is to be noted? `/deploy note TEXT`: the record keeps it.")
    value = noted(state, intent, facts)
    if value is not None:
        return value
    return (e.NoteAdded(at=facts.now, by=facts.actor, text=intent.text),)
