from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.document.record.deviations import deviations
from bot.domain import events as e, intents as i
from bot.domain.changes_events import Changed, Checked
from bot.domain.plan import Phase
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun
from tests.bot.document.record.nights import Night, amid, approved, healthy, rolled_back
from tests.bot.domain import plans as p

AT = p.T0
DONE = e.StepFinished(at=AT, by=p.ANA, step="5", on_behalf=True, for_whom="Dora Nagy", note="by phone")
STARTED = e.StepStarted(at=AT, by=p.ANA, step="5", on_behalf=True, for_whom="Dora Nagy", note="")
FAILED = e.StepFailed(at=AT, by=p.ANA, step="5", on_behalf=True, for_whom="Dora Nagy", reason="x")
SKIPPED = e.StepSkipped(at=AT, by=p.ANA, step="5", on_behalf=True, for_whom="Dora Nagy", reason="x")
LATE = e.StepDelayed(
    at=AT, by=p.ANA, step="5", on_behalf=True, for_whom="Dora Nagy", note="x", minutes=5, due=AT
)

DATA = e.DataValidated(
    at=AT,
    by=p.DBA,
    step="5",
    on_behalf=False,
    for_whom="",
    as_member_of="",
    rows=(Checked(number=3, name="Seeded", holds=False, result="2"),),
)
CONFIGURATION = e.ConfigurationConfirmed(
    at=AT,
    by=p.DEV,
    step="6",
    on_behalf=False,
    for_whom="",
    as_member_of="",
    rows=(Changed(name="SESSION_TTL_SECONDS", is_flag=False, holds=False, result=""),),
)
PASSED, FAILING = (SmokeResult(outcome=each) for each in (SmokeOutcome.PASSED, SmokeOutcome.FAILED))
RUN = SmokeRun(number=2, name="Login works", result=PASSED, by=p.QUINN, machine=FAILING)
TICKED = e.SmokeTestsTicked(at=AT, by=p.QUINN, runs=(RUN,))


