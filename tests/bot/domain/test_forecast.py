from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.document.parse import parse
from bot.domain import intents as i
from bot.domain.forecast import LOOKED_AT, Forecast, forecast, near, total, upcoming
from bot.domain.plan import Phase, Plan, Window
from bot.domain.state import Lifecycle
from bot.domain.times import clock
from tests.bot.document.documents import FILLED
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def told(stage: Stage) -> Forecast:
    """The forecast as it stands."""
    return forecast(stage.state, stage.plan)


def starts(stage: Stage, *numbers: str) -> list[str]:
    """When steps begin, on the plan's clock."""
    found = [told(stage).of(number) for number in numbers]
    return [clock(each.start, p.ZONE).removesuffix(" CET") for each in found if each]


def test_as_planned() -> None:
    """A draft is forecast from the offset of 3.1, its T-0 and the minutes of its steps."""
    stage = Stage().open()
    assert ["22:00", "22:15", "23:00", "23:10", "23:37"] == starts(stage, "1", "2", "5", "6", "10")
    result = told(stage)
    assert ("00:39 CET", timedelta()) == (clock(result.ends_at or p.T0, p.ZONE), result.late)
    assert (minutes(44), p.END - minutes(44)) == (result.rollback, result.latest_rollback)


def test_without_an_offset() -> None:
    """Where 3.1 names no offset, it is forecast to end at T-0."""
    first, *rest = p.web_shop().phases
    stage = Stage(replace(p.web_shop(), phases=(replace(first, offset_minutes=None), *rest))).open()
    assert ["22:28", "22:55", "23:00"] == starts(stage, "1", "4", "5")


def test_pre_deployment_that_is_too_long() -> None:
    """A 3.1 that cannot end before T-0 moves all that follows."""
    long = p.phase_of(Phase.PRE_DEPLOYMENT, (("1", "Create deployment backup", "DBA", 90),), offset=-60)
    stage = Stage(replace(p.web_shop(), phases=(long, *p.web_shop().phases[1:]))).open()
    assert ["22:00", "23:30"] == starts(stage, "1", "5")
    assert minutes(30) == told(stage).late


def test_begun_late() -> None:
    """From Begin on the forecast counts from what really happened."""
    stage = Stage().to_approved()
    stage.at = p.T0 - minutes(10)
    stage.do(i.Begin(override="known"), p.ANA)
    assert ["22:50", "23:05", "23:22"] == starts(stage, "1", "2", "5")
    assert minutes(22) == told(stage).late


def test_begun_early_waits_for_t0() -> None:
    """A Begin hours before T-0 does not move T-0."""
    stage = Stage().to_approved()
    stage.at = p.T0 - timedelta(hours=5)
    stage.do(i.Begin(override="known"), p.ANA)
    assert ["18:00", "23:00"] == starts(stage, "1", "5")


def test_early_go_counts_from_planned_t0() -> None:
    """A Go that waits is forecast for the planned T-0, `go now` for the time it is said."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    assert ["23:00"] == starts(stage, "5")
    stage.do(i.Go(at_once=True), p.ANA)
    assert ["22:32"] == starts(stage, "5")
    assert minutes(-28) == told(stage).late


def test_late_step_moves_what_follows() -> None:
    """A step that took longer moves the steps after it and the end."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += minutes(25)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert ["23:00", "23:25", "23:40"] == starts(stage, "5", "6", "7")
    assert minutes(15) == told(stage).late


def test_called_step_is_forecast_from_its_start() -> None:
    """A step that was called and started later ends its minutes after its start."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.at += minutes(4)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert ["23:04", "23:14"] == starts(stage, "5", "6")


def test_skipped_step_takes_no_time() -> None:
    """A step that is skipped at once lets the next begin at once."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.SkipStep(step="5", reason="ran at noon"), p.DBA)
    assert ["23:00", "23:00"] == starts(stage, "5", "6")


