from dataclasses import fields

from bot.domain import events as e
from bot.domain.notices import Audience, Notice, NoticeKind
from bot.domain.notices_progress import with_notice
from bot.domain.plan import Channel
from bot.domain.questions import told_row
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

EVERYBODY = Audience(name="All stakeholders", addresses=("all@octal.example",))


def given(number: int) -> e.NoticeGiven:
    """A row of 9.1 that was told by mail."""
    return e.NoticeGiven(
        at=p.T0,
        by=p.ANA,
        number=number,
        kind=NoticeKind.PLANNED,
        about=told_row(number),
        message="Deployment scheduled",
        audience=EVERYBODY,
        ways=(Channel.EMAIL,),
        failings=("the status page is not set up: not told there",),
        is_late=True,
    )


def test_notices_are_kept_in_order() -> None:
    """Each as it was given, with all that is known of it."""
    state = with_notice(with_notice(Stage().open().state, given(1)), given(2))
    assert (1, 2) == tuple(notice.number for notice in state.notices)
    kept = {field.name: getattr(state.notices[1], field.name) for field in fields(Notice)}
    assert kept == {field.name: getattr(given(2), field.name) for field in fields(e.NoticeGiven)}
