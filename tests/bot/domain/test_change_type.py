"""Normal, Standard, Emergency: how 1.1 says so, and what each asks of approvals."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.approvals import missing_rows
from bot.domain.change_type import ChangeType, Kind, is_enough, read_change_type, rest_due
from bot.domain.effects import MessageKind, PostMessage, SetTimer
from bot.domain.facts import Precedent
from bot.domain.people import Holders
from bot.domain.plan import Plan
from bot.domain.questions import review_question
from bot.domain.refusals import Because
from bot.domain.run import LATE_TIMER, ROLES_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from bot.domain.state_parts import Given
from bot.domain.waiting import waiting_for
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

EMERGENCY = p.of_type("Emergency", p.web_shop())
STANDARD = p.of_type("Standard until 2026-12-01", p.web_shop())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ChangeType(kind=Kind.NORMAL)),
        (" normal ", ChangeType(kind=Kind.NORMAL)),
        ("Normal change", ChangeType(kind=Kind.NORMAL)),
        ("EMERGENCY", ChangeType(kind=Kind.EMERGENCY)),
        ("Standard until 2026-12-31", ChangeType(kind=Kind.STANDARD, until=date(2026, 12, 31))),
        ("standard change until  2026-12-31.", ChangeType(kind=Kind.STANDARD, until=date(2026, 12, 31))),
        ("Standard", None),
        ("Standard until 2026-02-30", None),
        ("Standard until Friday", None),
        ("urgent", None),
    ],
)
def test_how_it_is_written(text: str, expected: ChangeType | None) -> None:
    """Three kinds are known, in any case; a standard change has a day."""
    assert expected == read_change_type(text)


def test_enough_is_two_rows_by_two_people() -> None:
    """One row is not enough, nor are two by one person."""
    pia, sec = Given(by=p.PIA, at=p.T0), Given(by=p.SEC, at=p.T0)
    assert [False, False, True] == [
        is_enough({1: pia}),
        is_enough({1: pia, 8: pia}),
        is_enough({1: pia, 2: sec}),
    ]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 12, 1, 20, 0, tzinfo=UTC), datetime(2026, 12, 3, 20, 0, tzinfo=UTC)),
        (datetime(2026, 12, 3, 20, 0, tzinfo=UTC), datetime(2026, 12, 7, 20, 0, tzinfo=UTC)),
        (datetime(2026, 12, 4, 20, 0, tzinfo=UTC), datetime(2026, 12, 8, 20, 0, tzinfo=UTC)),
        (datetime(2026, 12, 5, 20, 0, tzinfo=UTC), datetime(2026, 12, 8, 20, 0, tzinfo=UTC)),
        (datetime(2026, 3, 27, 20, 0, tzinfo=UTC), datetime(2026, 3, 31, 19, 0, tzinfo=UTC)),
    ],
)
def test_two_working_days(at: datetime, due: datetime) -> None:
    """Saturday and Sunday do not count, and the hour is the plan's, also over a change of clocks."""
    assert due == rest_due(at, p.ZONE)


def emergency() -> Stage:
    """An emergency that two people approved."""
    stage = Stage(EMERGENCY).to_review()
    stage.do(i.GiveSignOff(), p.PIA)
    assert Lifecycle.IN_REVIEW is stage.state.state
    stage.do(i.GiveSignOff(), p.SEC)
    return stage


def test_an_emergency_is_approved_by_two() -> None:
    """Two rows of one person are not enough; the rest is due in two working days, and its clock is set."""
    stage = emergency()
    assert Lifecycle.APPROVED is stage.state.state
    assert (3, 4, 5, 6, 7) == stage.state.late
    assert stage.state.late_due == stage.at + timedelta(days=2)
    assert SetTimer(name=LATE_TIMER, due=stage.at + timedelta(days=2)) in stage.effects()


def test_the_rest_is_signed_later() -> None:
    """Late approvals are given while it runs and after Completed; then nothing waits any more."""
    stage = emergency()
    stage.do(i.Begin(override="it burns"), p.ANA)
    stage.do(i.GiveSignOff(), p.OMAR)
    assert [] == [
        asked for asked in waiting_for(stage.state, stage.plan, p.OMAR.id) if asked.subject[:3] == "Ope"
    ]
    stage.walk()
    for item in stage.plan.checklist:
        if item.number not in stage.state.checks:
            stage.do(i.TickItem(wanted=str(item.number)), p.PAUL)
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.walk()
    for number, person in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        stage.do(i.Confirm(wanted=number), person)
    assert Lifecycle.COMPLETED is stage.state.state
    for person in (p.CARLA, p.LEE, p.QUINN, p.DREW):
        stage.do(i.GiveSignOff(), person)
    assert () == stage.state.late
    assert Because.SETTLED is stage.refused(i.GiveSignOff(), p.CARLA).because


def test_what_stays_missing_is_said() -> None:
    """When the two days are over the missing rows are named; once all are given the clock is idle."""
    stage = emergency()
    stage.do(i.Begin(override="it burns"), p.ANA)
    assert () == stage.wake(LATE_TIMER)
    stage.at += timedelta(days=2)
    (event,) = stage.wake(LATE_TIMER)
    assert isinstance(event, e.SignOffsOverdue)
    assert (3, 4, 5, 6, 7) == event.rows


def test_an_approval_withdrawn_from_an_emergency() -> None:
    """With fewer than two people it is in review again; with enough left the row is late."""
    stage = emergency()
    stage.do(i.GiveSignOff(), p.OMAR)
    stage.do(i.WithdrawSignOff(), p.SEC)
    assert (Lifecycle.APPROVED, True) == (stage.state.state, 2 in stage.state.late)
    stage.do(i.WithdrawSignOff(), p.OMAR)
    assert (Lifecycle.IN_REVIEW, ()) == (stage.state.state, stage.state.late)