def test_retried_step_counts_from_its_second_call() -> None:
    """A step that failed and is tried again is forecast from the new call."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.at += minutes(8)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    assert ["23:08", "23:18"] == starts(stage, "5", "6")


@pytest.mark.parametrize(("found", "begins"), [(0, "23:10"), (4, "23:14"), (25, "23:35")])
def test_a_call_is_forecast_from_when_it_was_found_late(found: int, begins: str) -> None:
    """It begins then at the earliest; when it is due does not move."""
    state = at_state(Lifecycle.DEPLOYING).state
    late = replace(state.steps["5"], late_at=p.T0 + minutes(found))
    result = forecast(replace(state, steps={**state.steps, "5": late}), p.web_shop())
    now, following = result.of("5"), result.of("6")
    assert now
    assert following
    assert (p.T0 + minutes(10), begins) == (now.due, clock(following.start, p.ZONE).removesuffix(" CET"))


@pytest.mark.parametrize(("found", "ends"), [(9, 10), (10, 10), (11, 11), (40, 40)])
def test_what_runs_is_forecast_from_when_it_was_found_late(found: int, ends: int) -> None:
    """It ends then at the earliest."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    late = replace(stage.state.steps["5"], late_at=p.T0 + minutes(found))
    now = forecast(replace(stage.state, steps={**stage.state.steps, "5": late}), stage.plan).of("5")
    assert now
    assert (p.T0 + minutes(10), p.T0 + minutes(ends)) == (now.due, now.end)


def test_hold_alone_changes_no_forecast() -> None:
    """Time that passes on hold shows once the next step is called, not before."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.at += minutes(10)
    stage.do(i.Hold(reason="slow"), p.DEV)
    stage.do(i.FinishStep(step="5"), p.DBA)
    before = told(stage)
    stage.at += minutes(20)
    assert before == told(stage)
    stage.do(i.Resume(), p.ANA)
    assert ["23:30", "23:45"] == starts(stage, "6", "7")


def test_way_back() -> None:
    """After the decision the steps of 6.3 are forecast, without the follow-ups."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    assert ["23:00", "23:10", "23:25"] == starts(stage, "R2", "R3", "R4")
    assert told(stage).of("R1") is None
    assert told(stage).of("R7") is None
    assert told(stage).of("6") is None
    assert (p.T0 + minutes(42), timedelta()) == (told(stage).ends_at, told(stage).late)


def test_how_long_a_rollback_takes_follows_what_was_begun() -> None:
    """All of 6.3 until there is anything to roll back; then what a rollback would walk now."""
    plan = parse(FILLED).plan
    stage = Stage(plan).to_deploying()
    assert (minutes(30), p.END - minutes(30)) == (told(stage).rollback, told(stage).latest_rollback)
    stage.do(i.StartStep(step="5"), p.ANA)
    assert (minutes(24), p.END - minutes(24)) == (told(stage).rollback, told(stage).latest_rollback)
    stage.do(i.FinishStep(step="5"), p.ANA)
    stage.do(i.StartStep(step="6"), p.ANA)
    assert minutes(28) == told(stage).rollback


def test_what_waits_for_a_step_that_is_left_out_waits_on() -> None:
    """R4 begins after R3, though R2 between them is left out."""
    waits = {"R2": (("R3",), ("6",)), "R3": (("-",), ("5",)), "R4": (("R2",), ("always",))}
    steps = {step.number: step for step in p.GOING_BACK.steps}
    table = [
        replace(steps[number], after=after, undoes=undoes)
        for number in ("R3", "R2", "R4")
        for after, undoes in [waits[number]]
    ]
    stage = Stage(replace(p.web_shop(), rollback=replace(p.GOING_BACK, steps=tuple(table)))).to_deploying()
    stage.do(i.StartStep(step="5"), p.ANA)
    assert minutes(20) == told(stage).rollback
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert ["23:00", "23:15"] == starts(stage, "R3", "R4")
    assert told(stage).of("R2") is None


def test_daylight_saving_change() -> None:
    """Over the hour that is skipped, a step of 90 minutes takes 90 minutes."""
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    window = Window(start=start, end=start + timedelta(hours=3), zone=p.ZONE, line=0)
    rows = (("2", "Deploy application", "DevOps", 90), ("3", "Clear caches", "DevOps", 5))
    first, _, last = p.small().phases
    phases = (first, p.phase_of(Phase.DEPLOYMENT, rows, offset=0), last)
    stage = Stage(replace(p.small(), window=window, phases=phases))
    stage.at = start - timedelta(days=1)
    stage.open()
    found = [told(stage).of(number) for number in ("2", "3")]
    assert ["01:30 CET", "04:00 CEST"] == [clock(each.start, p.ZONE) for each in found if each]


