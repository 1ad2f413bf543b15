from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.late import LATE, RULES, day_of, is_overdue, question_of
from bot.domain.agenda_events import Fate
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import PostMessage
from bot.domain.people import Holders, Person
from bot.domain.questions import review_question
from bot.domain.state import Lifecycle
from bot.domain.times import day_and_clock
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

HOUR = timedelta(hours=1)
MORNING = p.T0 - 38 * HOUR
"""Mon 30 Nov 09:00 CET, when the emergency is approved by two people."""


def emergency(at: datetime = MORNING, **changed: Holders) -> Stage:
    """Approved by the product owner and the security lead; six rows are still to be given."""
    stage = Stage(p.of_type("Emergency", p.web_shop()), dict(p.roles(**changed)))
    stage.at = at
    stage.to_review()
    stage.do(i.GiveSignOff(), p.PIA)
    stage.do(i.GiveSignOff(), p.SEC)
    assert Lifecycle.APPROVED is stage.state.state
    return stage


def due(stage: Stage) -> list[str]:
    """When the next reminder is due, on the plan's clock."""
    found = [item.due for rule in RULES for item in rule.items(stage.state, stage.plan)]
    return [day_and_clock(at, p.ZONE) for at in found]


def woken(stage: Stage, at: datetime) -> list[str]:
    """Who is reminded when the clock wakes it."""
    stage.at = at
    stage.wake(AGENDA_TIMER)
    said = [each for each in stage.effects() if isinstance(each, PostMessage)]
    return [each.to for each in said if each.subject.startswith(LATE)]


@pytest.mark.parametrize(
    ("before", "expected"), [(3, "Mon 30 Nov 10:00"), (2.9, "Tue 1 Dec 10:00"), (-12, "Tue 1 Dec 10:00")]
)
def test_the_first_one_leaves_some_time(before: float, expected: str) -> None:
    """Four hours after they were asked at the earliest."""
    assert [f"{expected} CET"] == due(emergency(MORNING - before * HOUR))


def test_there_is_one_each_day_until_all_are_given() -> None:
    """Also after their time is over, and after the deployment is."""
    stage = emergency()
    for days in range(1, 6):
        assert woken(stage, MORNING + (24 * days + 1) * HOUR)
        assert [] == woken(stage, stage.at + HOUR)
    assert ["Sun 6 Dec 10:00 CET"] == due(stage)
    for person in (p.OMAR, p.CARLA, p.LEE, p.QUINN, p.DREW):
        stage.do(i.GiveSignOff(), person)
    assert [] == due(stage)


def test_those_who_still_have_to_sign_are_reminded() -> None:
    """Nobody who has; deputies once it is overdue."""
    stage = emergency(CAB=Holders(people=(p.CARLA,), deputies=(p.NED,)))
    first = woken(stage, MORNING + 25 * HOUR)
    assert {p.OMAR.id, p.CARLA.id, p.LEE.id, p.QUINN.id, p.DREW.id, p.PIA.id} >= set(first)
    assert p.CARLA.id in first
    assert p.NED.id not in first
    stage.do(i.GiveSignOff(), p.OMAR)
    assert p.OMAR.id not in woken(stage, MORNING + 49 * HOUR)
    assert p.NED.id in woken(stage, MORNING + 73 * HOUR)


def test_after_a_pause_the_last_one_is_sent() -> None:
    """Of the days that were missed one reminder is enough."""
    stage = emergency()
    assert woken(stage, MORNING + 80 * HOUR)
    fates = [event.fate for event in stage.last if isinstance(event, e.CameDue) and event.rule == LATE]
    assert [Fate.SKIPPED, Fate.SKIPPED, Fate.LATE] == fates


def test_what_is_withdrawn_is_asked_for_from_then() -> None:
    """It is not late by the days in which it was given."""
    stage = emergency()
    woken(stage, MORNING + 25 * HOUR)
    stage.at = MORNING + 96 * HOUR
    for person in (p.OMAR, p.CARLA, p.LEE, p.QUINN, p.DREW):
        stage.do(i.GiveSignOff(), person)
    stage.at = MORNING + 170 * HOUR
    stage.do(i.WithdrawSignOff(), p.OMAR)
    assert ["Tue 8 Dec 10:00 CET"] == due(stage)


def test_a_subject_says_its_day_and_question() -> None:
    """It is over its time from the due minute on."""
    stage = emergency()
    subject = f"2026-12-02 {review_question(stage.state)}"
    assert (review_question(stage.state), 2) == (question_of(subject), day_of(subject).day)
    assert is_overdue(stage.state, subject)
    assert not is_overdue(stage.state, f"2026-12-01 {review_question(stage.state)}")


def test_a_role_of_many_is_reminded_in_the_thread() -> None:
    """As it was asked there."""
    many = tuple(Person(id=f"U1{n:02}", name=f"Cab {n}") for n in range(ASKED_DIRECTLY + 1))
    assert "" in woken(emergency(CAB=Holders(people=many)), MORNING + 25 * HOUR)


def test_nothing_is_chased_where_nothing_is_late() -> None:
    """Neither of a normal change nor of an emergency that is given up."""
    assert [] == due(Stage().to_approved())
    stage = emergency()
    stage.do(i.Cancel(reason="the shop is back"), p.ANA)
    assert [] == due(stage)


def test_an_emergency_from_before_there_were_reminders_has_them() -> None:
    """Its state does not say since when it is approved: it is asked for since it was opened."""
    stage = emergency()
    state = replace(stage.state, settled_at=None, approved_at=None, acted_at=None)
    assert [day_of(item.subject) for rule in RULES for item in rule.items(state, stage.plan)]
