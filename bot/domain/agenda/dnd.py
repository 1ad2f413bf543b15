"""Do Not Disturb: who has it on is looked up before the window, and named where it covers their minute."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.domain import events as e
from bot.domain.agenda.item import Item, Rule
from bot.domain.agenda.presence import subject_of
from bot.domain.agenda_events import key
from bot.domain.dnd import is_run_expected, not_named, to_look_up, unrung_soon
from bot.domain.effects import Effect, LookUpDnd
from bot.domain.facts import Facts
from bot.domain.lateness import forecast_since
from bot.domain.plan import Plan
from bot.domain.presence import NAMED_BEFORE
from bot.domain.state import Deployment

READ, SLIPPED = "dnd-read", "dnd-slipped"
READ_AGAIN = timedelta(minutes=15)
"""So long before the window it is looked up once more: Slack tells the next quiet hours alone."""


def _read(state: Deployment, _plan: Plan) -> Iterator[Item]:
    start, known = state.window_start, state.acted_at or state.opened.at
    if start and is_run_expected(state) and not state.way_back:
        for before in (NAMED_BEFORE, READ_AGAIN):
            subject = subject_of(state, f"{before // timedelta(minutes=1)}")
            yield Item(subject=subject, at=start - before, known=known, rung=subject_of(state))


def _look_up(state: Deployment, _subject: str, plan: Plan) -> list[Effect]:
    people = to_look_up(state, plan)
    return [LookUpDnd(people=people)] if people else []


def was_looked_up(state: Deployment) -> bool:
    """Whether it was, for this window: from then on it is for whoever takes a role over, too."""
    return any(sent.startswith(key(READ, subject_of(state))) for sent in state.came_due)


def _slipped(state: Deployment, plan: Plan) -> Iterator[Item]:
    if state.dnd_read_at and not_named(state, unrung_soon(state, plan)):
        known = max(forecast_since(state), state.dnd_read_at)
        yield Item(subject=subject_of(state, f"{len(state.dnd_named)}"), at=known, known=known)


def _name(state: Deployment, _item: Item, facts: Facts) -> Iterable[e.Event]:
    people = not_named(state, unrung_soon(state, facts.plan))
    return (e.DndNamed(at=facts.now, by=None, people=people),)


RULES = (
    Rule(
        name=READ,
        when="T-2h and T-15min, once approved; and when a role is handed over after that",
        what="Slack is asked for whom Do Not Disturb is on. Whoever has it on at the minute when they are "
        "called, or say Go, is asked directly to turn it off, and the lead hears who it is",
        items=_read,
        still_good_for=NAMED_BEFORE,
        ladder=READ,
        says=_look_up,
    ),
    Rule(
        name=SLIPPED,
        when="When one of the next few steps moves to a minute at which Do Not Disturb is on",
        what="The same for whoever was not named yet",
        items=_slipped,
        still_good_for=timedelta(days=7),
        leads_to=_name,
    ),
)