def test_without_a_window() -> None:
    """Without a window there are durations and no times."""
    stage = Stage(replace(p.small(), window=None)).open()
    result = told(stage)
    assert ((), None, None, minutes(10)) == (
        result.steps,
        result.ends_at,
        result.latest_rollback,
        result.rollback,
    )


def test_without_steps() -> None:
    """A plan without steps ends when it begins."""
    stage = Stage(p.without_steps(p.small(), *Phase)).open()
    assert p.T0 == told(stage).ends_at


def test_total_counts_follow_ups_as_nothing() -> None:
    """A follow-up has no duration and takes no time."""
    assert minutes(44) == total(p.web_shop().rollback_steps)


@pytest.mark.parametrize(
    ("state", "number"),
    [
        (Lifecycle.DRAFT, "1"),
        (Lifecycle.IN_REVIEW, "1"),
        (Lifecycle.APPROVED, "1"),
        (Lifecycle.PRE_DEPLOYMENT, "2"),
        (Lifecycle.DEPLOYING, "6"),
        (Lifecycle.VERIFYING, "11"),
        (Lifecycle.COMPLETED, ""),
        (Lifecycle.ROLLING_BACK, "R3"),
        (Lifecycle.ROLLED_BACK, ""),
        (Lifecycle.CANCELLED, ""),
        (Lifecycle.MISSED, ""),
    ],
)
def test_upcoming(state: Lifecycle, number: str) -> None:
    """The step that will be called next, after the one that is waited for now."""
    stage = at_state(state)
    found = upcoming(stage.state, stage.plan)
    assert number == (found.number if found else "")


def test_upcoming_before_go_and_on_hold() -> None:
    """Before Go nothing is upcoming; on hold it is the step that was not called."""
    stage = Stage().to_go()
    assert upcoming(stage.state, stage.plan) is None
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.Hold(reason="slow"), p.DEV)
    stage.do(i.FinishStep(step="5"), p.DBA)
    found = upcoming(stage.state, stage.plan)
    assert found
    assert "6" == found.number


WAYS = (Stage.to_approved, Stage.to_pre_deployment, Stage.to_go, Stage.to_deploying, Stage.to_rolling_back)


@pytest.mark.parametrize("plan", [p.web_shop(), p.side_by_side()], ids=["in a row", "side by side"])
def test_the_next_steps_are_as_the_forecast_has_them(plan: Plan) -> None:
    """At each point of a run, before Go and on the way back too; nobody who was called is among them."""
    seen = 0
    for way in WAYS:
        stage = way(Stage(plan))
        found = near(stage.state, stage.plan)
        expected = [told(stage).of(each.step.number) for each in found]
        assert list(found) == expected
        assert not {each.step.number for each in found} & set(stage.state.steps)
        seen += len(found)
    assert seen > len(plan.steps)


def test_only_a_few_steps_are_looked_at() -> None:
    """However long a table is, it costs as much as a few of its steps."""
    first, _, rest = p.small().phases
    long = p.phase_of(Phase.DEPLOYMENT, [(str(n), "Restart", "DevOps", 1) for n in range(2, 100)])
    stage = Stage(replace(p.small(), phases=(first, long, rest))).to_deploying()
    found = near(stage.state, stage.plan)
    assert LOOKED_AT - 1 == len(found)
    assert ["3", "4"] == [each.step.number for each in found][:2]


def test_nobody_is_next_while_nobody_is_to_be_called() -> None:
    """In review, on hold, while a failed step is undecided, after the end."""
    for state in (Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.COMPLETED, Lifecycle.MISSED):
        stage = at_state(state)
        assert () == near(stage.state, stage.plan)
    stage = at_state(Lifecycle.DEPLOYING)
    assert near(stage.state, stage.plan)
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert () == near(stage.state, stage.plan)
    stage.do(i.Resume(), p.ANA)
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    assert () == near(stage.state, stage.plan)
