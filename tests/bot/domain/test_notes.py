from dataclasses import replace

from bot.domain import intents as i
from bot.domain.events import NoteAdded
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state


def test_a_note_is_kept_and_changes_nothing() -> None:
    """Who said what and when is an event; the deployment stands where it stood."""
    stage = at_state(Lifecycle.DEPLOYING)
    before = stage.state
    stage.do(i.AddNote(text="the replica lags 40 s"), p.OMAR)
    assert (NoteAdded(at=p.T0, by=p.OMAR, text="the replica lags 40 s"),) == stage.last
    assert replace(before, happened=before.happened + 1) == stage.state


def test_a_note_says_something() -> None:
    """Without words there is nothing to keep."""
    refusal = at_state(Lifecycle.DRAFT).refused(i.AddNote(), p.OMAR)
    assert (Because.INCOMPLETE, True) == (refusal.because, "What is to be noted?" in refusal.text)
