from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.corrections import CORRECTIONS, OVERDUE, expected_end
from bot.domain.agenda_events import CaughtUp
from bot.domain.notices import NoticeGiven, NoticeKind
from bot.domain.plan import Channel, Plan
from bot.domain.run import WINDOW_TIMER
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes, reaching, settle, told
from tests.bot.domain.stories import Stage

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ANY_TIME = datetime(2026, 12, 2, 0, 0)  # noqa: DTZ001 - local; the stage says which window it is
REASON = "the supplier is down"

SCHEDULED = "Deployment scheduled > All stakeholders: email"
SOON = "Deployment starting soon > Tech team: slack"
UNDER_WAY = "Deployment in progress > All: status page"
COMPLETE = "Deployment complete > All: email, slack"


def planned(plan: Plan | None = None) -> Stage:
    """Approved fifty hours before."""
    stage = reaching(plan or p.announced())
    stage.at = p.T0 - 50 * HOUR
    return stage.to_approved()


def announced() -> Stage:
    """All stakeholders were told a day before."""
    return passes(planned(), p.T0 - 20 * HOUR)


def soon(plan: Plan | None = None) -> Stage:
    """The tech team was told an hour before."""
    return passes(planned(plan), p.T0 - 50 * MINUTE)


def preparing(plan: Plan | None = None) -> Stage:
    """Pre-deployment began."""
    stage = soon(plan)
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    return settle(stage)


def deploying(plan: Plan | None = None) -> Stage:
    """Go was said at T-0."""
    stage = preparing(plan)
    stage.do(i.FinishStep(step="1"), p.DBA)
    passes(stage, p.T0)
    stage.do(i.Go(), p.ANA)
    return settle(stage)


def verifying() -> Stage:
    """The steps of 3.2 are done."""
    stage = deploying()
    passes(stage, p.T0 + 15 * MINUTE)
    stage.do(i.FinishStep(step="2"), p.DEV)
    return settle(stage)


def completed() -> Stage:
    """Everything is confirmed."""
    stage = verifying()
    stage.at += 15 * MINUTE
    stage.do(i.FinishStep(step="3"), p.QUINN)
    stage.do(i.Confirm(wanted="1"), p.QUINN)
    return settle(stage)


def slips(stage: Stage) -> None:
    """The window moves by an hour."""
    stage.moves(HOUR).do(i.Reschedule(start=ANY_TIME), p.ANA)


def cancels(stage: Stage) -> None:
    """It is given up."""
    stage.do(i.Cancel(reason=REASON), p.ANA)


def holds(stage: Stage) -> None:
    """It is on hold for an hour, and goes on."""
    stage.do(i.Hold(reason="slow"), p.ANA)
    passes(stage, stage.at + 30 * MINUTE)
    stage.do(i.Resume(), p.ANA)


def rolls_back(stage: Stage) -> None:
    """The way back is walked to its end."""
    stage.ask(i.StartStep(step="2"), p.DEV)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    passes(stage, stage.at + MINUTE)
    for step in stage.plan.rollback_steps:
        stage.ask(i.FinishStep(step=step.number), p.DEV)


def misses(stage: Stage) -> None:
    """Nobody begins."""
    passes(stage, p.END)
    stage.wake(WINDOW_TIMER)


MOVED = "Moved to Wed 2 Dec 00:00 CET; it was Tue 1 Dec 23:00 CET > "
CANCELLED = f"Cancelled: {REASON} > "
MISSED = "Did not take place; a new time will be told > "
NOT_YET = "Has not started yet; it was planned for Tue 1 Dec 23:00 CET > "
BACK = (
    "Being rolled back to the version before > ",
    "Rolled back: the version before is in use again > ",
)
ALL, TECH = "All stakeholders: email", "Tech team: slack"
BOTH = "All stakeholders, Tech team: email, slack"
THREE = "All stakeholders, Tech team, All: email, slack, status page"

