"""What audiences were told, folded into the state: notices in the order in which they were given."""

from dataclasses import replace

from bot.domain.folds import Folds
from bot.domain.notices import Notice, NoticeGiven
from bot.domain.state import Deployment


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
    )
    return replace(state, notices=(*state.notices, notice))


FOLDS: Folds = {NoticeGiven: with_notice}