def test_an_emergency_that_is_amended() -> None:
    """What must be approved again is late where enough still stand."""
    stage = emergency()
    stage.do(i.GiveSignOff(), p.OMAR)
    stage.writes(replace(stage.plan, flags=(p.flag("off_switch"),)))
    stage.do(i.Amend(text="changed"), p.ANA)
    stage.do(i.AcceptAmendment(), p.ANA)
    assert (Lifecycle.APPROVED, True) == (stage.state.state, 2 in stage.state.late)


def standard(plan: Plan = STANDARD, before: Plan = STANDARD) -> Stage:
    """A standard change, submitted after a run that CAB approved."""
    stage = Stage(plan)
    stage.precedent = Precedent(
        deployment="WEB-DEPLOY-040", plan=before, given_by=p.CARLA, given_at=p.T0 - timedelta(days=7)
    )
    return stage.to_review()


def test_a_standard_change_carries_cab() -> None:
    """A plan that is the same but for version, date and window is not asked of CAB again."""
    earlier = replace(
        STANDARD,
        release=replace(STANDARD.release, version="4.11.0"),
        window=replace(p.web_shop().window, start=p.T0 - timedelta(days=7), end=p.END),  # type: ignore[type-var] # it has one
    )
    stage = standard(before=earlier)
    given = stage.state.signoffs[4]
    assert (p.CARLA, "standard change, as in WEB-DEPLOY-040") == (given.by, given.note)
    assert 7 == len(missing_rows(stage.state, stage.plan))


def test_another_plan_is_asked_of_cab() -> None:
    """A plan that differs, one whose day is over, and one without an earlier run go to CAB as any other."""
    changed = replace(STANDARD, flags=(p.flag("new"),))
    over = p.of_type("Standard until 2026-11-30", STANDARD)
    assert {} == standard(before=changed).state.signoffs
    assert {} == standard(over, over).state.signoffs
    assert {} == Stage(STANDARD).to_review().state.signoffs


def test_a_standard_change_that_moves() -> None:
    """A window moved within the days of the standard change asks Operations alone."""
    until = p.of_type("Standard until 2026-12-31", p.web_shop())
    stage = Stage(until)
    stage.precedent = Precedent(deployment="WEB-1", plan=until, given_by=p.CARLA, given_at=p.T0)
    stage.to_approved().moves(timedelta(days=2))
    stage.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - a local time
    assert ["Operations Sign-off"] == [row.label for row in missing_rows(stage.state, stage.plan)]


def test_what_cab_refused_is_not_carried_again() -> None:
    """Once CAB withdrew or anybody rejected this run, a moved window or another submit asks CAB itself."""
    until = p.of_type("Standard until 2026-12-31", p.web_shop())
    withdrawn = standard(until, until)
    withdrawn.do(i.WithdrawSignOff(wanted="CAB not this week"), p.CARLA)
    withdrawn.moves(timedelta(days=2))
    withdrawn.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - a local time
    assert 4 not in withdrawn.state.signoffs
    rejected = standard(until, until)
    rejected.do(i.RejectSignOff(wanted="CAB not this week"), p.CARLA)
    rejected.do(i.Submit(), p.PAUL)
    assert {} == rejected.state.signoffs
    for stage in (withdrawn, rejected):
        stage.do(i.GiveSignOff(), p.CARLA)
        assert 4 in stage.state.signoffs


def asked_for(stage: Stage) -> set[str]:
    """Who is asked to approve by the last decision, in a new message."""
    question = review_question(stage.state)
    posts = [effect for effect in stage.effects() if isinstance(effect, PostMessage)]
    return {post.to for post in posts if (post.kind, post.subject) == (MessageKind.REVIEW, question)}


def test_whose_late_approval_is_asked_anew_hears_of_it() -> None:
    """An emergency that moves stays approved; whoever is still to sign is asked anew, old buttons say so."""
    stage = emergency()
    stage.do(i.GiveSignOff(), p.OMAR)
    old = review_question(stage.state)
    stage.moves(timedelta(days=2))
    stage.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - a local time
    assert Lifecycle.APPROVED is stage.state.state
    assert {p.OMAR.id, p.CARLA.id, p.LEE.id, p.QUINN.id, p.DREW.id} == asked_for(stage)
    refusal = stale(stage.state, old, p.OMAR)
    assert refusal
    assert "The plan was changed by Ana Ruiz" in refusal.text
    assert "the newer request counts" in refusal.text


def test_an_emergency_that_moves_in_pre_deployment() -> None:
    """While it is undone an approver hears that it is being moved; then whoever is still to sign is asked."""
    stage = emergency()
    stage.do(i.Begin(override="it burns"), p.ANA)
    for number, owner in (("1", p.DBA), ("2", p.DEV), ("3", p.DEV)):
        stage.do(i.FinishStep(step=number), owner)
    stage.moves(timedelta(days=2))
    stage.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - a local time
    assert "It is being moved" in stage.refused(i.GiveSignOff(), p.CARLA).text
    stage.do(i.FinishStep(step="R6"), p.DEV)
    assert {p.OMAR.id, p.CARLA.id, p.LEE.id, p.QUINN.id, p.DREW.id} == asked_for(stage)


def test_who_comes_to_sign_late_is_asked() -> None:
    """Somebody who stands for a late row from now on is asked as in a review."""
    stage = emergency()
    stage.do(i.Begin(override="it burns"), p.ANA)
    stage.roles = {**stage.roles, "cab": Holders(people=(p.NED,))}
    stage.wake(ROLES_TIMER)
    assert p.NED.id in asked_for(stage)
