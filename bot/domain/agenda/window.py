"""The window's end: an extension is offered before it, and what to do where nobody had begun is asked."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.agenda_events import key
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Plan
from bot.domain.progress import is_over, table_now
from bot.domain.state import Deployment, Lifecycle

WINDOW = "window-"
"""With which the names of these rules begin."""
EXTEND, MISSED = f"{WINDOW}extend", f"{WINDOW}missed"
OFFERED_BEFORE = timedelta(minutes=15)
MISSED_ASKED_UNTIL = timedelta(days=7)
OFFERED_UNTIL = timedelta(hours=1)
"""How long after its minute an extension is still offered: a window that has just ended can be extended."""


def subject_of(state: Deployment) -> str:
    """The window's end: one that is moved is another."""
    return f"{state.window_end:%Y-%m-%dT%H:%MZ}"


def _ends(state: Deployment, plan: Plan) -> Iterable[Item]:
    if not state.state.is_running or state.window_end is None or state.leaving:
        return ()
    steps = table_now(state, plan) if state.rollback else plan.steps
    if all(is_over(state, step) or step.is_follow_up for step in steps):
        return ()
    at, known = state.window_end - OFFERED_BEFORE, state.acted_at or state.opened.at
    until = state.window_end + OFFERED_UNTIL
    return (Item(subject=subject_of(state), at=at, known=known, until=until),)


def _missed(state: Deployment, _plan: Plan) -> Iterable[Item]:
    if state.state is not Lifecycle.MISSED or state.window_end is None:
        return ()
    return (Item(subject=subject_of(state), at=state.window_end, known=state.acted_at or state.opened.at),)


def _to_lead(rule: str) -> Callable[[Deployment, str, Plan], list[Effect]]:
    """The lead and the lead's deputies."""

    def says(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
        reminder = key(rule, subject)
        to = (person.id for person in state.lead.all)
        return [PostMessage(kind=MessageKind.REMINDER, subject=reminder, to=user) for user in to]

    return says


RULES = (
    Rule(
        name=EXTEND,
        when="15 min before the window ends, while it runs and steps are open",
        what="The lead and the lead's deputies are offered to extend it",
        items=_ends,
        still_good_for=OFFERED_BEFORE + OFFERED_UNTIL,
        says=_to_lead(EXTEND),
    ),
    Rule(
        name=MISSED,
        when="When the window ends and nobody has begun",
        what="The lead and the lead's deputies are asked to reschedule or cancel",
        items=_missed,
        still_good_for=MISSED_ASKED_UNTIL,
        says=_to_lead(MISSED),
    ),
)
