import pytest

from bot.domain import intents as i
from bot.domain.annotations import Part, annotation, subject_of
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

DEPLOYMENT, ROLLBACK = subject_of(Part.DEPLOYMENT, "shop"), subject_of(Part.ROLLBACK, "")
NAME = "Web shop 4.12.0, production"


def test_a_span_is_open_while_it_is_deployed() -> None:
    """From T-0 as it really was, on its dashboard, with tags to search by."""
    stage = Stage().to_verifying()
    shown = annotation(stage.state, stage.plan, DEPLOYMENT)
    assert (stage.state.actual_t0, None, "shop") == (shown.start, shown.end, shown.dashboard)
    assert f"{NAME}: deployment under way (WEB-DEPLOY-041)" == shown.text
    assert (
        "tminus",
        "deployment",
        "deployment:WEB-DEPLOY-041",
        "service:Web shop",
        "environment:production",
    ) == shown.tags


def test_it_ends_when_the_last_confirmation_is_given() -> None:
    """Also where it is rolled back afterwards: the rollback has a span of its own."""
    stage = Stage().to_completed()
    ended = stage.at
    for _ in range(2):
        shown = annotation(stage.state, stage.plan, DEPLOYMENT)
        assert (ended, f"{NAME}: deployment complete (WEB-DEPLOY-041)") == (shown.end, shown.text)
        if stage.state.rollback is None:
            stage.at = stage.at.replace(hour=7)
            stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)


def test_a_rollback_ends_it_and_begins_its_own() -> None:
    """With its reason; open until its last step is done."""
    stage = Stage().to_rolling_back()
    decided = stage.at
    deployed = annotation(stage.state, stage.plan, DEPLOYMENT)
    back = annotation(stage.state, stage.plan, ROLLBACK)
    assert (decided, f"{NAME}: deployment, until it was rolled back (WEB-DEPLOY-041)") == (
        deployed.end,
        deployed.text,
    )
    assert (decided, None, f"{NAME}: rolling back, error rate 7 % (WEB-DEPLOY-041)", "") == (
        back.start,
        back.end,
        back.text,
        back.dashboard,
    )
    assert "rollback:WEB-DEPLOY-041" in back.tags
    stage.walk(Lifecycle.ROLLED_BACK)
    back = annotation(stage.state, stage.plan, ROLLBACK)
    assert (decided, stage.at, f"{NAME}: rolled back, error rate 7 % (WEB-DEPLOY-041)") == (
        back.start,
        back.end,
        back.text,
    )


def test_it_ends_where_it_is_cancelled_after_go() -> None:
    """With the last step that undoes pre-deployment."""
    stage = Stage().to_deploying()
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    stage.walk()
    shown = annotation(stage.state, stage.plan, DEPLOYMENT)
    words = f"{NAME}: deployment, cancelled before anything was changed (WEB-DEPLOY-041)"
    assert (stage.at, words) == (shown.end, shown.text)


@pytest.mark.parametrize("subject", [DEPLOYMENT, ROLLBACK])
def test_what_has_not_begun_has_no_span(subject: str) -> None:
    """Nobody asks for one."""
    stage = Stage().to_go()
    with pytest.raises(LookupError, match="to show yet"):
        annotation(stage.state, stage.plan, subject)
