from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.agenda.presence import (
    ASKED,
    DEPUTIES,
    LEAD_TOLD,
    MOVED,
    RULES,
    TELEPHONE,
    is_named,
    subject_of,
    user_of,
)
from bot.domain.agenda_events import Fate, key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.people import Holders, Person
from bot.domain.presence import not_on
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

HOUR = timedelta(hours=1)
BY_NAME = {rule.name: rule for rule in RULES}
TEAM = [person.id for person in (p.DBA, p.DEV, p.PAUL, p.QUINN, p.OMAR, p.ANA, p.PIA)]


def approved(hours: float = 30, **changed: Holders) -> Stage:
    """Approved so many hours before the window."""
    stage = Stage(roles=dict(p.roles(**changed)))
    stage.at = p.T0 - hours * HOUR
    return stage.to_approved()


def due(stage: Stage, rule: str) -> dict[str, datetime]:
    """Who or what is due when by a rule."""
    return {user_of(item.subject): item.due for item in BY_NAME[rule].items(stage.state, stage.plan)}


def woken(stage: Stage, at: datetime) -> list[PostMessage]:
    """What is said by the rules of being there when the clock wakes it at a time."""
    stage.at = at
    stage.wake(AGENDA_TIMER)
    said = [each for each in stage.effects() if isinstance(each, PostMessage)]
    return [each for each in said if each.kind is MessageKind.REMINDER and each.subject.startswith("on-")]


def users(said: list[PostMessage], rule: str) -> list[str]:
    """To whom a rule's messages go."""
    return [each.to for each in said if each.subject.startswith(rule)]


@pytest.mark.parametrize(("hours", "expected"), [(30, 24), (24, 24), (23, 23), (2.1, 2.1)])
def test_everybody_is_asked_a_day_before(hours: float, expected: float) -> None:
    """Each once; where it is approved later, then."""
    assert dict.fromkeys(TEAM, p.T0 - expected * HOUR) == due(approved(hours), ASKED)


def test_nobody_is_asked_too_late() -> None:
    """Two hours before the window there is no use in it."""
    stage = approved(2)
    assert [] == [item for rule in RULES for item in rule.items(stage.state, stage.plan)]


def test_who_is_asked_is_told_their_times() -> None:
    """Each directly, each once, and it is kept what they were told."""
    stage = approved()
    assert TEAM == users(woken(stage, p.T0 - 24 * HOUR), ASKED)
    assert {"1": p.T0 - HOUR, "5": p.T0} == stage.state.told[p.DBA.id].starts
    assert [] == woken(stage, p.T0 - 23 * HOUR)


def test_whoever_said_so_before_is_not_asked() -> None:
    """A word in good time spares the question."""
    stage = approved()
    stage.do(i.SayOn(), p.DBA)
    assert set(TEAM) - {p.DBA.id} == set(due(stage, ASKED))


def test_who_is_at_it_already_is_not_asked() -> None:
    """Whoever did something in the run is there."""
    stage = approved(25)
    stage.do(i.Begin(override="early"), p.ANA)
    stage.do(i.StartStep(step="1"), p.DBA)
    assert set(TEAM) - {p.DBA.id, p.ANA.id} == set(due(stage, ASKED))


def test_a_role_that_has_done_all_is_asked_nothing() -> None:
    """Handed over in mid-run, or released: nothing of theirs is to come."""
    stage = Stage(replace(p.web_shop(), rollback=None))
    stage.at = p.T0 - 30 * HOUR
    stage.to_approved()
    woken(stage, p.T0 - 24 * HOUR)
    stage.at = p.T0 - 3 * HOUR
    stage.do(i.Begin(override="early"), p.ANA)
    for step in stage.plan.phases[0].steps:
        stage.do(i.FinishStep(step=step.number), p.SAM)
    assert not {each.to for each in woken(stage, p.T0 - 2 * HOUR)} & {p.DBA.id, p.PAUL.id}
    named = [need.role for need in not_on(stage.state, stage.plan)]
    assert "DBA" in named
    for item in ("1", "3"):
        stage.do(i.TickItem(wanted=item), p.ANA)
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.do(i.FinishStep(step="5"), p.SAM)
    woken(stage, stage.at)
    assert p.DBA.id in stage.state.released
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert [] == woken(stage, stage.at)


def test_whoever_is_handed_a_role_later_is_asked_then() -> None:
    """At once, and nobody else again."""
    stage = approved()
    woken(stage, p.T0 - 24 * HOUR)
    stage.at = p.T0 - HOUR
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert p.T0 - HOUR == next_due(stage.state, stage.plan)
    assert [p.NED.id] == users(woken(stage, stage.at), ASKED)


def test_a_role_of_many_is_asked_in_the_thread() -> None:
    """More than ten direct messages for one step are too many."""
    many = tuple(Person(id=f"U1{n:02}", name=f"Op {n}") for n in range(ASKED_DIRECTLY + 1))
    stage = approved(Ops=Holders(people=many))
    assert "" in due(stage, ASKED)
    assert not {person.id for person in many} & set(due(stage, ASKED))
    assert "" in users(woken(stage, p.T0 - 24 * HOUR), ASKED)
    assert "" not in stage.state.told
    assert "" not in due(approved(Ops=Holders(people=many[:ASKED_DIRECTLY])), ASKED)