Point = Callable[[], Stage]
TABLE: Mapping[tuple[Point, Callable[[Stage], None]], list[str]] = {
    (planned, slips): [],
    (planned, cancels): [],
    (planned, misses): [SCHEDULED, SOON, f"{NOT_YET}{TECH}", f"{MISSED}{BOTH}"],
    (announced, slips): [f"{MOVED}{ALL}"],
    (announced, cancels): [f"{CANCELLED}{ALL}"],
    (announced, misses): [SOON, f"{NOT_YET}{TECH}", f"{MISSED}{BOTH}"],
    (soon, slips): [f"{MOVED}{BOTH}"],
    (soon, cancels): [f"{CANCELLED}{BOTH}"],
    (soon, misses): [f"{NOT_YET}{TECH}", f"{MISSED}{BOTH}"],
    (preparing, slips): [f"{MOVED}{BOTH}"],
    (preparing, cancels): [f"{CANCELLED}{BOTH}"],
    (preparing, holds): [],
    (deploying, holds): ["On hold since 23:00 CET; it may take longer > Tech team, All: slack, status page"],
    (deploying, cancels): [f"{CANCELLED}{THREE}"],
    (deploying, rolls_back): [f"{each}{THREE}" for each in BACK],
    (verifying, holds): ["On hold since 23:15 CET; it may take longer > Tech team, All: slack, status page"],
    (verifying, rolls_back): [f"{each}{THREE}" for each in BACK],
    (completed, rolls_back): [f"{each}{THREE}" for each in BACK],
}


@pytest.mark.parametrize(("point", "ending"), TABLE)
def test_what_is_told_at_each_point(point: Point, ending: Callable[[Stage], None]) -> None:
    """Whoever was told something hears what came of it, by the ways by which they were told, each once."""
    stage = point()
    first = len(stage.state.notices)
    ending(stage)
    settle(stage)
    assert TABLE[point, ending] == told(stage, first)


def test_every_correction_is_in_the_table() -> None:
    """No rule is without a point at which it is played, here or below."""
    played = {line.split(" >")[0].split(" ")[0] for lines in TABLE.values() for line in lines}
    assert {"Moved", "Cancelled:", "Did", "Has", "Being", "Rolled", "On"} <= played
    assert len(CORRECTIONS) == len({each.name for each in CORRECTIONS})


def test_a_window_that_moves_back_is_told_again() -> None:
    """Whoever was told of each heard where it stands."""
    stage = announced()
    for by in (HOUR, -HOUR, HOUR):
        slips_by(stage, by)
    assert [
        "Moved to Wed 2 Dec 00:00 CET",
        "Moved to Tue 1 Dec 23:00 CET",
        "Moved to Wed 2 Dec 00:00 CET",
    ] == [notice.message.partition(";")[0] for notice in stage.state.notices[1:]]
    assert {NoticeKind.MOVED} == {notice.kind for notice in stage.state.notices[1:]}


def slips_by(stage: Stage, by: timedelta) -> None:
    """The window moves."""
    stage.at += MINUTE
    stage.moves(by).do(i.Reschedule(start=ANY_TIME), p.ANA)
    settle(stage)


