from bot.domain import events as e
from bot.domain.dnd_progress import with_named, with_read
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.quiet import MINUTE, NIGHT, hours, quiet_for
from tests.bot.domain.stories import at_state


def test_the_newest_answer_holds() -> None:
    """Of those whom it is about; of the others the one before."""
    before = at_state(Lifecycle.APPROVED).state
    first = e.DndRead(at=p.T0, by=None, asked=(p.DBA.id, p.DEV.id), quiet=quiet_for(p.DBA, p.DEV))
    state = with_read(before, first)
    assert (quiet_for(p.DBA, p.DEV), p.T0) == (state.dnd, state.dnd_read_at)
    later = hours(p.END, 10)
    second = e.DndRead(
        at=p.T0 + MINUTE, by=None, asked=(p.DBA.id, p.PAUL.id), quiet=quiet_for(p.PAUL, during=later)
    )
    state = with_read(state, second)
    assert ({p.DEV.id: NIGHT, p.PAUL.id: later}, p.T0 + MINUTE) == (state.dnd, state.dnd_read_at)


def test_who_was_named_is_kept_by_round() -> None:
    """In the order in which they were, those together who were together."""
    state = at_state(Lifecycle.APPROVED).state
    for people in ((p.DBA,), (p.DEV, p.PAUL)):
        state = with_named(state, e.DndNamed(at=p.T0, by=None, people=people))
    assert (("0:U04",), ("0:U03", "0:U11")) == state.dnd_named
