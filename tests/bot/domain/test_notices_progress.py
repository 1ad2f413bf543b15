from dataclasses import fields, replace
from datetime import datetime

import pytest

from bot.domain import events as e
from bot.domain.notices import Audience, NoticeKind, NoticeStage
from bot.domain.notices_progress import stage, with_notice
from bot.domain.plan import Channel
from bot.domain.questions import told_row
from bot.domain.state import Lifecycle
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
    named = [field.name for field in fields(e.NoticeGiven)]
    assert {name: getattr(given(2), name) for name in named} == {
        name: getattr(state.notices[1], name) for name in named
    }


def test_a_notice_keeps_how_far_it_was() -> None:
    """Whatever becomes of the deployment."""
    before = with_notice(Stage().open().state, given(1))
    first, second = with_notice(replace(before, actual_t0=p.T0), given(2)).notices
    assert (NoticeStage.AHEAD, NoticeStage.UNDER_WAY) == (first.stage, second.stage)


@pytest.mark.parametrize(
    ("lifecycle", "actual_t0", "expected"),
    [
        (Lifecycle.APPROVED, None, NoticeStage.AHEAD),
        (Lifecycle.PRE_DEPLOYMENT, None, NoticeStage.AHEAD),
        (Lifecycle.DEPLOYING, p.T0, NoticeStage.UNDER_WAY),
        (Lifecycle.VERIFYING, p.T0, NoticeStage.UNDER_WAY),
        (Lifecycle.ROLLING_BACK, p.T0, NoticeStage.UNDONE),
        (Lifecycle.ROLLED_BACK, p.T0, NoticeStage.UNDONE),
        (Lifecycle.COMPLETED, p.T0, NoticeStage.OVER),
        (Lifecycle.CANCELLED, None, NoticeStage.OVER),
        (Lifecycle.MISSED, None, NoticeStage.OVER),
    ],
)
def test_stages_are_those_that_audiences_see(
    lifecycle: Lifecycle, actual_t0: datetime | None, expected: NoticeStage
) -> None:
    """Ahead until Go takes effect, then under way, until it is over or taken back."""
    assert expected is stage(replace(Stage().open().state, state=lifecycle, actual_t0=actual_t0))
