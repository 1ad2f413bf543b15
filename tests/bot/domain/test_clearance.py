from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain import intents as i
from bot.domain.events import Begun, Overridden, Submitted
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from bot.domain.surroundings import Target
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
ANYWAY = "both are one change"


def ready() -> Stage:
    """Approved, every item ticked that Begin asks for."""
    stage = at_state(Lifecycle.APPROVED)
    for number in ("1", "3"):
        stage.do(i.TickItem(wanted=number), p.ANA)
    return stage


@pytest.mark.parametrize("override", ["", ANYWAY])
def test_no_reason_goes_past_one_that_runs(override: str) -> None:
    """While another deployment of the target runs, Begin is refused and says who leads it till when."""
    stage = ready()
    stage.others = (
        replace(a.RIVAL, runs=True, ends_at=p.T0, start=p.T0 - 9 * a.HOUR, end=p.T0 - 8 * a.HOUR),
    )
    refusal = stage.refused(i.Begin(override=override), p.ANA)
    assert Because.NOT_NOW is refusal.because
    assert "Shop 4.11 (SHOP-1) is under way, led by Tess Okafor; it ends about 23:00 CET" in refusal.text


@pytest.mark.parametrize("override", ["", ANYWAY])
def test_no_reason_goes_past_a_lock(override: str) -> None:
    """Under a lock Begin is refused and says who locked it, why, who may release it and how."""
    stage = ready()
    stage.lock = a.lock()
    refusal = stage.refused(i.Begin(override=override), p.SAM)
    assert Because.NOT_NOW is refusal.because
    expected = (
        "Web shop, production is locked since Tue 1 Dec 18:00 CET, when Tess Okafor rolled Shop 4.11 back: "
        'error rate 7 %. Tess Okafor may release it: `/deploy unlock "Web shop" production REASON`.'
    )
    assert expected == refusal.text


def test_what_runs_elsewhere_or_only_waits_bars_nothing() -> None:
    """A deployment of another service, or of another environment, or one that has not begun, is no bar."""
    stage = ready()
    staging = Target(service="Web shop", environment="staging")
    stage.others = (
        a.other(runs=True),
        replace(a.RIVAL, target=staging, runs=True),
        a.RIVAL,
    )
    assert isinstance(stage.do(i.Begin(), p.ANA)[-2], Begun)


def test_begin_in_a_freeze_takes_a_reason() -> None:
    """A freeze refuses Begin; a reason goes past it and past open items at once, and each is recorded."""
    stage = at_state(Lifecycle.APPROVED)
    stage.freezes = (a.freeze(3),)
    assert "Freeze 3: everything, production" in stage.refused(i.Begin(), p.ANA).text
    events = stage.do(i.Begin(override="the regulator wants it"), p.ANA)
    overridden = [event for event in events if isinstance(event, Overridden)]
    assert ["checklist items 1, 3", "freeze 3"] == [event.what for event in overridden]
    assert {"the regulator wants it"} == {event.reason for event in overridden}
    assert 2 == len(stage.state.overridden)


def test_a_freeze_over_another_window_bars_nothing() -> None:
    """A freeze that ends as the window begins, or is another service's, is no bar."""
    stage = ready()
    stage.freezes = (a.freeze(1, end=p.T0), a.freeze(2, service="Billing"))
    stage.do(i.Begin(), p.ANA)


@given(st.integers(-180, 180), st.integers(1, 120))
def test_submit_is_refused_exactly_where_windows_overlap(offset: int, length: int) -> None:
    """Submit is refused exactly where a minute lies in its window and in another one of the target."""
    stage = Stage(p.small()).open()
    start = p.T0 + offset * MINUTE
    stage.others = (replace(a.RIVAL, start=start, end=start + length * MINUTE),)
    overlaps = offset < 120 and offset + length > 0
    decision = stage.ask(i.Submit(), p.PAUL)
    assert overlaps is not isinstance(decision, tuple)


def test_submit_names_what_is_in_the_way() -> None:
    """The refusal names each window and freeze, and what can be done."""
    stage = Stage().open()
    stage.others, stage.freezes = (a.RIVAL, a.other()), (a.freeze(4, service="web shop"),)
    refusal = stage.refused(i.Submit(), p.PAUL)
    frozen, window = refusal.text.split("\n")[1:3]
    assert "• Shop 4.11 (SHOP-1, led by Tess Okafor) has Tue 1 Dec 23:00–01:00 CET" == window
    assert frozen.startswith("• Freeze 4: web shop, production, Mon 30 Nov 23:00–Thu 3 Dec 01:00 CET: stock")
    assert "at its end `override REASON`" in refusal.text
    assert "Billing" not in refusal.text


