from dataclasses import fields, replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.effects import ClearTimer, SetTimer
from bot.domain.events import Begun, SurroundingsChanged
from bot.domain.neighbours import (
    FREEZE_TIMER,
    MOST_NAMED,
    NIGHT,
    SEEN,
    SURROUNDINGS_TIMER,
    as_seen,
    asks,
    is_beside,
    lock_of_others,
    looks_the_same,
    parts,
    surroundings,
    takes,
)
from bot.domain.people import Holders
from bot.domain.state import Deployment, Lifecycle
from bot.domain.surroundings import Lock, Part
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import Stage, at_state

SECOND = timedelta(seconds=1)


def test_who_has_to_be_there() -> None:
    """The lead, the steps' owners, those who confirm; neither deputies nor who only signs, nor everyone."""
    found = parts(at_state(Lifecycle.DRAFT).state, p.web_shop())
    assert Part(person=p.ANA, role="Deployment Lead") == found[0]
    assert {p.ANA, p.DBA, p.DEV, p.PAUL, p.QUINN, p.OMAR, p.PIA} == {part.person for part in found}
    assert len(found) == len({part.person for part in found})


@pytest.mark.parametrize("state", Lifecycle)
def test_others_see_what_is_planned_or_runs(state: Lifecycle) -> None:
    """From review until it is over a deployment is seen; a draft, or one that is over or missed, is not."""
    stage = at_state(state)
    seen = as_seen(stage.state, stage.plan)
    unseen = {"draft", "completed", "rolled back", "cancelled", "missed"}
    assert (state not in unseen) is (seen is not None)
    if seen:
        assert ("Web shop 4.12.0", state.is_running) == (seen.title, seen.runs)


def test_nothing_is_seen_of_what_is_not_there() -> None:
    """Before it was opened a deployment is seen by nobody."""
    assert as_seen(None, p.web_shop()) is None


def test_what_others_do_not_see_changes_nothing() -> None:
    """A deployment that looks the same by its fields is seen as before, whatever else happened to it."""
    states = {one: at_state(one) for one in Lifecycle}
    unseen = {each.name for each in fields(Deployment)} - {*SEEN, "id"}
    for stage in states.values():
        for other in states.values():
            now = replace(stage.state, **{name: getattr(other.state, name) for name in unseen})
            assert looks_the_same(stage.state, stage.plan, now, stage.plan)
            assert as_seen(stage.state, stage.plan) == as_seen(now, stage.plan)


def test_another_plan_or_another_state_may_be_seen() -> None:
    """Another plan, and any of the fields that others see, is looked at closely."""
    stage = at_state(Lifecycle.APPROVED)
    begun = replace(stage.state, state=Lifecycle.PRE_DEPLOYMENT)
    assert not looks_the_same(stage.state, stage.plan, begun, stage.plan)
    assert not looks_the_same(stage.state, stage.plan, stage.state, p.side_by_side())


def test_one_night_ends_eight_hours_apart() -> None:
    """Others are beside it while less than eight hours lie between the windows, before and after alike."""
    state = at_state(Lifecycle.DRAFT).state
    after = a.other(start=p.END + NIGHT, end=p.END + 2 * NIGHT)
    before = a.other(start=p.T0 - 2 * NIGHT, end=p.T0 - NIGHT)
    assert not is_beside(state, after)
    assert not is_beside(state, before)
    assert is_beside(state, replace(after, start=p.END + NIGHT - SECOND))
    assert is_beside(state, replace(before, end=p.T0 - NIGHT + SECOND))


def test_what_runs_at_the_same_target_is_beside_it_whenever() -> None:
    """A run that goes on since yesterday stands in the way, also of a plan without a window."""
    yesterday = replace(a.RIVAL, start=p.T0 - 48 * a.HOUR, end=p.END - 48 * a.HOUR)
    state = at_state(Lifecycle.DRAFT).state
    assert is_beside(state, replace(yesterday, runs=True))
    assert not is_beside(state, yesterday)
    nowhen = replace(state, window_start=None, window_end=None)
    assert is_beside(nowhen, replace(yesterday, runs=True))
    assert not is_beside(nowhen, a.other())


def test_people_are_in_two_at_once_only_while_windows_overlap() -> None:
    """The same DBA an hour later is no clash; in the same hour it is, with the role they hold here."""
    stage = at_state(Lifecycle.DRAFT)
    later = a.other(start=p.END, end=p.END + a.HOUR)
    stage.others = (later, a.other("Search 7"))
    search, billing = surroundings(stage.state, stage.facts(None)).neighbours
    assert (("Search 7", (Part(person=p.DBA, role="DBA"),)), ("Billing 2.3", ())) == (
        (search.title, search.shared),
        (billing.title, billing.shared),
    )


def test_the_nearest_are_named_and_the_rest_counted() -> None:
    """Who shares people comes first, then who goes to the same target; beyond ten they are counted."""
    stage = at_state(Lifecycle.DRAFT)
    strangers = tuple(a.other(f"Team{n:02} 1", people=()) for n in range(12))
    stage.others = (*strangers, replace(a.RIVAL, people=()), a.other())
    around = surroundings(stage.state, stage.facts(None))
    assert ["Billing 2.3", "Shop 4.11", "Team00 1"] == [each.title for each in around.neighbours[:3]]
    assert (MOST_NAMED, 4) == (len(around.neighbours), around.more)
    assert ["Billing 2.3"] == [each.title for each in around.clashing]


