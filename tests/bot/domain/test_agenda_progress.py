from bot.domain import events as e
from bot.domain.agenda_events import Fate
from bot.domain.agenda_progress import with_came_due, with_caught_up
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_an_item_is_kept_with_its_fate() -> None:
    """Under rule and subject, beside those that came before it."""
    state = Stage().open().state
    for rule, fate in (("one", Fate.LATE), ("two", Fate.FOLDED)):
        came = e.CameDue(at=p.T0, by=None, rule=rule, subject="a:1", due_at=p.T0, fate=fate)
        state = with_came_due(state, came)
    assert {"one a:1": Fate.LATE, "two a:1": Fate.FOLDED} == state.came_due


def test_catching_up_changes_nothing() -> None:
    """It is there to be told."""
    state = Stage().open().state
    assert state is with_caught_up(state, e.CaughtUp(at=p.T0, by=None, since=p.T0))
