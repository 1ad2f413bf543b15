"""What audiences were told, folded into the state: notices in the order in which they were given."""

from dataclasses import replace

from bot.domain.folds import Folds
from bot.domain.notices import Notice, NoticeGiven, NoticeStage
from bot.domain.state import Deployment, Lifecycle

UNDONE = frozenset({Lifecycle.ROLLING_BACK, Lifecycle.ROLLED_BACK})
OVER = frozenset({Lifecycle.COMPLETED, Lifecycle.CANCELLED, Lifecycle.MISSED})


def with_notice(state: Deployment, event: NoticeGiven) -> Deployment:
    """One notice more."""
    notice = Notice(
        number=event.number,
        kind=event.kind,
        about=event.about,
        message=event.message,
        audience=event.audience,
        ways=event.ways,
        failings=event.failings,
        is_late=event.is_late,
        at=event.at,
        by=event.by,
        window_start=state.window_start,
        window_end=state.window_end,
        stage=stage(state),
    )
    return replace(state, notices=(*state.notices, notice))


def stage(state: Deployment) -> NoticeStage:
    """How far the deployment is, as audiences see it."""
    if state.state in UNDONE:
        return NoticeStage.UNDONE
    if state.state in OVER:
        return NoticeStage.OVER
    return NoticeStage.UNDER_WAY if state.actual_t0 else NoticeStage.AHEAD


FOLDS: Folds = {NoticeGiven: with_notice}
