"""Notes for the record: anyone named says something, at any time; it changes nothing else."""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, incomplete
from bot.domain.intents import AddNote
from bot.domain.state import Deployment


def note(_state: Deployment, intent: AddNote, facts: Facts) -> Decision:
    """Keep what was said, with who and when."""
    if not intent.text:
        return incomplete("What is to be noted? `/deploy note TEXT`: the record keeps it.")
    return (e.NoteAdded(at=facts.now, by=facts.actor, text=intent.text),)
