"""Old buttons: each kind of question, open and settled, and what a late press hears."""

import pytest

from bot.domain import intents as i, questions as q
from bot.domain.people import Person
from bot.domain.refusals import Because
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.sections import walked_back
from tests.bot.domain.stories import Stage, at_state

Shown = dict[Lifecycle, str]
OPEN = ""
NIGHT = "The deployment was completed by Pia Moreau, Wed 2 Dec 00:39 CET."
BACKING = "A rollback was decided by you at 23:00 CET; the deployment is rolling back."
BACK = "A rollback was decided by you at 23:00 CET; the deployment is rolled back."
CANCELLED = "The deployment was cancelled by you, Tue 1 Dec 22:00 CET."
MISSED = "The window ended Wed 2 Dec 01:00 CET before anybody began: reschedule it, or cancel it."
SUBMITTED = "Already submitted by Paul Novak, Mon 30 Nov 23:00 CET."
GIVEN = "Every sign-off is given, the last by Drew Lindqvist, Mon 30 Nov 23:00 CET."
BEGUN = "Already begun by you, Tue 1 Dec 22:00 CET."
GONE = "Go was already given by you at 23:00 CET; deploying began at 23:00 CET."

STATES = tuple(Lifecycle)
TABLE: dict[str, tuple[str, ...]] = {
    "submit:01234567:0": (
        OPEN,
        SUBMITTED,
        SUBMITTED,
        "The deployment is pre-deployment.",
        "The deployment is deploying.",
        "The deployment is verifying.",
        NIGHT,
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "review:01234567:1": (
        "The deployment is draft.",
        OPEN,
        GIVEN,
        "The deployment is pre-deployment.",
        "The deployment is deploying.",
        "The deployment is verifying.",
        NIGHT,
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "begin:1": (
        "The deployment is draft.",
        "The deployment is in review.",
        OPEN,
        BEGUN,
        BEGUN,
        BEGUN,
        NIGHT,
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "go:1": (
        "The deployment is draft.",
        "The deployment is in review.",
        "The deployment is approved.",
        OPEN,
        GONE,
        GONE,
        NIGHT,
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "hold:0": (
        "The deployment is draft.",
        "The deployment is in review.",
        "The deployment is approved.",
        OPEN,
        OPEN,
        OPEN,
        NIGHT,
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "cancel:WEB-DEPLOY-041": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, BACKING, BACK, CANCELLED, OPEN),
    "rollback:WEB-DEPLOY-041": (OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, BACKING, BACK, CANCELLED, OPEN),
    "step:5:1": (
        "Step 5 is not called any more.",
        "Step 5 is not called any more.",
        "Step 5 is not called any more.",
        "Step 5 is not called any more.",
        OPEN,
        "Step 5 is already done, by Dora Nagy at 23:10 CET.",
        "Step 5 is already done, by Dora Nagy at 23:10 CET.",
        BACKING,
        BACK,
        "Step 5 is not called any more.",
        "Step 5 is not called any more.",
    ),
    "confirm:2": (
        "The deployment is draft.",
        "The deployment is in review.",
        "The deployment is approved.",
        "The deployment is pre-deployment.",
        "The deployment is deploying.",
        OPEN,
        "Already confirmed by Quinn Adler at 00:39 CET.",
        BACKING,
        BACK,
        CANCELLED,
        MISSED,
    ),
    "lunch:1": ("This button belongs to no question of this deployment any more.",) * len(STATES),
}


@pytest.mark.parametrize("question", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_pressed_in_each_state(question: str, state: Lifecycle) -> None:
    """A button is open in its state, and says what happened in every other."""
    refusal = stale(at_state(state).state, question, p.ANA)
    expected = TABLE[question][STATES.index(state)]
    assert expected == (refusal.text if refusal else OPEN)
    assert refusal is None or Because.SETTLED is refusal.because


def test_rejected_plan() -> None:
    """The buttons of a rejected round say who rejected it and why; the next round has its own."""
    stage = Stage().to_review()
    review, submit = q.review_question(stage.state), "submit:01234567:0"
    stage.do(i.RejectSignOff(reason="untested"), p.PIA)
    expected = "The plan was rejected by Pia Moreau, Mon 30 Nov 23:00 CET: untested"
    for question in (review, submit):
        refusal = stale(stage.state, question, p.ANA)
        assert refusal
        assert expected == refusal.text
    assert stale(stage.state, q.submit_question(stage.state), p.ANA) is None
    stage.do(i.Submit(), p.PAUL)
    refusal = stale(stage.state, review, p.ANA)
    assert refusal
    assert "The plan was submitted again since: the newer request counts." == refusal.text


def test_hold_and_resume() -> None:
    """The buttons of hold and resume are settled by each other, and not opened by a second hold."""
    stage = at_state(Lifecycle.DEPLOYING)
    hold = q.hold_question(stage.state)
    stage.do(i.Hold(reason="slow", question=hold), p.DBA)
    resume = q.resume_question(stage.state)
    assert "Already on hold, by you at 23:00 CET: slow" == _text(stage, hold, p.DBA)
    assert OPEN == _text(stage, resume, p.ANA)
    stage.do(i.Resume(question=resume), p.ANA)
    assert "The hold is over already." == _text(stage, resume, p.ANA)
    assert "It was held and resumed since you saw this button." == _text(stage, hold, p.ANA)
    stage.do(i.Hold(reason="again"), p.DBA)
    assert "It was held and resumed since you saw this button." == _text(stage, resume, p.ANA)


def test_step_in_its_next_attempt() -> None:
    """A button of a failed attempt points to the newer call."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    assert OPEN == _text(stage, "step:5:1", p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    assert "Step 5 is in attempt 2 now: answer the newer call." == _text(stage, "step:5:1", p.DBA)
    assert OPEN == _text(stage, "step:5:2", p.DBA)


def test_follow_up_after_the_rollback() -> None:
    """The post-mortem's button is open when all else is rolled back."""
    assert OPEN == _text(at_state(Lifecycle.ROLLED_BACK), "step:R7:1", p.ANA)


def test_step_of_a_cancelled_deployment() -> None:
    """A step that was called when the deployment was cancelled is settled with it."""
    assert CANCELLED == _text(at_state(Lifecycle.CANCELLED), "step:1:1", p.ANA)


def test_what_went_back_is_asked_about_until_it_is_rolled_back() -> None:
    """So is whether the way back ends past it; from then on an old button says so."""
    stage = walked_back()
    asked = ("reversed:R3:1", "restored:R4:1.anew", q.end_back_question(stage.state))
    assert [OPEN] * 3 == [_text(stage, question, p.ANA) for question in asked]
    stage.do(i.EndWayBack(reason="the console is down"), p.ANA)
    for question in asked:
        assert "is rolled back" in _text(stage, question, p.ANA)


@pytest.mark.parametrize(
    "question",
    ["confirm:", "confirm:²", "confirm:x", "step:", "step:5", "later:", "later:5:²:x", "", ":", "go"],
)
def test_garbled_question_never_crashes(question: str) -> None:
    """A question that nobody asked is answered, or open as far as its kind is."""
    for state in Lifecycle:
        stale(at_state(state, p.small()).state, question, p.ANA)


def test_begun_after_a_second_round() -> None:
    """A Begin of an earlier round says where the deployment stands."""
    stage = Stage().to_approved()
    assert "The deployment is approved." == _text(stage, "begin:0", p.ANA)


def _text(stage: Stage, question: str, by: Person) -> str:
    refusal = stale(stage.state, question, by)
    return refusal.text if refusal else OPEN
