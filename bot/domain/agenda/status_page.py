"""What customers read of a deployment that is late: it has not begun, or they still notice it.

Each is told once for each planned minute, so a window that moves or is lengthened is waited for anew.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.effects import Effect, MessageKind, RewriteMessages
from bot.domain.maintenance import is_off_again, is_on_before_go
from bot.domain.plan import Plan
from bot.domain.progress import was_completed
from bot.domain.state import Deployment, Lifecycle
from bot.domain.status_page import BEGINS_LATE, ENDS_LATE, LATE_BY, late_subject

GOOD_FOR = timedelta(hours=24)

TO_BEGIN = frozenset({Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED})


def _to_begin(state: Deployment, plan: Plan) -> Iterable[Item]:
    preparing = state.state is Lifecycle.PRE_DEPLOYMENT and not state.leaving
    waits = state.state in TO_BEGIN or (preparing and not is_on_before_go(state, plan))
    until = state.window_end if state.state in TO_BEGIN else None
    return _item(state, state.window_start, LATE_BY, until) if state.announced and waits else ()


def _to_end(state: Deployment, plan: Plan) -> Iterable[Item]:
    return _item(state, state.window_end, timedelta()) if state.announced and _is_noticed(state, plan) else ()


def _is_noticed(state: Deployment, plan: Plan) -> bool:
    match state.state:
        case Lifecycle.PRE_DEPLOYMENT:
            return not state.leaving and is_on_before_go(state, plan)
        case Lifecycle.VERIFYING:
            return not is_off_again(state, plan)
        case Lifecycle.ROLLING_BACK:
            return not was_completed(state, plan)
    return state.state is Lifecycle.DEPLOYING


def _item(
    state: Deployment, planned: datetime | None, late_by: timedelta, until: datetime | None = None
) -> Iterable[Item]:
    """It is asked for since the last press at the latest: what a late one brought about is no pause."""
    if planned is None or state.announced is None:
        return ()
    known = state.acted_at or state.announced.at
    return (Item(subject=late_subject(planned), at=planned + late_by, known=known, until=until),)


def _says(_state: Deployment, _subject: str, _plan: Plan) -> list[Effect]:
    return [RewriteMessages(kind=MessageKind.PAGE)]


RULES = (
    Rule(
        name=BEGINS_LATE,
        when="T-0 planned + 15 min, while customers notice nothing yet",
        what="The status page says that it begins later",
        items=_to_begin,
        still_good_for=GOOD_FOR,
        good_until="24 h; before Begin until the window's end at most",
        says=_says,
    ),
    Rule(
        name=ENDS_LATE,
        when="The window's end, while customers still notice it",
        what="The status page says that it takes longer",
        items=_to_end,
        still_good_for=GOOD_FOR,
        says=_says,
    ),
)
