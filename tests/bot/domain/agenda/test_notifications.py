from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.notifications import BEFORE, RULES, minute_before, row_of
from bot.domain.agenda_events import Fate
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.plan import Channel, Notification
from bot.domain.questions import told_row
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import jumps, passes, reaching, settle, told
from tests.bot.domain.stories import Stage

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SCHEDULED = "Deployment scheduled > All stakeholders: email"
SOON = "Deployment starting soon > Tech team: slack"
UNDER_WAY = "Deployment in progress > All: status page"
COMPLETE = "Deployment complete > All: email, slack"


def approved(hours: float = 50, *rows: Notification) -> Stage:
    """Approved so many hours before T-0."""
    stage = reaching(p.announced(*rows))
    stage.at = p.T0 - hours * HOUR
    return stage.to_approved()


def begun(stage: Stage) -> Stage:
    """The steps of 3.1 are done by T-0, and Go was said."""
    passes(stage, p.T0 - HOUR)
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    settle(stage)
    stage.walk()
    passes(stage, p.T0)
    stage.do(i.Go(), p.ANA)
    return settle(stage)


def test_every_row_is_told_at_its_minute() -> None:
    """From T-50h to done: to its audience, by its ways, in order, each once."""
    stage = begun(approved())
    stage.walk()
    passes(stage, stage.at + HOUR)
    assert [SCHEDULED, SOON, UNDER_WAY] == told(stage)
    stage.do(i.Confirm(wanted="1"), p.QUINN)
    passes(stage, stage.at + 100 * HOUR)
    assert [SCHEDULED, SOON, UNDER_WAY, COMPLETE] == told(stage)
    at = [notice.at for notice in stage.state.notices]
    assert [p.T0 - 24 * HOUR, p.T0 - HOUR, p.T0] == at[:3]
    assert stage.state.ended
    assert stage.state.ended.at == at[3]


def test_nothing_leaves_for_a_plan_that_is_not_approved() -> None:
    """However long its minutes are over."""
    stage = reaching(p.announced())
    stage.at = p.T0 - 50 * HOUR
    passes(stage.to_review(), p.T0 + HOUR)
    assert [] == told(stage)


@pytest.mark.parametrize(
    ("hours", "expected", "is_late"),
    [
        (24, [SCHEDULED], [False]),
        (24 - 2 / 60, [SCHEDULED], [False]),
        (23, [SCHEDULED], [True]),
        (1 / 60, [SCHEDULED, SOON], [True, True]),
        (0, [], []),
        (-0.5, [], []),
    ],
)
def test_approved_after_its_minute_a_row_is_told_late(
    hours: float, expected: list[str], is_late: list[bool]
) -> None:
    """At once, as long as T-0 is ahead; then it is skipped, and the log says so."""
    stage = settle(approved(hours))
    assert expected == told(stage)
    assert is_late == [notice.is_late for notice in stage.state.notices]
    skipped = {
        str(number)
        for number, each in enumerate(stage.events, 1)
        if isinstance(each, e.CameDue) and each.rule == BEFORE and each.fate is Fate.SKIPPED
    }
    logs = [each for each in stage.history if isinstance(each, PostMessage) and each.kind is MessageKind.LOG]
    assert (hours <= 0) == bool(skipped)
    assert skipped <= {number for each in logs for number in each.subject.split(",")}


def test_a_late_notice_says_when_it_was_due() -> None:
    """And when the plan was approved."""
    stage = settle(approved(23))
    expected = "due Mon 30 Nov 23:00 CET, approved only Tue 1 Dec 00:00 CET"
    assert expected == stage.state.notices[0].late_because


def test_after_a_pause_it_says_when_it_was_due() -> None:
    """It was approved in time, and nobody was awake."""
    stage = jumps(settle(approved()), p.T0 - 20 * HOUR)
    assert "due Mon 30 Nov 23:00 CET" == stage.state.notices[0].late_because


def test_of_several_for_one_audience_the_last_is_told() -> None:
    """What was due before says nothing that the last one does not."""
    rows = [p.told_at(n, f"T-{hours}h", f"{hours} h", "Ops", Channel.SLACK) for n, hours in ((1, 24), (2, 2))]
    stage = settle(approved(1, *rows, p.told_at(3, "T-3h", "3 h", "Ops", Channel.EMAIL)))
    assert ["3 h > Ops: nobody", "2 h > Ops: nobody"] == told(stage)