def test_the_lead_telephones_who_is_not_in_slack() -> None:
    """Asked a day before; not where everybody has an account."""
    stage = approved(DBA=Holders(unknown=("Bo Berg (+49 170 1)",)))
    assert [p.ANA.id] == users(woken(stage, p.T0 - 24 * HOUR), TELEPHONE)
    assert {} == due(approved(), TELEPHONE)


def test_who_was_not_heard_of_is_named_two_hours_before() -> None:
    """The lead is told once, and their deputies are asked."""
    stage = approved(DBA=Holders(people=(p.DBA,), deputies=(p.NED,)))
    woken(stage, p.T0 - 24 * HOUR)
    for person in (p.DEV, p.ANA):
        stage.do(i.SayOn(), person)
    assert not is_named(stage.state)
    said = woken(stage, p.T0 - 2 * HOUR)
    assert ([p.ANA.id], [p.NED.id]) == (users(said, LEAD_TOLD), users(said, DEPUTIES))
    assert is_named(stage.state)
    assert {} == due(stage, LEAD_TOLD)


def test_nobody_is_named_where_all_are_on() -> None:
    """The lead hears nothing."""
    stage = approved()
    for person in (p.DBA, p.DEV, p.PAUL, p.QUINN, p.OMAR, p.SAM, p.PIA):
        stage.do(i.SayOn(), person)
    assert {} == due(stage, LEAD_TOLD) == due(stage, DEPUTIES)


def test_without_a_lead_the_thread_is_told() -> None:
    """Somebody there may know what to do."""
    stage = approved()
    lead = key(LEAD_TOLD, subject_of(stage.state))
    nobody = replace(stage.state, roles=p.roles(Deployment_Lead=Holders()))
    said = BY_NAME[LEAD_TOLD].says(nobody, subject_of(nobody), stage.plan)
    assert [PostMessage(kind=MessageKind.REMINDER, subject=lead)] == said
    deputy = replace(stage.state, roles=p.roles(Deployment_Lead=Holders(deputies=(p.SAM,))))
    assert [p.SAM.id] == users(
        [each for each in BY_NAME[LEAD_TOLD].says(deputy, "0:", stage.plan) if isinstance(each, PostMessage)],
        LEAD_TOLD,
    )


def moved(stage: Stage, by: timedelta) -> Stage:
    """The window moves."""
    stage.moves(by).do(i.Reschedule(start=(p.T0 + by).replace(tzinfo=None)), p.ANA)
    return stage


def test_a_window_that_moves_is_told_at_once() -> None:
    """To all who were asked for the one before; a day before the new one everybody is asked anew."""
    stage = approved()
    woken(stage, p.T0 - 24 * HOUR)
    moved(stage, 48 * HOUR)
    assert Lifecycle.IN_REVIEW is stage.state.state
    assert set(TEAM) == set(users(woken(stage, stage.at), MOVED))
    for person in (p.OMAR, p.CARLA):
        stage.do(i.GiveSignOff(), person)
    assert {} == {user: at for user, at in due(stage, MOVED).items() if not is_done(stage, MOVED, user)}
    assert dict.fromkeys(TEAM, p.T0 + 24 * HOUR) == due(stage, ASKED)


def is_done(stage: Stage, rule: str, user: str) -> bool:
    """Whether it was carried out."""
    return key(rule, subject_of(stage.state, user)) in stage.state.came_due


def test_who_is_asked_anew_at_once_needs_no_other_word() -> None:
    """The request says when."""
    stage = approved()
    woken(stage, p.T0 - 24 * HOUR)
    moved(stage, -HOUR)
    for person in (p.OMAR, p.CARLA):
        stage.do(i.GiveSignOff(), person)
    stage.at = p.T0 - 22 * HOUR
    said = woken(stage, stage.at)
    assert [] == users(said, MOVED)
    assert set(TEAM) == set(users(said, ASKED))


def test_a_pause_over_two_hours_before_drops_the_question() -> None:
    """Who would be asked with too little time is named instead."""
    stage = approved()
    assert [p.ANA.id] == users(woken(stage, p.T0 - 1.9 * HOUR), LEAD_TOLD)
    fates = {event.fate for event in stage.last if isinstance(event, e.CameDue) and event.rule == ASKED}
    assert {Fate.SKIPPED} == fates


def test_a_deployment_that_is_over_asks_nobody() -> None:
    """Nothing is left of the rules once it is cancelled or goes back."""
    for state in (Lifecycle.CANCELLED, Lifecycle.ROLLING_BACK, Lifecycle.COMPLETED, Lifecycle.MISSED):
        stage = at_state(state)
        assert [] == [item for rule in RULES for item in rule.items(stage.state, stage.plan)]
