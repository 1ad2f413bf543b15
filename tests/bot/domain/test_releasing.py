from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.people import Holders, Person
from bot.domain.plan import DecisionRule, Severity
from bot.domain.releasing import released, with_released
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

ACTING = {p.ANA, p.DEV, p.DBA, p.QUINN, p.OMAR, p.PAUL, p.PIA}
MINUTE = timedelta(minutes=1)
CRITICAL = DecisionRule(
    severity=Severity.CRITICAL,
    severity_text="Critical",
    decision_maker="PM",
    minutes=0,
    minutes_text="",
    line=0,
)


def names(events: Iterable[e.Event]) -> list[tuple[str, ...]]:
    """Who was released by each event that releases."""
    found = [event for event in events if isinstance(event, e.PeopleReleased)]
    return [tuple(person.name for person in event.people) for event in found]


def done(stage: Stage, *steps: str) -> Stage:
    """Steps that are finished by their owners, a minute each."""
    for step in steps:
        stage.at += MINUTE
        found = stage.plan.step(step)
        assert found
        stage.do(i.FinishStep(step=step), stage.state.holders(found.owner).people[0])
    return stage


def test_each_is_released_once_with_their_last() -> None:
    """Paul with his last step, Omar with what he confirms; who may walk back or leads stays to the end."""
    stage = at_state(Lifecycle.VERIFYING)
    done(stage, "10", "11", "12")
    assert [] == names(stage.events)
    done(stage, "13")
    assert [(p.PAUL.name,)] == names(stage.last)
    done(stage, "14")
    assert [] == names(stage.last)
    stage.do(i.Confirm(wanted="3"), p.OMAR)
    assert [(p.OMAR.name,)] == names(stage.last)
    for checkpoint, person in (("2", p.QUINN), ("1", p.ANA)):
        stage.do(i.Confirm(wanted=checkpoint), person)
    assert {p.PAUL, p.OMAR} == set(released(stage.state, stage.plan))
    stage.do(i.Confirm(wanted="4"), p.PIA)
    assert Lifecycle.COMPLETED is stage.state.state
    assert [(p.PAUL.name,), (p.OMAR.name,)] == names(stage.events)


@pytest.mark.parametrize("state", Lifecycle)
def test_nobody_before_it_runs_and_everybody_after_it(state: Lifecycle) -> None:
    """What is closed needs nobody; before Begin and with everything open everybody stays."""
    stage = at_state(state)
    back = {p.OMAR, p.PAUL, p.PIA} if state is Lifecycle.ROLLING_BACK else set()
    assert (ACTING if state.is_closed else back) == set(released(stage.state, stage.plan))


def test_a_step_that_is_skipped_releases_its_owner() -> None:
    """As one that is done does."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12")
    stage.do(i.SkipStep(step="13", reason="told by telephone"), p.PAUL)
    assert [(p.PAUL.name,)] == names(stage.last)


def test_a_rollback_releases_who_has_no_part_in_it() -> None:
    """Who was released before is not again; who walks back stays."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    assert [(p.PAUL.name, p.OMAR.name, p.PIA.name)] == names(stage.last)
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13")
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert [(p.OMAR.name, p.PIA.name)] == names(stage.last)
    stage.walk()
    assert [] == names(stage.last)


def test_who_walks_back_from_what_was_live_is_needed_again() -> None:
    """All were released when it was completed: nobody is released twice."""
    stage = at_state(Lifecycle.COMPLETED)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert [] == names(stage.last)
    assert () == released(stage.state, stage.plan)


def test_a_reopened_step_needs_its_owner_again() -> None:
    """They are released once more when it is over, and are told so once."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13")
    stage.at += MINUTE
    stage.do(i.ReopenStep(step="13"), p.PAUL)
    assert () == released(stage.state, stage.plan)
    done(stage, "13")
    assert [(p.PAUL.name,)] == names(stage.last)
    done(stage, "14")
    assert [] == names(stage.last)


def test_an_added_step_needs_its_owner_again() -> None:
    """Whoever is to do it; with it over they are released."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13")
    stage.named = (p.PAUL,)
    stage.at += MINUTE
    stage.do(i.AddStep(after="14", action="Tell the press", owner=p.PAUL.id, minutes=5), p.ANA)
    assert () == released(stage.state, stage.plan)
    done(stage, "14", "14a")
    assert [(p.PAUL.name,)] == names(stage.last)