def test_only_the_lead_goes_past_it() -> None:
    """Whoever may submit may not go past what is in the way; the lead's deputy may, and it is recorded."""
    stage = Stage().open()
    stage.others = (a.RIVAL,)
    refusal = stage.refused(i.Submit(override=ANYWAY), p.PAUL)
    assert Because.NOT_YOURS is refusal.because
    assert "ask Ana Ruiz or Sam Ito" in refusal.text
    overridden, _, submitted = stage.do(i.Submit(override=ANYWAY), p.SAM)
    assert Overridden(at=stage.at, by=p.SAM, what="the window of SHOP-1", reason=ANYWAY) == overridden
    assert isinstance(submitted, Submitted)


def test_a_reason_without_need_is_not_recorded() -> None:
    """Where nothing is in the way, nothing was gone past."""
    stage = Stage().open()
    assert [Submitted] == [type(event) for event in stage.do(i.Submit(override=ANYWAY), p.PAUL)]


def test_a_plan_without_window_is_in_nobodys_way() -> None:
    """Nothing overlaps a window that nobody knows."""
    stage = Stage().open()
    stage.others = (replace(a.RIVAL, start=None, end=None), a.other(lead=(), runs=True))
    stage.do(i.Submit(), p.PAUL)


def test_a_run_that_nobody_leads_is_told_all_the_same() -> None:
    """Without a lead or a forecast the refusal says what it knows."""
    stage = ready()
    stage.others = (replace(a.RIVAL, runs=True, lead=()),)
    refusal = stage.refused(i.Begin(), p.ANA)
    assert "Shop 4.11 (SHOP-1) is under way. Of Web shop, production one deployment" in refusal.text


TOMORROW = p.T0.replace(tzinfo=None, day=2, hour=23)


def moved(stage: Stage) -> Stage:
    """The document as it is with the window a day later."""
    window = stage.plan.window
    assert window
    later = replace(window, start=p.T0 + 24 * a.HOUR, end=p.END + 24 * a.HOUR)
    stage.writes(replace(stage.plan, window=later))
    stage.others = (replace(a.RIVAL, start=later.start, end=later.end),)
    return stage


def test_a_moved_window_must_be_free() -> None:
    """Rescheduling into another's window is refused; the lead's reason goes past it and is recorded."""
    stage = moved(at_state(Lifecycle.APPROVED))
    assert "Shop 4.11 (SHOP-1" in stage.refused(i.Reschedule(start=TOMORROW), p.ANA).text
    events = stage.do(i.Reschedule(start=TOMORROW, override=ANYWAY), p.ANA)
    assert Overridden(at=stage.at, by=p.ANA, what="the window of SHOP-1", reason=ANYWAY) in events
    assert [("SHOP-1", True)] == [(n.id, n.overlaps) for n in stage.state.surroundings.neighbours]


def test_no_amendment_takes_anothers_window() -> None:
    """A changed document cannot do in review what a moved window may not; a draft is asked at its submit."""
    stage = moved(at_state(Lifecycle.IN_REVIEW))
    stage.do(i.Amend(text=""), p.ANA)
    refusal = stage.refused(i.Amend(text=""), p.ANA)
    assert "amend the document, or go past it with `/deploy reschedule`" in refusal.text
    draft = moved(at_state(Lifecycle.DRAFT))
    draft.do(i.Amend(text=""), p.ANA)
    draft.do(i.Amend(text=""), p.ANA)
    assert "Shop 4.11" in draft.refused(i.Submit(), p.PAUL).text


def test_an_amendment_that_leaves_the_window_is_not_asked() -> None:
    """Whoever went past another's window once may mend the document without doing so again."""
    stage = at_state(Lifecycle.IN_REVIEW)
    stage.others = (a.RIVAL,)
    stage.writes(replace(stage.plan, title="Deployment Plan: the shop"))
    stage.do(i.Amend(text=""), p.ANA)
    stage.do(i.Amend(text=""), p.ANA)