def test_t0_follows_go_and_not_the_clock() -> None:
    """Held up for an hour, T-0 and what is reckoned from it come an hour later."""
    rows = (
        p.told_at(1, "T-0", "Now", "All", Channel.SLACK),
        p.told_at(2, "T+30min", "Half time", "All", Channel.SLACK),
    )
    stage = passes(approved(2, *rows), p.T0 - HOUR)
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    stage.walk()
    passes(stage, p.T0 + HOUR)
    assert [] == told(stage)
    stage.do(i.Go(), p.ANA)
    passes(stage, p.T0 + 2 * HOUR - 31 * MINUTE)
    assert ["Now > All: slack"] == told(stage)
    passes(stage, p.T0 + 2 * HOUR - 30 * MINUTE)
    assert ["Now > All: slack", "Half time > All: slack"] == [
        each for each in told(stage) if "longer" not in each
    ]


def test_on_hold_a_row_waits() -> None:
    """Nothing proceeds: afterwards it is told as a late notice that says why."""
    rows = (
        p.told_at(1, "T-1h", "Starting soon", "Tech team", Channel.SLACK),
        p.told_at(2, "T+30min", "Half time", "All", Channel.SLACK),
        p.told_at(3, "T+40min", "Being checked", "All", Channel.SLACK),
        p.told_at(4, "T+90min", "Nearly there", "Ops", Channel.EMAIL),
    )
    stage = begun(approved(2, *rows))
    stage.at += 20 * MINUTE
    stage.do(i.Hold(reason="slow"), p.ANA)
    first = len(told(stage))
    passes(stage, p.T0 + 70 * MINUTE)
    assert ["On hold since 23:20 CET; it may take longer"] == [
        each.partition(" >")[0] for each in told(stage, first) if "longer: it ends" not in each
    ]
    first = len(told(stage))
    stage.do(i.Resume(), p.ANA)
    settle(stage)
    assert ["Being checked > All: slack"] == told(stage, first)
    late = "due Tue 1 Dec 23:40 CET, on hold until Wed 2 Dec 00:10 CET"
    assert late == stage.state.notices[-1].late_because
    assert not [each for each in stage.events if isinstance(each, e.CaughtUp)]


@pytest.mark.parametrize(
    ("resumed", "expected", "is_late"),
    [
        (-62, [SOON], [False]),
        (-58, [SOON], [False]),
        (-57, [SOON], [True]),
        (-1, [SOON], [True]),
        (0, [], []),
    ],
)
def test_on_hold_nobody_hears_that_it_starts_soon(
    resumed: int, expected: list[str], is_late: list[bool]
) -> None:
    """After the hold they do, as long as T-0 is ahead; then the log says that it was skipped."""
    stage = passes(approved(), p.T0 - 2 * HOUR)
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    stage.do(i.Hold(reason="the room is locked"), p.ANA)
    first = len(told(stage))
    passes(stage, p.T0 + resumed * MINUTE)
    assert [] == told(stage, first)
    stage.do(i.Resume(), p.ANA)
    passes(stage, p.T0 + 5 * MINUTE)
    assert expected == told(stage, first)
    assert is_late == [notice.is_late for notice in stage.state.notices[first:]]
    skipped = [each for each in stage.events if isinstance(each, e.CameDue) and each.rule == BEFORE]
    assert (Fate.SKIPPED in {each.fate for each in skipped}) is not bool(expected)


def test_complete_is_never_told_before_the_confirmations() -> None:
    """Whatever minute the plan gave it; what lies after the window waits for the end, too."""
    rows = (
        p.told_at(1, "T+30min", "Deployment complete", "All", Channel.SLACK),
        p.told_at(2, "T+3h", "Tell us what you think", "All", Channel.SLACK),
        p.told_at(3, "T+90min", "Being checked", "All", Channel.SLACK),
    )
    stage = begun(approved(2, *rows))
    stage.walk()
    passes(stage, p.T0 + 80 * MINUTE)
    assert [] == told(stage)
    stage.do(i.Confirm(wanted="1"), p.QUINN)
    passes(stage, p.T0 + 4 * HOUR)
    assert ["Deployment complete > All: slack", "Tell us what you think > All: slack"] == told(stage)


