from dataclasses import replace

import pytest

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.questions import departure_subject, review_question
from bot.domain.react_people import (
    KEPT_FROM_WHO_LEFT,
    person_left,
    person_returned,
    role_handed,
    roles_bound,
)
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

BOUND = e.RolesBound(at=p.T0, by=None, roles={})
HANDED = e.RoleHanded(at=p.T0, by=p.ANA, role="DBA", to=p.NED, was=(p.DBA,))
LEFT = e.PersonLeft(at=p.T0, by=None, person=p.DBA, roles=("DBA",), deputy_for=(), waits=(), is_news=True)
BACK = e.PersonReturned(at=p.T0, by=None, person=p.DBA, roles=("DBA",))
STEP = RewriteMessages(kind=MessageKind.STEP, subject="step:5:1")
DEPARTURES = RewriteMessages(kind=MessageKind.DEPARTURE)


def posts(effects: list[Effect]) -> list[PostMessage]:
    return [effect for effect in effects if isinstance(effect, PostMessage)]


def gone() -> Stage:
    """The DBA left in the middle of it."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    return stage


def test_whoever_came_to_sign_is_asked_in_review_alone() -> None:
    """Everybody who may is asked; the outbox knows who was already."""
    stage = at_state(Lifecycle.IN_REVIEW)
    asked = posts(roles_bound(stage.state, BOUND, stage.plan))
    assert [person.id for person in p.SIGNERS] == [post.to for post in asked]
    assert {review_question(stage.state)} == {post.subject for post in asked}
    running = at_state(Lifecycle.DEPLOYING)
    assert [STEP] == roles_bound(running.state, BOUND, running.plan)


def test_after_a_departure_its_message_shows_who_stands_in() -> None:
    """Whenever somebody comes to stand for a role, by binding or by hand."""
    stage = gone()
    assert DEPARTURES in roles_bound(stage.state, BOUND, stage.plan)
    assert DEPARTURES in role_handed(stage.state, HANDED, stage.plan)
    before = at_state(Lifecycle.DEPLOYING)
    assert [STEP, SetTimer(name=ROLES_TIMER, due=HANDED.at)] == role_handed(before.state, HANDED, before.plan)


def test_a_departure_is_told_to_whoever_can_do_something() -> None:
    """The lead; the question's messages say who may answer them now."""
    stage = gone()
    subject = departure_subject(stage.state, p.DBA)
    effects = person_left(stage.state, LEFT, stage.plan)
    assert [PostMessage(kind=MessageKind.DEPARTURE, subject=subject, to=p.ANA.id)] == posts(effects)
    assert STEP in effects


def test_who_had_left_before_is_no_news() -> None:
    """The check of the plan said so: nobody is told once more."""
    stage = gone()
    assert [] == person_left(stage.state, replace(LEFT, is_news=False), stage.plan)


@pytest.mark.parametrize("kind", KEPT_FROM_WHO_LEFT)
def test_who_is_back_reads_nothing_stale(kind: MessageKind) -> None:
    """Whatever they had been sent directly is brought up to date, and nothing new is said."""
    stage = gone()
    effects = person_returned(stage.state, BACK, stage.plan)
    assert RewriteMessages(kind=kind) in effects
    assert STEP in effects
    assert [] == posts(effects)