def test_ones_own_lock_is_not_the_others() -> None:
    """A deployment's own hold bars it from nothing; a lock without holds is none."""
    state = at_state(Lifecycle.DRAFT).state
    assert a.lock() == lock_of_others(state, a.lock())
    assert lock_of_others(state, a.lock(deployment=state.id)) is None
    assert lock_of_others(state, Lock(target=a.WEB)) is None
    assert lock_of_others(state, None) is None


def news(stage: Stage) -> list[bool]:
    """Wake the deployment to look around: for each event whether it is news."""
    events = stage.wake(SURROUNDINGS_TIMER)
    assert all(isinstance(event, SurroundingsChanged) for event in events)
    return [event.is_news for event in events if isinstance(event, SurroundingsChanged)]


def test_only_what_concerns_somebody_is_news() -> None:
    """A stranger's deployment is noted in silence; one with the same people is news, and so is a lock."""
    stage = at_state(Lifecycle.APPROVED)
    stage.others = (a.other(people=()),)
    assert [False] == news(stage)
    assert [] == news(stage)
    stage.others = (a.other(),)
    assert [True] == news(stage)
    stage.lock = a.lock()
    assert [True] == news(stage)
    stage.freezes = (a.freeze(),)
    assert [True] == news(stage)
    stage.others = (a.other(), replace(a.RIVAL, people=()))
    assert [True] == news(stage)
    stage.lock, stage.freezes, stage.others = None, (), ()
    assert [True] == news(stage)
    assert [] == news(stage)


def test_a_freeze_stands_there_until_it_ends() -> None:
    """Its end, the first of two, wakes the deployment; then it is gone, and that is news."""
    stage = at_state(Lifecycle.APPROVED)
    first = a.freeze(1, end=p.T0 + a.HOUR)
    stage.freezes = (a.freeze(2), first)
    stage.wake(SURROUNDINGS_TIMER)
    assert SetTimer(name=FREEZE_TIMER, due=first.end) in stage.effects()
    stage.at, stage.freezes = first.end, (a.freeze(2),)
    (changed,) = stage.wake(FREEZE_TIMER)
    assert isinstance(changed, SurroundingsChanged)
    assert ((a.freeze(2),), True) == (changed.surroundings.freezes, changed.is_news)
    assert SetTimer(name=FREEZE_TIMER, due=a.freeze(2).end) in stage.effects()
    stage.freezes = ()
    stage.wake(FREEZE_TIMER)
    assert ClearTimer(name=FREEZE_TIMER) in stage.effects()
    assert () == stage.wake(FREEZE_TIMER)


@pytest.mark.parametrize("state", Lifecycle)
def test_what_is_over_does_not_look_around(state: Lifecycle) -> None:
    """A draft, a planned and a running deployment look around; the others have no use for it."""
    stage = at_state(state)
    stage.lock = a.lock()
    blind = {"completed", "rolled back", "cancelled", "missed"}
    assert ([] if state in blind else [True]) == news(stage)


def test_start_submit_and_begin_look_around_themselves() -> None:
    """What stands beside it is known from the start on, and is no news beside what is answered anyway."""
    stage = Stage()
    stage.others = (a.other(),)
    stage.open()
    assert ["Billing 2.3"] == [each.title for each in stage.state.surroundings.clashing]
    stage.others = (a.other("Search 7"),)
    stage.do(i.Submit(), p.PAUL)
    assert ["Search 7"] == [each.title for each in stage.state.surroundings.clashing]
    approved = at_state(Lifecycle.APPROVED)
    approved.others = (a.other(),)
    changed, *_, begun, _ = approved.do(i.Begin(override="known"), p.ANA)[1:]
    assert isinstance(changed, SurroundingsChanged)
    assert (False, True) == (changed.is_news, isinstance(begun, Begun))


def test_a_role_without_people_shares_nobody() -> None:
    """Names that Slack does not know are in no other deployment."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(unknown=("Dora, +49 30 5550",)))))
    stage.others = (a.other(people=(p.DBA,)),)
    stage.open()
    assert () == stage.state.surroundings.clashing


def test_who_is_told_and_who_waits() -> None:
    """Who takes a place is told what stands beside it; so is who starts, and whoever is woken to look."""
    opened = i.OpenDeployment(id="A-1", revision="", channel="C1", plan=p.web_shop())
    told = (i.Submit(), i.Begin(), i.RequestRollback(), opened, i.TimerFired(timer=SURROUNDINGS_TIMER))
    assert asks(i.TimerFired(timer=FREEZE_TIMER))
    assert all(asks(intent) for intent in told)
    assert not any(asks(intent) for intent in (i.Go(), i.TimerFired(timer="go")))
    assert [True, True, True, False, False] == [takes(intent) for intent in told]
