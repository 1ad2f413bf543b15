import pytest

from bot.domain import intents as i
from bot.domain.plan import Channel
from bot.domain.refusals import Because
from bot.domain.sending import LONGEST
from bot.domain.state import StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import reaching, settle, told
from tests.bot.domain.stories import Stage


def approved() -> Stage:
    """The web shop with the seed's communication plan, a day and a half before."""
    return reaching(p.announced(plan=p.web_shop())).to_approved()


def test_a_row_is_told_now_and_not_again() -> None:
    """By its number or its first words; at its minute it was told."""
    stage = approved()
    stage.do(i.SendNotice(wanted="deployment SCHEDULED"), p.ANA)
    stage.do(i.SendNotice(wanted="2"), p.SAM)
    settle(stage)
    assert 2 == len(told(stage))
    refusal = stage.refused(i.SendNotice(wanted="1"), p.ANA)
    assert Because.SETTLED is refusal.because
    assert "All stakeholders heard “Deployment scheduled” Mon 30 Nov 23:00 CET, by email" in refusal.text


def test_what_nobody_got_is_told_once_more() -> None:
    """Once the roster knows the audience."""
    stage = approved()
    known, stage.audiences = stage.audiences, {}
    settle(stage)
    assert ["Deployment scheduled > All stakeholders: nobody"] == told(stage)
    stage.audiences = known
    stage.do(i.SendNotice(wanted="1"), p.ANA)
    assert "Deployment scheduled > All stakeholders: email" == told(stage)[-1]


@pytest.mark.parametrize(
    ("wanted", "because", "words"),
    [
        ("", Because.UNKNOWN, "Name one by its number or its first words"),
        ("9", Because.UNKNOWN, "There is no number 9: they go from 1 to 4"),
        ("deployment", Because.UNKNOWN, "could be"),
        ("1 sooner", Because.UNKNOWN, "“sooner”"),
        ("3", Because.NOT_NOW, "nobody has said Go"),
        ("4", Because.NOT_NOW, "once everything is confirmed"),
    ],
)
def test_what_is_not_so_is_told_to_nobody(wanted: str, because: Because, words: str) -> None:
    """Nor what cannot be understood."""
    refusal = approved().refused(i.SendNotice(wanted=wanted), p.ANA)
    assert because is refusal.because
    assert words in refusal.text


def test_what_is_over_is_told_to_nobody() -> None:
    """After T-0 nothing starts soon; what is so now may be told."""
    stage = reaching(p.announced(plan=p.web_shop())).to_deploying()
    assert "is for before T-0" in stage.refused(i.SendNotice(wanted="2"), p.ANA).text
    stage.do(i.SendNotice(wanted="3"), p.ANA)
    done = reaching(p.announced(plan=p.web_shop())).to_completed()
    done.do(i.SendNotice(wanted="4"), p.ANA)


def test_a_row_says_what_it_was_edited_to_say() -> None:
    """As long as nobody was told."""
    stage = approved()
    stage.do(i.EditNotice(wanted="1 The shop is closed tonight"), p.ANA)
    assert (
        Because.SETTLED is stage.refused(i.EditNotice(wanted="1 The shop is closed tonight"), p.ANA).because
    )
    settle(stage)
    assert ["The shop is closed tonight > All stakeholders: email"] == told(stage)
    assert "heard “The shop" in stage.refused(i.EditNotice(wanted="1 Or not"), p.ANA).text


@pytest.mark.parametrize(
    ("text", "is_accepted"), [("", False), ("x" * LONGEST, True), ("x" * (LONGEST + 1), False)]
)
def test_a_notice_is_short(text: str, *, is_accepted: bool) -> None:
    """And says something."""
    stage = approved()
    intent = i.EditNotice(wanted=f"2 {text}")
    if is_accepted:
        stage.do(intent, p.ANA)
    else:
        assert Because.INCOMPLETE is stage.refused(intent, p.ANA).because


def test_a_plan_without_rows_says_so() -> None:
    """There is nothing to send."""
    assert "The plan has none" in Stage().to_approved().refused(i.SendNotice(wanted="1"), p.ANA).text
    assert "Which row" in Stage().to_approved().refused(i.EditNotice(wanted="1 x"), p.ANA).text


def calling() -> Stage:
    """A step of 3.1 that notifies is called."""
    return reaching(p.notifying()).to_pre_deployment()


def test_one_press_tells_and_ends_the_step() -> None:
    """The audience that the step means, by all ways that are known of it; the next step is called."""
    stage = calling()
    stage.do(i.TellAndFinish(step="1"), p.DBA)
    assert ["Maintenance begins > All stakeholders: email"] == told(stage)
    assert StepStatus.DONE is stage.state.steps["1"].status
    assert StepStatus.CALLED is stage.state.steps["2"].status
    assert Because.SETTLED is stage.refused(i.TellAndFinish(step="1"), p.DBA).because


def test_where_nobody_is_reached_the_step_stays() -> None:
    """And says what to do; whoever told them by hand presses Done."""
    stage = calling()
    stage.audiences = {}
    refusal = stage.refused(i.TellAndFinish(step="1"), p.DBA)
    assert "Nobody was told: nobody is known for “stakeholders”" in refusal.text
    assert StepStatus.CALLED is stage.state.steps["1"].status
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert [] == told(stage)


def test_other_steps_have_nothing_to_send() -> None:
    """Nor has a step that nobody was called for yet."""
    stage = Stage().to_pre_deployment()
    assert "tells nobody" in stage.refused(i.TellAndFinish(step="1"), p.DBA).text
    assert Because.NOT_NOW is calling().refused(i.TellAndFinish(step="2"), p.ANA).because


def test_what_was_so_before_is_not_told_of_what_is_completed() -> None:
    """Nor what is planned of what is given up and only undone yet."""
    stage = reaching(p.announced())
    stage.ways = frozenset()
    stage.to_completed()
    stage.ways = frozenset(Channel)
    refusal = stage.refused(i.SendNotice(wanted="3"), p.ANA)
    assert "“Deployment in progress” is not so any more" in refusal.text
    stage.do(i.SendNotice(wanted="4"), p.ANA)

    undone = reaching(p.announced(plan=p.maintenance())).to_pre_deployment()
    undone.do(i.StartStep(step="1"), p.DEV)
    undone.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert "It is being cancelled" in undone.refused(i.SendNotice(wanted="2"), p.ANA).text