def test_what_is_confirmed_anew_releases_once_more() -> None:
    """A confirmation that was given after the release shows that it was needed since."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13", "14")
    stage.do(i.Confirm(wanted="3"), p.OMAR)
    confirmed = e.Confirmed(at=stage.at + MINUTE, by=p.OMAR, checkpoint=3, name="Monitoring Normal")
    facts = replace(stage.facts(p.OMAR), now=confirmed.at)
    again = with_released(stage.state, (confirmed,), facts)
    assert [(p.OMAR.name,)] == names(again)
    assert [] == names(with_released(stage.state, (replace(confirmed, at=stage.at),), facts))


@pytest.mark.parametrize(("maker", "stays"), [("PM", True), ("All", False), ("CAB", False)])
def test_who_decides_on_a_rollback_stays(maker: str, stays: bool) -> None:
    """Who stands in 6.2 does, unless it means everybody."""
    plan = replace(p.web_shop(), decisions=(replace(CRITICAL, decision_maker=maker),))
    stage = done(Stage(plan).to_verifying(), "10", "11", "12", "13")
    assert ([] if stays else [(p.PAUL.name,)]) == names(stage.last)


def test_who_still_approves_stays() -> None:
    """An emergency's late approval is theirs to give."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13", "14")
    stage.do(i.Confirm(wanted="3"), p.OMAR)
    assert {p.PAUL, p.OMAR} == set(released(stage.state, stage.plan))
    assert (p.PAUL,) == released(replace(stage.state, late=(3,)), stage.plan)


def test_a_deputy_is_released_who_was_heard_of() -> None:
    """One who said nothing was never there; one of somebody who is needed is needed."""
    roles = dict(p.roles(PM=Holders(people=(p.PAUL,), deputies=(p.NED,))))
    for on, expected in (((), (p.PAUL.name,)), ((p.NED,), (p.PAUL.name, p.NED.name))):
        stage = Stage(roles=dict(roles)).to_verifying()
        for person in on:
            stage.do(i.SayOn(), person)
        done(stage, "10", "11", "12", "13")
        assert [expected] == names(stage.last)
    roles = dict(p.roles(DBA=Holders(people=(p.DBA,), deputies=(p.PAUL,))))
    assert [] == names(done(Stage(roles=roles).to_verifying(), "10", "11", "12", "13").last)


@pytest.mark.parametrize(("many", "expected"), [(ASKED_DIRECTLY, ASKED_DIRECTLY), (ASKED_DIRECTLY + 1, 1)])
def test_of_many_who_share_a_role_those_are_released_who_were_there(many: int, expected: int) -> None:
    """Nobody of a large group hears that they are released from what they never did."""
    people = tuple(Person(id=f"U2{n:02}", name=f"PM {n}") for n in range(many))
    stage = Stage(
        roles=dict(p.roles(PM=Holders(people=people), Helper=Holders(people=(p.PAUL,))))
    ).to_verifying()
    done(stage, "10", "11", "12", "13")
    assert [expected] == [len(each) for each in names(stage.last)]


def test_nobody_while_pre_deployment_is_undone() -> None:
    """Whether it is cancelled or moved: it ends, or waits for its next window."""
    stage = Stage(p.maintenance()).to_pre_deployment()
    done(stage, "1")
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert () == released(stage.state, stage.plan)
    done(stage, "R1")
    assert Lifecycle.CANCELLED is stage.state.state
    assert [] == names(stage.events)


def test_what_ends_nothing_releases_nobody() -> None:
    """A note after the last step of somebody does not look for them."""
    stage = done(at_state(Lifecycle.VERIFYING), "10", "11", "12", "13")
    state = replace(stage.state, released={})
    noted = (e.NoteAdded(at=stage.at, by=p.ANA, text="x"),)
    assert noted == with_released(state, noted, stage.facts(p.ANA))
