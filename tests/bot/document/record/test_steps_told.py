from dataclasses import replace
from datetime import timedelta

import pytest

from bot.document.record import steps_told as t
from bot.domain import events as e
from bot.domain.plan import Phase
from tests.bot.document.record.nights import amid
from tests.bot.domain import plans as p

AT = p.T0
DONE = e.StepFinished(at=AT, by=p.DBA, step="5", on_behalf=False, note="12 s")
FAILED = e.StepFailed(at=AT, by=p.ANA, step="5", on_behalf=True, reason="a | b", for_whom="Dora Nagy")
REOPENED = e.StepReopened(
    at=AT,
    by=p.DBA,
    step="1",
    attempt=2,
    on_behalf=False,
    note="wrong",
    called_off=("2",),
    items=(7,),
    checkpoints=(1,),
    go=True,
    verifying=True,
    values=("backup_id",),
)
ADDED = e.StepAdded(
    at=AT,
    by=p.ANA,
    added=replace(p.step("5a", "Drain", "DBA", 4, Phase.DEPLOYMENT), after=("5",)),
    people=(p.DBA,),
    called_off=(),
    checkpoints=(),
    go=False,
    verifying=False,
    reason="carts",
)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (DONE, "Step 5, Run database migrations: done: “12 s”"),
        (
            replace(DONE, as_member_of="dba", note=""),
            "Step 5, Run database migrations: done, as a member of @dba",
        ),
        (FAILED, "Step 5, Run database migrations: failed: “a \\| b”"),
        (
            replace(FAILED, happened_at=AT),
            "Step 5, Run database migrations: failed, as was recorded 23:00 CET: “a \\| b”",
        ),
        (
            e.StepSkipped(at=AT, by=p.DBA, step="9", on_behalf=False, reason="warm"),
            "Step 9, Warm up product and checkout pages: skipped: “warm”",
        ),
        (
            e.StepStarted(at=AT, by=p.DBA, step="5", on_behalf=False, note=""),
            "Step 5, Run database migrations: started",
        ),
        (
            e.StepCalled(at=AT, by=None, step="5", attempt=2, note="again"),
            "Step 5, Run database migrations, is called: DBA (Dora Nagy): “again”",
        ),
        (e.StepCalled(at=AT, by=None, step="99", attempt=1, note=""), "Step 99, is called"),
        (
            e.StepDelayed(at=AT, by=p.DBA, step="5", minutes=10, due=AT, on_behalf=False, note="slow"),
            "Step 5, Run database migrations: 10 min more, due 23:00 CET: “slow”",
        ),
        (
            REOPENED,
            (
                "Step 1, Create database backup: reopened: “wrong”; not called any more: 2; Go is asked "
                "anew; deploying goes on; Deployment Complete is asked anew; item 7 Backup completed is open "
                "again; `backup_id` is asked anew"
            ),
        ),
        (ADDED, "Step 5a, Drain, is added after 5: Dora Nagy, 4 min: “carts”"),
        (
            replace(ADDED, people=(), added=replace(ADDED.added, minutes=None), reason=None),
            "Step 5a, Drain, is added after 5: DBA, a follow-up",
        ),
        (
            e.RestoreDecided(at=AT, by=p.ANA, step="R3", restore="R2", reason="damaged"),
            "Step R2, Switch load balancer back to blue, takes the place of step R3, which failed: “damaged”",
        ),
    ],
)
def test_each_event_of_a_step_is_a_sentence(event: e.Event, expected: str) -> None:
    """With what was said, and what fell with it; who and when stand beside it."""
    assert expected == t.SENTENCES[type(event)](event, amid())


def test_on_whose_behalf_is_told_where_somebody_else_pressed() -> None:
    """By name where that is known, else as the plan writes the owner."""
    told = amid()
    assert "Dora Nagy" == t.behalf(FAILED, told)
    assert "DBA" == t.behalf(replace(FAILED, for_whom=""), told)
    assert "" == t.behalf(DONE, told)
    assert "its owner" == t.behalf(replace(FAILED, for_whom="", step="99"), told)


@pytest.mark.parametrize(("minutes", "expected"), [(0, True), (1, False)])
def test_a_start_that_came_with_its_end_is_known(minutes: int, expected: bool) -> None:
    """Whoever presses Done without Start says one thing."""
    start = e.StepStarted(at=AT, by=p.DBA, step="5", on_behalf=False, note="")
    ends = t.ends_told((start, replace(DONE, at=AT + timedelta(minutes=minutes))))
    assert expected is t.came_with_its_end(start, ends)
    assert not t.came_with_its_end(DONE, ends)
