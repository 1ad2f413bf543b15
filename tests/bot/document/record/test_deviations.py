from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.document.record.deviations import deviations
from bot.domain import events as e, intents as i
from bot.domain.changes_events import Changed, Checked
from bot.domain.plan import Phase
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
    rows=(
        Checked(number=1, name="Table", holds=True, result=""),
        Checked(number=2, name="Seeded", holds=False, result="2 | 3"),
        Checked(number=3, name="Gone", holds=False, result=""),
    ),
)
CHANGED = Changed(name="TTL", is_flag=False, holds=True, result="")
UNCHANGED = replace(CHANGED, holds=False)
CONFIGURATION = e.ConfigurationConfirmed(
    at=AT, by=p.ANA, step="6", on_behalf=True, for_whom="Devi Rao", as_member_of="", rows=(CHANGED,)
)


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
        (replace(DATA, rows=()), ""),
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
            e.PreDeploymentLeft(at=AT, by=None, steps=("1", "2"), items=()),
            "pre-deployment was left after steps 1 and 2 were called, to begin anew in another window",
        ),
        (
            e.CaughtUp(at=AT, by=None, since=AT),
            "T-Minus had been away since 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (e.Begun(at=AT, by=p.ANA), ""),
        (
            e.Confirmed(at=AT, by=p.ANA, checkpoint=2, name="x", for_whom="Quinn Adler"),
            "Ana Ruiz confirmed Smoke Tests Pass for Quinn Adler",
        ),
        (e.Confirmed(at=AT, by=p.QUINN, checkpoint=2, name="x"), ""),
        (
            e.MetricSaid(at=AT, by=p.OMAR, row=1, name="Disk", is_normal=False, note="95 %"),
            "Omar Haddad said that Disk is not normal: “95 %”",
        ),
        (
            e.MetricSaid(at=AT, by=p.ANA, row=1, name="Disk", is_normal=True, for_whom="Omar Haddad"),
            "Ana Ruiz said for Omar Haddad that Disk is normal",
        ),
        (e.MetricSaid(at=AT, by=p.OMAR, row=1, name="Disk", is_normal=True), ""),
        (DATA, "Dora Nagy answered about the data of 4.3: not as expected: V2 Seeded (2 \\| 3) and V3 Gone"),
        (replace(DATA, rows=DATA.rows[:1]), ""),
        (
            CONFIGURATION,
            "Ana Ruiz answered about the configuration of 5 on behalf of Devi Rao: all as planned",
        ),
        (
            replace(CONFIGURATION, on_behalf=False, for_whom="", rows=(UNCHANGED,)),
            "Ana Ruiz answered about the configuration of 5: not changed: TTL",
        ),
        (
            e.SmokeTestsLeft(at=AT, by=p.QUINN, step="10", rows=(2,)),
            "step 10, Run smoke tests, was done (Quinn Adler) though rows 2 of 7.1 had not passed",
        ),
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


def test_whom_nobody_told_is_a_deviation() -> None:
    """With why; what was told is none."""
    (given, *_) = [event for event in healthy().events if isinstance(event, e.NoticeGiven)]
    assert "" == of(given)
    untold = replace(given, ways=(), failings=("email does not work",))
    words = "“Deployment of Web shop 4.12.0 is scheduled” (email does not work)"
    assert of(untold).endswith(f"All stakeholders were not told: {words}")


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
    assert "Ana Ruiz went past items of the checklists that nobody had ticked (1 All code merged" in said
    assert "- Never ticked: 2 All tests passing in CI/CD" in said
    assert said.endswith("- Could not be delivered: step: channel \\| archived")
    assert "Never ticked" not in deviations(rolled_back().told())
    assert "" == deviations(Night().open().told())