def of(event: e.Event) -> str:
    """The lines that this event adds to a night in which all went by the plan."""
    told = replace(amid(), events=(event,), states=(amid().state,))
    return deviations(told).removeprefix("- 2026-12-01 23:00 CET (22:00 UTC): ")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (e.Overridden(at=AT, by=p.ANA, what="items 1", reason="x"), "Ana Ruiz went past items 1: “x”"),
        (
            DONE,
            "Ana Ruiz recorded step 5, Run database migrations, as done on behalf of Dora Nagy: “by phone”",
        ),
        (
            STARTED,
            "Ana Ruiz recorded step 5, Run database migrations, as started on behalf of Dora Nagy",
        ),
        (
            FAILED,
            "Ana Ruiz recorded step 5, Run database migrations, as failed on behalf of Dora Nagy: “x”",
        ),
        (
            SKIPPED,
            "Ana Ruiz recorded step 5, Run database migrations, as skipped on behalf of Dora Nagy: “x”",
        ),
        (
            LATE,
            "Ana Ruiz recorded step 5, Run database migrations, as taking longer on behalf of Dora Nagy: “x”",
        ),
        (
            e.StepFailed(at=AT, by=p.DBA, step="5", on_behalf=False, reason="lock"),
            "step 5, Run database migrations, failed: “lock” (Dora Nagy)",
        ),
        (
            e.StepSkipped(at=AT, by=p.DBA, step="5", on_behalf=False, reason="lock"),
            "Dora Nagy skipped step 5, Run database migrations: “lock”",
        ),
        (
            e.StepDelayed(at=AT, by=p.DBA, step="5", minutes=5, due=AT, on_behalf=False, note=""),
            "step 5, Run database migrations, took 5 min longer, said Dora Nagy",
        ),
        (
            e.StepReopened(
                at=AT,
                by=p.DBA,
                step="5",
                attempt=2,
                on_behalf=False,
                note="",
                called_off=(),
                items=(),
                checkpoints=(),
                go=False,
                verifying=False,
            ),
            "Dora Nagy reopened step 5, Run database migrations",
        ),
        (
            e.StepAdded(
                at=AT,
                by=p.ANA,
                added=p.step("5", "x", "DBA", 4, Phase.DEPLOYMENT),
                people=(),
                called_off=(),
                checkpoints=(),
                go=False,
                verifying=False,
            ),
            "Ana Ruiz added step 5, Run database migrations",
        ),
        (
            e.RestoreDecided(at=AT, by=p.ANA, step="R3", restore="R2", reason=""),
            "Ana Ruiz had step R2, Switch load balancer back to blue, take the place of step R3, Rollback da",
        ),
        (
            e.WindowExtended(at=AT, by=p.ANA, minutes=30, reason="x", window_end=AT),
            "Ana Ruiz extended the window by 30 min: “x”",
        ),
        (
            e.CarriedOn(at=AT, by=p.ANA, window=""),
            "Ana Ruiz went on though a rollback would have ended after the window",
        ),
        (
            replace(DONE, note="", happened_at=AT - timedelta(minutes=3)),
            "Ana Ruiz recorded step 5, Run database migrations, as done at 22:57 CET on behalf of Dora Nagy",
        ),
        (DATA, "not as expected, said Dora Nagy: V3 Seeded (2)"),
        (replace(DATA, rows=()), ""),
        (CONFIGURATION, "not changed, said Devi Rao: C2 SESSION_TTL_SECONDS"),
        (
            e.SmokeTestsLeft(at=AT, by=p.QUINN, step="10", rows=(2,)),
            "step 10, Run smoke tests, was done without smoke tests that passed: row 2",
        ),
        (
            TICKED,
            "Quinn Adler said that smoke tests passed of which a machine did not: 2 Login works (failed)",
        ),
        (replace(TICKED, runs=(replace(RUN, machine=PASSED), replace(RUN, machine=None))), ""),
        (replace(TICKED, runs=(replace(RUN, result=FAILING),)), ""),
        (e.Held(at=AT, by=p.ANA, reason="wait"), "Ana Ruiz held it: “wait”"),
        (
            e.RoleHanded(at=AT, by=p.ANA, role="DBA", to=p.NED, was=()),
            "DBA was handed from nobody to Ned Holm by Ana Ruiz",
        ),
        (
            e.PersonLeft(at=AT, by=None, person=p.DBA, roles=(), deputy_for=(), waits=(), is_news=True),
            "Dora Nagy left Slack",
        ),
        (
            e.CaughtUp(at=AT, by=None, since=AT),
            "T-Minus had been away since 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (e.Begun(at=AT, by=p.ANA), ""),
    ],
)
def test_what_departs_from_the_plan_is_said_with_who(event: e.Event, expected: str) -> None:
    """A press on somebody's behalf has both names; what went by the plan is not here."""
    assert of(event).startswith(expected)
    assert expected or not of(event)


def test_changed_plans_are_deviations() -> None:
    """An amendment and a moved window."""
    night = approved()
    night.moves(timedelta(days=1))
    night.do(i.Reschedule(start=datetime(2026, 12, 2, 23, 0)), p.ANA)  # noqa: DTZ001 - a local time
    assert "Ana Ruiz moved the window to 2026-12-02 23:00 CET (22:00 UTC)" in deviations(night.told())


def test_a_healthy_night_has_few() -> None:
    """What was late, ad hoc, on behalf; nothing else."""
    assert 3 == deviations(healthy().told()).count("\n- ") + 1


def test_what_was_never_done_or_never_arrived_is_named() -> None:
    """Checklist items that were gone past, and dead letters."""
    night = approved()
    night.at = p.T0 - timedelta(hours=1)
    night.do(i.Begin(override="all is well"), p.ANA)
    told = replace(night.told(), undelivered=("step: channel | archived",))
    said = deviations(told)
    assert "Ana Ruiz went past checklist items 1–6, 8–11: “all is well”" in said
    assert "- Never ticked: 2 All tests passing in CI/CD" in said
    assert said.endswith("- Could not be delivered: step: channel \\| archived")
    assert "Never ticked" not in deviations(rolled_back().told())
    assert "" == deviations(Night().open().told())