def test_a_clock_time_is_before_or_after_t0() -> None:
    """Before it the clock tells it; after it only once it deploys."""
    rows = (
        p.told_at(1, (p.T0 - 5 * HOUR).isoformat(), "Tonight", "All", Channel.SLACK),
        p.told_at(2, (p.T0 + MINUTE).isoformat(), "Now", "All", Channel.SLACK),
    )
    stage = passes(approved(6, *rows), p.T0 - HOUR)
    assert [p.T0 - 5 * HOUR] == [notice.at for notice in stage.state.notices]
    begun(stage)
    passes(stage, p.T0 + 10 * MINUTE)
    assert [p.T0 - 5 * HOUR, p.T0 + MINUTE] == [notice.at for notice in stage.state.notices]


WINDOW = datetime(2026, 12, 2, 23)  # noqa: DTZ001 - local


@pytest.mark.parametrize(("hours", "again"), [(23, []), (24, [SCHEDULED]), (7 * 24, [SCHEDULED])])
def test_what_was_not_told_moves_with_the_window(hours: int, again: list[str]) -> None:
    """And a window that moves by a day or more is announced anew."""
    stage = passes(approved(30), p.T0 - 20 * HOUR)
    stage.moves(hours * HOUR).do(i.Reschedule(start=WINDOW), p.ANA)
    passes(stage, p.T0 + (hours - 1) * HOUR)
    assert [*again, SOON] == told(stage, 2)
    assert p.T0 + (hours - 1) * HOUR == stage.state.notices[-1].at


def test_a_row_is_found_by_its_subject() -> None:
    """Also where the window is named with it; a step is none, nor is a row that is gone."""
    plan = p.announced()
    assert plan.notifications[1] == row_of(told_row(2), plan) == row_of("row:2:20261201T2200", plan)
    assert None is row_of("row:9", plan)
    assert None is row_of("step-notice:2", plan)


NIGHTS = [
    ("Europe/Berlin", "2026-03-29T03:30", "T-1h", "2026-03-29T00:30Z"),
    ("Europe/Berlin", "2026-03-29T12:00", "T-24h", "2026-03-28T10:00Z"),
    ("Europe/Berlin", "2026-10-25T12:00", "T-24h", "2026-10-24T11:00Z"),
    ("Europe/Berlin", "2026-12-01T00:30", "T-1h", "2026-11-30T22:30Z"),
    ("America/New_York", "2026-03-08T12:00", "T-24h", "2026-03-07T16:00Z"),
    ("America/New_York", "2026-11-01T12:00", "T-24h", "2026-10-31T17:00Z"),
    ("Asia/Kolkata", "2026-12-01T00:15", "T-1h", "2026-11-30T17:45Z"),
    ("Europe/Berlin", "2028-03-01T00:30", "T-24h", "2028-02-28T23:30Z"),
]


@pytest.mark.parametrize(("zone", "start", "offset", "due"), NIGHTS)
def test_offsets_are_elapsed_time(zone: str, start: str, offset: str, due: str) -> None:
    """Over a change of the clocks, midnight, a half-hour zone and a leap day."""
    begins = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    row = p.told_at(1, offset, "Soon", "All", Channel.SLACK)
    assert datetime.fromisoformat(due) == minute_before(row, begins)


def test_a_row_without_a_time_is_told_by_hand_alone() -> None:
    """What cannot be read is no minute."""
    row = replace(p.told_at(1, "T-1h", "Soon", "All", Channel.SLACK), time=None)
    stage = passes(approved(2, row), p.T0)
    assert [] == told(stage)


def test_a_clock_time_after_the_window_waits_until_it_is_completed() -> None:
    """As an offset does: nobody reads of the morning after while it is verified, and it is not forgotten."""
    morning = p.told_at(1, "2026-12-02T07:00+00:00", "The new version is there", "Tech team", Channel.SLACK)
    stage = reaching(p.announced(morning)).to_confirming()
    passes(stage, p.T0 + 10 * HOUR)
    assert [] == told(stage)
    stage.do(i.Confirm(wanted="1"), p.QUINN)
    settle(stage)
    assert ["The new version is there > Tech team: slack"] == told(stage)
    early = reaching(p.announced(morning)).to_completed()
    passes(early, p.T0 + 10 * HOUR)
    assert ["The new version is there > Tech team: slack"] == told(early)


def test_what_was_approved_before_that_was_kept_is_told_as_well() -> None:
    """A deployment from before its rows of 9.1 were told: its approvals say since when."""
    stage = reaching(p.announced()).to_approved()
    state = replace(stage.state, approved_at=None)
    items = next(rule for rule in RULES if rule.name == BEFORE).items
    assert list(items(stage.state, stage.plan)) == list(items(state, stage.plan))
