import pytest

from bot.domain.notices import Audience, Notice, NoticeKind, NoticeStage as Stage
from bot.domain.plan import Channel
from bot.domain.questions import told_row, told_step
from tests.bot.domain import plans as p

AHEAD, WAY, BACK, OVER = Stage.AHEAD, Stage.UNDER_WAY, Stage.UNDONE, Stage.OVER


@pytest.mark.parametrize(
    ("kind", "about", "given", "good_at"),
    [
        (NoticeKind.PLANNED, told_row(1), AHEAD, {AHEAD}),
        (NoticeKind.PLANNED, told_row(3), WAY, {WAY}),
        (NoticeKind.PLANNED, told_row(4), OVER, {OVER}),
        (NoticeKind.PLANNED, told_step("4"), AHEAD, {AHEAD, WAY}),
        (NoticeKind.DELAYED, "notice-slipped", AHEAD, {AHEAD}),
        (NoticeKind.DELAYED, "notice-overruns", WAY, {WAY}),
        (NoticeKind.MOVED, "notice-moved", AHEAD, {AHEAD, WAY}),
        (NoticeKind.CANCELLED, told_row(1), OVER, set(Stage)),
        (NoticeKind.ROLLED_BACK, told_row(1), BACK, set(Stage)),
    ],
)
def test_what_comes_late_is_sent_while_it_says_something(
    kind: NoticeKind, about: str, given: Stage, good_at: set[Stage]
) -> None:
    """“Starting soon” is no news once it began; that it is given up always is."""
    notice = Notice(
        number=1,
        kind=kind,
        about=about,
        message="Deployment starting soon",
        audience=Audience(name="All"),
        ways=(Channel.EMAIL,),
        at=p.T0,
        stage=given,
    )
    assert good_at == {stage for stage in Stage if notice.still_says_something(stage)}


@pytest.mark.parametrize(
    ("audience", "is_known"),
    [
        (Audience(name="All"), False),
        (Audience(name="All", addresses=("a@example.com",)), True),
        (Audience(name="All", channels=("C1",)), True),
    ],
)
def test_an_audience_is_known_by_an_address_or_a_channel(audience: Audience, *, is_known: bool) -> None:
    """Either is enough."""
    assert is_known == audience.is_known
