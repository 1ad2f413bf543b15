from dataclasses import replace
from functools import reduce

import pytest

from bot.domain import intents as i
from bot.domain.effects import LockTarget, MessageKind, ReleaseTarget, RewriteMessages
from bot.domain.events import TargetLocked, TargetReleased
from bot.domain.lifecycle import decide
from bot.domain.locks import HoldPlaced, HoldReleased, evolve, meant, placed, released, typed
from bot.domain.questions import unlock_question
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle
from bot.domain.surroundings import Lock, Target
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import at_state

WHY = "the migration is mended"


@pytest.mark.parametrize("state", [Lifecycle.DEPLOYING, Lifecycle.VERIFYING, Lifecycle.COMPLETED])
def test_a_rollback_locks_from_its_decision_on(state: Lifecycle) -> None:
    """Wherever it is decided, also after completion, the decision locks with the rollback's reason."""
    stage = at_state(state)
    if state is Lifecycle.DEPLOYING:
        stage.do(i.StartStep(step="5"), p.DBA)
    events = stage.do(i.RequestRollback(reason="error rate 7 %"), p.SAM)
    assert TargetLocked(at=stage.at, by=p.SAM, reason="error rate 7 %") in events
    assert LockTarget(by=p.SAM, at=stage.at, reason="error rate 7 %") in stage.effects()
    assert stage.state.locked


def test_unlocking_releases_and_rewrites_the_ending() -> None:
    """The lead's reason releases the target; the ending loses its button."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    assert (TargetReleased(at=stage.at, by=p.SAM, reason=WHY),) == stage.do(i.Unlock(reason=WHY), p.SAM)
    ending = RewriteMessages(kind=MessageKind.ENDING, subject="rolled back")
    assert {ReleaseTarget(by=p.SAM, at=stage.at, reason=WHY), ending} <= set(stage.effects())


def test_a_lock_is_released_once() -> None:
    """Typed or pressed a second time, it says who released it and why."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    stage.do(i.Unlock(question=unlock_question(stage.state), reason=WHY), p.SAM)
    for question in ("", unlock_question(stage.state)):
        refusal = stage.refused(i.Unlock(question=question, reason="again"), p.ANA)
        assert Because.SETTLED is refusal.because
        assert f"already unlocked, by Sam Ito, Tue 1 Dec 23:42 CET: {WHY}" in refusal.text


def test_a_release_needs_a_reason() -> None:
    """Why it may be deployed to again is asked for, with what to type."""
    refusal = at_state(Lifecycle.ROLLED_BACK).refused(i.Unlock(), p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert '`/deploy unlock "Web shop" production REASON`' in refusal.text


def test_a_rollback_of_before_there_were_locks_holds_none() -> None:
    """A deployment whose record has no lock has nothing to release."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    before = replace(stage.state, locked=None)
    refusal = decide(before, i.Unlock(reason=WHY), stage.facts(p.ANA))
    assert isinstance(refusal, Refusal)
    assert "holds no lock on Web shop, production" in refusal.text


def test_two_holds_are_released_one_by_one() -> None:
    """A target that two rollbacks hold stays locked until both are released; placing again holds once."""
    first = at_state(Lifecycle.ROLLED_BACK).state
    free = Lock(target=a.WEB)
    effect = LockTarget(by=p.ANA, at=p.T0, reason="errors")
    hold = placed(first, effect)
    second = HoldPlaced(at=p.T0, by=p.TESS, target=a.WEB, hold=a.lock().holds[0])
    release = released(first, ReleaseTarget(by=p.ANA, at=p.END, reason=WHY))
    both = reduce(evolve, (hold, hold, second), free)
    assert ["WEB-DEPLOY-041", "SHOP-1"] == [each.deployment for each in both.holds]
    assert a.lock() == evolve(both, release)
    gone = HoldReleased(at=p.END, by=p.TESS, target=a.WEB, deployment="SHOP-1", reason=WHY)
    assert free == reduce(evolve, (release, gone), both)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('"Web shop" production it is mended', "it is mended"),
        ("“web  shop” “Production” it is mended", "it is mended"),
        ("WEB SHOP production it is mended", "it is mended"),
        ("shop-1 it is mended", "it is mended"),
        ("Web shop production", ""),
    ],
)
def test_a_lock_is_meant_by_its_names_or_its_deployment(text: str, reason: str) -> None:
    """Quotes and case do not matter; what follows is the reason."""
    assert ("SHOP-1", reason) == meant(text, [a.lock()])


@pytest.mark.parametrize("text", ["", "Web shop", "Web shop productions mended", "Billing production mended"])
def test_which_locks_there_are_is_told(text: str) -> None:
    """What names no lock is answered with those that there are, as they are typed."""
    refusal = meant(text, [a.lock()])
    assert isinstance(refusal, Refusal)
    assert 'Web shop, production: `/deploy unlock "Web shop" production REASON`' in refusal.text
    nothing = meant(text, [])
    assert isinstance(nothing, Refusal)
    assert "Nothing is locked." == nothing.text


def test_names_are_quoted_where_they_have_spaces() -> None:
    """What is to be typed can be typed as it stands, but for the reason."""
    assert "unlock web-shop production REASON" == typed(Target(service="web-shop", environment="production"))
