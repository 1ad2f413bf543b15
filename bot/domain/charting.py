"""What a deployment makes of a chart of its metrics: it is kept that there is one."""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts
from bot.domain.intents import NoteChart
from bot.domain.state import Deployment


def note_chart(state: Deployment, intent: NoteChart, facts: Facts) -> Decision:
    """Whoever looks on sees it; one of a run that was begun anew meanwhile is of no interest."""
    if state.begun is None or intent.drawn.end < state.begun.at:
        return ()
    return (e.ChartDrawn(at=facts.now, by=None, drawn=intent.drawn),)
