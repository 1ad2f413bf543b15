from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.invitation import Invitation, invitation
from bot.domain.notices import Audience, Notice, NoticeKind, NoticeStage
from bot.domain.plan import Channel
from tests.bot.domain import plans as p

START, END = p.T0, p.T0 + timedelta(hours=2)
LATE_END = END + timedelta(hours=1)
ALL = ("all@octal.example",)


def told(
    number: int,
    *,
    kind: NoticeKind = NoticeKind.PLANNED,
    later: int = 0,
    to: tuple[str, ...] = ALL,
    stage: NoticeStage = NoticeStage.AHEAD,
    way: Channel = Channel.EMAIL,
) -> Notice:
    """A notice, given while the window was so many minutes later than at first."""
    return Notice(
        number=number,
        kind=kind,
        about="row:1",
        message="Deployment scheduled",
        audience=Audience(name="All", addresses=to),
        ways=(way,),
        at=START - timedelta(days=1),
        starts_at=START + timedelta(minutes=later),
        ends_at=END + timedelta(minutes=later),
        stage=stage,
    )


def entry(sequence: int, later: int = 0, *, is_off: bool = False) -> Invitation:
    by = timedelta(minutes=later)
    return Invitation(sequence=sequence, start=START + by, end=END + by, is_off=is_off)


def carried(*notices: Notice) -> list[Invitation | None]:
    """What each of them carries."""
    return [invitation(notices, notice.number) for notice in notices]


def test_who_is_told_first_is_invited_once() -> None:
    """The first mail invites, a second one with the same window leaves the calendar alone."""
    assert [entry(0), None] == carried(told(1), told(2))


@pytest.mark.parametrize(
    ("by", "brought"), [(14, None), (15, entry(1, 15)), (-14, None), (-15, entry(1, -15))]
)
def test_an_entry_moves_by_a_quarter_of_an_hour_or_more(by: int, brought: Invitation | None) -> None:
    """Less is not worth an update; the number rises with each that is."""
    assert [entry(0), brought] == carried(told(1), told(2, kind=NoticeKind.MOVED, later=by))


def test_small_slips_add_up() -> None:
    """They are measured from what stands in the calendar, not from the last mail."""
    assert [entry(0), None, entry(1, 20)] == carried(told(1), told(2, later=10), told(3, later=20))


def test_an_extended_window_moves_the_entrys_end() -> None:
    """Also while it is under way, for those who have the entry."""
    late = told(2, kind=NoticeKind.DELAYED, stage=NoticeStage.UNDER_WAY)
    longer = replace(late, ends_at=END + timedelta(hours=1))
    expected = Invitation(sequence=1, start=START, end=END + timedelta(hours=1))
    assert [entry(0), expected] == carried(told(1), longer)


def test_an_end_that_was_told_later_stays() -> None:
    """What says nothing of the end moves it back for nobody; a new window does."""
    late = replace(told(2, kind=NoticeKind.DELAYED, stage=NoticeStage.UNDER_WAY), ends_at=LATE_END)
    on_hold = told(3, kind=NoticeKind.DELAYED, stage=NoticeStage.UNDER_WAY)
    done = told(4, stage=NoticeStage.OVER)
    expected = Invitation(sequence=1, start=START, end=LATE_END)
    assert [entry(0), expected, None, None] == carried(told(1), late, on_hold, done)
    assert entry(2, 1440) == invitation((told(1), late, told(3, later=1440)), 3)


@pytest.mark.parametrize(("by", "sequence"), [(14, 0), (15, 1), (-14, 0), (-15, 1)])
def test_an_end_that_alone_is_moved_moves_the_entrys_end(by: int, sequence: int) -> None:
    """It may come earlier, too, as long as it is planned."""
    ends = END + timedelta(minutes=by)
    moved = replace(told(2, kind=NoticeKind.MOVED), ends_at=ends)
    expected = Invitation(sequence=sequence, start=START, end=ends) if sequence else None
    assert [entry(0), expected] == carried(told(1), moved)


def test_what_is_taken_back_stays_in_the_calendar() -> None:
    """That evening was what it was."""
    back = told(2, kind=NoticeKind.ROLLED_BACK, stage=NoticeStage.UNDONE, later=60)
    assert [entry(0), None] == carried(told(1), back)


def test_each_audience_has_its_own_mail() -> None:
    """A second audience gets the same entry with the same number; a cancelled one is taken from both."""
    team, off = ("team@octal.example",), NoticeKind.CANCELLED
    notices = (told(1), told(2, to=team), told(3, kind=off), told(4, kind=off, to=team))
    assert [entry(0), entry(0), entry(1, is_off=True), entry(1, is_off=True)] == carried(*notices)


def test_what_nobody_has_is_not_taken_back() -> None:
    """Who was never invited has nothing to take out of a calendar."""
    other = told(2, kind=NoticeKind.CANCELLED, to=("other@octal.example",))
    assert [entry(0), None] == carried(told(1), other)
    assert [None] == carried(told(1, kind=NoticeKind.CANCELLED))


def test_who_was_cancelled_is_invited_anew() -> None:
    """A deployment that comes back is the same entry under a higher number."""
    notices = (told(1), told(2, kind=NoticeKind.CANCELLED), told(3, later=1440))
    assert [entry(0), entry(1, is_off=True), entry(2, 1440)] == carried(*notices)


@pytest.mark.parametrize("stage", [NoticeStage.UNDER_WAY, NoticeStage.UNDONE, NoticeStage.OVER])
def test_nobody_is_invited_to_what_has_begun(stage: NoticeStage) -> None:
    """Who hears of it only then needs no entry."""
    assert [None] == carried(told(1, stage=stage))


def test_slack_has_no_calendar() -> None:
    """What went another way counts for nothing."""
    assert [None, entry(0)] == carried(told(1, way=Channel.SLACK), told(2))


def test_a_plan_without_a_window_invites_nobody() -> None:
    """There is nothing to put into a calendar."""
    assert [None] == carried(replace(told(1), starts_at=None, ends_at=None))
