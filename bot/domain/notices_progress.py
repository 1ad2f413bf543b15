"""What audiences were told, folded into the state: notices in the order in which they were given."""

from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.notices import Notice, NoticeEdited, NoticeGiven, NoticeStage
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
        late_because=event.late_because,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        at=event.at,
        by=event.by,
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


def with_edited(state: Deployment, event: NoticeEdited) -> Deployment:
    """The row says what was written last."""
    return replace(state, edited={**state.edited, event.row: event.message})


FOLDS: Folds = {NoticeGiven: with_notice, NoticeEdited: with_edited}