def ends_later(stage: Stage, minutes: float) -> None:
    """The document is amended: the window ends so much later, and starts as before."""
    window = stage.plan.window
    assert window
    moved = replace(window, end=window.end + minutes * MINUTE)
    stage.at += MINUTE
    stage.writes(replace(stage.plan, window=moved))
    stage.do(i.Amend(text="later"), p.ANA)
    stage.do(i.AcceptAmendment(), p.ANA)
    settle(stage)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (14, []),
        (15, ["Planned to end Wed 2 Dec 01:15 CET; it was Wed 2 Dec 01:00 CET"]),
        (-14, []),
        (-15, ["Planned to end Wed 2 Dec 00:45 CET; it was Wed 2 Dec 01:00 CET"]),
    ],
)
def test_an_end_that_alone_is_amended_is_told(minutes: int, said: list[str]) -> None:
    """Once, to whoever was told the old one; neither at T-0 nor after it again."""
    stage = soon()
    ends_later(stage, minutes)
    assert [f"{each} > {BOTH}" for each in said] == told(stage, 2)
    assert dict.fromkeys([NoticeKind.MOVED] * len(said)) == {n.kind: None for n in stage.state.notices[2:]}
    stage.do(i.TickItem(wanted="1"), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    stage.do(i.FinishStep(step="1"), p.DBA)
    passes(stage, p.T0)
    stage.do(i.Go(), p.ANA)
    passes(stage, p.T0 + 10 * MINUTE)
    assert [UNDER_WAY] == told(stage, 2 + len(said))


def test_small_moves_of_an_end_add_up() -> None:
    """They are measured from the end that was told last."""
    stage = announced()
    ends_later(stage, 10)
    assert [] == told(stage, 1)
    ends_later(stage, 10)
    assert [f"Planned to end Wed 2 Dec 01:20 CET; it was Wed 2 Dec 01:00 CET > {ALL}"] == told(stage, 1)


def test_a_window_that_is_extended_before_go_is_told_at_once() -> None:
    """Pre-deployment takes longer, and the lead says so."""
    stage = preparing()
    stage.at += MINUTE
    stage.do(i.Extend(minutes=30, reason="the copy is slow"), p.ANA)
    settle(stage)
    assert [f"Planned to end Wed 2 Dec 01:30 CET; it was Wed 2 Dec 01:00 CET > {BOTH}"] == told(stage, 2)
    assert stage.at == stage.state.notices[-1].at


def test_a_window_that_waits_for_approval_says_so() -> None:
    """Whoever was told the old time hears at once that it does not hold, and then that the new one does."""
    signed = p.row(1, "Operations Sign-off", "Ops Manager")
    stage = reaching(p.announced(plan=replace(p.small(), signoffs=(signed,))))
    stage.at = p.T0 - 50 * HOUR
    passes(stage.to_approved(), p.T0 - 20 * HOUR)
    slips(stage)
    *before, moved = told(settle(stage))
    assert "Moved to Wed 2 Dec 00:00 CET if that is approved; it was" in moved
    stage.do(i.GiveSignOff(), p.OMAR)
    approved = "Approved: it is planned for Wed 2 Dec 00:00 CET > All stakeholders: email"
    assert [*before, moved, approved] == told(settle(stage))


@pytest.mark.parametrize(("minutes", "count"), [(14, 0), (15, 1)])
def test_a_delay_is_worth_telling_from_fifteen_minutes_on(minutes: int, count: int) -> None:
    """Not before: nobody reads a stream."""
    stage = passes(preparing(), p.T0 + minutes * MINUTE)
    assert count == len(told(stage)) - 2
    passes(stage, p.T0 + 90 * MINUTE)
    assert 1 == len(told(stage)) - 2


@pytest.mark.parametrize(("late", "count"), [(15, 0), (16, 1)])
def test_an_end_that_moves_is_told(late: int, count: int) -> None:
    """Whoever was told the window hears when it ends later by more than fifteen minutes, once."""
    stage = deploying()
    stage.at = p.END - 15 * MINUTE + late * MINUTE
    before = len(told(stage))
    stage.do(i.FinishStep(step="2"), p.DEV)
    settle(stage)
    assert count == len(told(stage)) - before
    settle(stage)
    assert count == len(told(stage)) - before
    if count:
        assert expected_end(stage.state, stage.plan) == stage.state.notices[-1].ends_at
        assert "Takes longer: it ends about 01:16 CET" in told(stage)[-1]


def test_an_end_that_is_over_is_told() -> None:
    """Fifteen minutes after it, as long as steps are open."""
    stage = deploying()
    overdue = next(each for each in CORRECTIONS if each.name == OVERDUE)
    (item,) = overdue.items(stage.state, stage.plan)
    assert p.END + 15 * MINUTE == item.due
    (notice,) = overdue.tell(stage.state, item, stage.facts(None))
    assert isinstance(notice, NoticeGiven)
    assert "Takes longer than planned; it was to end 01:00 CET" == notice.message
    assert [] == [*overdue.items(completed().state, stage.plan)]


def test_a_hold_that_ends_soon_is_no_news() -> None:
    """Nor one before anybody counts on it."""
    stage = deploying()
    stage.do(i.Hold(reason="slow"), p.ANA)
    passes(stage, stage.at + 14 * MINUTE)
    stage.do(i.Resume(), p.ANA)
    first = len(told(stage))
    passes(stage, stage.at + 10 * MINUTE)
    assert [] == told(stage, first)


def test_a_way_that_does_not_work_any_more_is_tried_once() -> None:
    """The notice says what failed, and nobody is told again and again."""
    stage = announced()
    stage.ways = frozenset({Channel.SLACK})
    cancels(stage)
    settle(stage)
    assert [f"{CANCELLED}All stakeholders: nobody"] == told(stage, 1)
    assert ("email is not set up: not sent",) == stage.state.notices[-1].failings


def test_who_heard_that_it_is_missed_hears_the_new_time() -> None:
    """Or that there is none, where it is cancelled."""
    stage = soon()
    misses(stage)
    settle(stage)
    first = len(told(stage))
    other = stage.state
    cancels(stage)
    settle(stage)
    assert [f"{CANCELLED}{BOTH}"] == told(stage, first)

    stage = soon()
    misses(stage)
    settle(stage)
    assert other.notices == stage.state.notices
    slips_by(stage, 24 * HOUR)
    assert ["Moved to Wed 2 Dec 23:00 CET"] == [each.partition(";")[0] for each in told(stage, first)]


def test_what_the_clock_finds_late_is_news_from_then_on() -> None:
    """Nobody said anything for hours: the new end is told all the same, and the bot was not away."""
    stage = deploying()
    stage.do(i.StartStep(step="2"), p.DEV)
    first = len(told(stage))
    passes(stage, p.END + 45 * MINUTE)
    assert [
        "Takes longer than planned; it was to end 01:00 CET > Tech team, All: slack, status page",
        "Takes longer: it ends about 01:45 CET > Tech team, All: slack, status page",
    ] == told(stage, first)
    assert [] == away(stage)


def test_a_later_end_that_was_told_holds() -> None:
    """What is told beside it, by the clock or in a hold, does not bring the window's end back."""
    going_on = p.told_at(5, "T+30min", "Still under way", "Tech team", Channel.SLACK)
    stage = deploying(p.announced(*p.NOTIFICATIONS, going_on))
    stage.do(i.StartStep(step="2"), p.DEV)
    first = len(told(stage))
    stage.at = p.T0 + 20 * MINUTE
    stage.do(i.DelayStep(step="2", minutes=180), p.DEV)
    settle(stage)
    ends = stage.state.notices[-1].ends_at
    stage.do(i.Hold(reason="slow"), p.ANA)
    passes(stage, p.T0 + HOUR)
    assert [
        "Takes longer: it ends about 02:35 CET > Tech team, All: slack, status page",
        "On hold since 23:20 CET; it may take longer > Tech team, All: slack, status page",
    ] == told(stage, first)
    stage.do(i.Resume(), p.ANA)
    settle(stage)
    assert "Still under way > Tech team: slack" == told(stage)[-1]
    assert {ends} == {each.ends_at for each in stage.state.notices[first:]}


def away(stage: Stage) -> list[CaughtUp]:
    """Whether the thread was told that the bot was away."""
    return [each for each in stage.events if isinstance(each, CaughtUp)]


def test_a_go_after_the_window_tells_one_end() -> None:
    """The new end alone, not that the one before is over as well; and the bot was there all the time."""
    stage = preparing()
    stage.do(i.FinishStep(step="1"), p.DBA)
    passes(stage, p.END + HOUR)
    first = len(told(stage))
    stage.do(i.Go(at_once=True), p.ANA)
    settle(stage)
    assert {f"{UNDER_WAY}", "Takes longer: it ends about 02:30 CET > Tech team: slack"} == {
        each.replace(", All: slack, status page", ": slack") for each in told(stage, first)
    }
    assert [] == away(stage)


def test_a_hold_is_told_from_when_somebody_counts_on_it() -> None:
    """A row that is told by hand in the middle of it brings it up at once; the bot was there all the time."""
    half_way = p.told_at(1, "T+30min", "Half way", "Tech team", Channel.SLACK)
    stage = planned(p.announced(half_way))
    passes(stage, p.T0 - HOUR)
    stage.do(i.Begin(override="by hand"), p.ANA)
    stage.do(i.FinishStep(step="1"), p.DBA)
    passes(stage, p.T0)
    stage.do(i.Go(), p.ANA)
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert [] == told(passes(stage, p.T0 + 30 * MINUTE))
    stage.do(i.SendNotice(wanted="1"), p.ANA)
    passes(stage, p.T0 + HOUR)
    assert [
        "Half way > Tech team: slack",
        "On hold since 23:00 CET; it may take longer > Tech team: slack",
    ] == told(stage)
    assert [p.T0 + 30 * MINUTE] * 2 == [notice.at for notice in stage.state.notices]
    assert [] == away(stage)
