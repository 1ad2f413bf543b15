from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import ClearTimer, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.people import Holders, Person
from bot.domain.questions import amend_question, review_question
from bot.domain.react_review import amended, approved, ask_signers, asked_anew, proposed, review_changed
from bot.domain.run import LATE_TIMER, WINDOW_TIMER
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

REVIEWS = RewriteMessages(kind=MessageKind.REVIEW)
NOTHING = e.Event(at=p.T0, by=p.ANA)
APPROVED = e.Approved(at=p.T0, by=p.PIA)


def asked(*people: Person | None, stage: Stage) -> list[PostMessage]:
    """A request to each of them; `None` is the thread."""
    question = review_question(stage.state)
    users = [person.id if person else "" for person in people]
    return [PostMessage(kind=MessageKind.REVIEW, subject=question, to=user) for user in users]


def test_each_signer_is_asked_once_for_all_their_rows() -> None:
    """Who signs two rows gets one request, and whoever signed all of theirs none."""
    stage = Stage().to_review()
    assert asked(*p.SIGNERS, stage=stage) == ask_signers(stage.state, NOTHING, stage.plan)
    stage.do(i.GiveSignOff(), p.PIA)
    assert asked(*p.SIGNERS[1:], stage=stage) == ask_signers(stage.state, NOTHING, stage.plan)


@pytest.mark.parametrize("count", [ASKED_DIRECTLY, ASKED_DIRECTLY + 1])
def test_a_role_of_many_is_asked_in_the_thread(count: int) -> None:
    """Both sides of the limit: up to it each is asked directly, beyond it all of them in the thread."""
    many = tuple(Person(id=f"U1{n:02}", name=f"Dev {n}") for n in range(count))
    stage = Stage(plan=p.small(), roles=dict(p.roles(Product_Owner=Holders(people=many)))).to_review()
    expected = asked(*many, stage=stage) if count == ASKED_DIRECTLY else asked(None, stage=stage)
    assert expected == ask_signers(stage.state, NOTHING, stage.plan)


def test_what_is_given_is_shown_in_every_request() -> None:
    """Also in those of others, who see what is still missing."""
    stage = Stage().to_review()
    assert [REVIEWS] == review_changed(stage.state, NOTHING, stage.plan)


def test_an_emergencys_rest_has_its_own_time() -> None:
    """A timer only where something is late and due, and requests that stay open only where some do."""
    stage = Stage().to_approved()
    due = p.T0 + timedelta(days=2)
    timer = SetTimer(name=LATE_TIMER, due=due)
    assert [] == approved(stage.state, APPROVED, stage.plan)
    assert [timer, REVIEWS] == approved(stage.state, replace(APPROVED, late=(3,), late_due=due), stage.plan)
    assert [REVIEWS] == approved(stage.state, replace(APPROVED, late=(3,)), stage.plan)


def test_who_must_approve_again_hears_it_after_older_requests_said_so() -> None:
    """No old request still shows a button when the new one arrives."""
    stage = Stage().to_review()
    assert [REVIEWS, *asked(*p.SIGNERS, stage=stage)] == asked_anew(stage.state, NOTHING, stage.plan)


def test_a_changed_document_is_shown_in_place_of_an_older_one() -> None:
    """The new question has its number, and the message of the one before is rewritten."""
    stage = Stage().to_approved()
    stage.writes(replace(stage.plan, title="Another"))
    stage.do(i.Amend(text="Another"), p.ANA)
    (event,) = stage.last
    assert isinstance(event, e.AmendmentProposed)
    assert [
        RewriteMessages(kind=MessageKind.AMENDMENT),
        PostMessage(kind=MessageKind.AMENDMENT, subject=amend_question(1)),
    ] == proposed(stage.state, event, stage.plan)


def moved(stage: Stage) -> e.Amended:
    """A day later, by the lead."""
    stage.moves(timedelta(days=1))
    stage.do(i.Reschedule(start=p.T0.replace(tzinfo=None)), p.ANA)
    return next(event for event in stage.last if isinstance(event, e.Amended))


def test_after_a_moved_window_those_who_fell_are_asked_and_it_ends_later() -> None:
    """Operations and CAB are asked again, nobody else, and the window's end is awaited anew."""
    stage = Stage().to_approved()
    event = moved(stage)
    effects = amended(stage.state, event, stage.plan)
    assert asked(p.OMAR, p.CARLA, stage=stage) == [
        effect for effect in effects if isinstance(effect, PostMessage)
    ]
    assert SetTimer(name=WINDOW_TIMER, due=p.END + timedelta(days=1)) in effects
    assert {MessageKind.REVIEW, MessageKind.AMENDMENT} == {
        effect.kind for effect in effects if isinstance(effect, RewriteMessages)
    }


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=1)])
def test_a_window_that_is_over_is_not_awaited(late: timedelta) -> None:
    """Both the very end and a moment after it, and a plan without a window: no timer stays."""
    stage = Stage().open()
    event = moved(stage)
    assert event.window_end
    for changed in (replace(event, at=event.window_end + late), replace(event, window_end=None)):
        effects = amended(stage.state, changed, stage.plan)
        assert ClearTimer(name=WINDOW_TIMER) in effects
        assert not any(isinstance(effect, SetTimer | PostMessage) for effect in effects)
