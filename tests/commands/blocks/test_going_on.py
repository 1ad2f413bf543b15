from dataclasses import replace

from bot.domain import intents as i
from bot.domain.forecast import forecast
from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from commands.blocks.going_on import NOBODY_CALLED, going_on, now_and_next, steps_going_on
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.gallery_question import asked
from tests.commands.blocks.readable import readable


def lines(story: Stage) -> list[str]:
    """What is going on there."""
    return going_on(story.state, story.plan, forecast(story.state, story.plan))


def test_a_hold_after_go_does_not_promise_the_planned_beginning() -> None:
    """Deploying does not begin while the hold lasts, and the status message does not say that it does."""
    story = s.stage().to_go()
    story.do(i.Go(), p.ANA)
    story.do(i.Hold(reason="the network team is not there"), p.OMAR)
    shown = readable(render(s.status(story)))
    assert "deploying begins *23:00*, but not before it is resumed" in shown


def test_what_is_now_and_what_is_next() -> None:
    """One line for the step that somebody is at, with its owner and when it is due; one for the next."""
    story = s.stage().to_deploying()
    story.do(i.StartStep(step="5"), p.DBA)
    now, following = lines(story)
    assert now.startswith("Now: *5 Run database migrations*, <@")
    assert "since 23:00, due *23:10*" in now
    assert following.startswith("Next: 6 Deploy application, <@")


def test_a_hold_takes_the_next_ones_line() -> None:
    """Who waits reads since when, by whom and why, who resumes; what runs, and what comes once resumed."""
    story = s.stage().to_deploying()
    story.do(i.Hold(reason="the network team is not there"), p.OMAR)
    held, now = lines(story)
    assert held.startswith("On hold since 23:00 by Omar")
    assert "“the network team is not there”" in held
    assert now.startswith("Now: *5 ")
    assert now.endswith("; then, once resumed, 6 Deploy application, <@U03>")


def test_nobody_called_is_said() -> None:
    """Where no step runs and none is called, the line says so rather than being left out."""
    story = s.stage().to_deploying()
    state = replace(story.state, steps={})
    first, *_ = now_and_next(state, story.plan, forecast(state, story.plan))
    assert NOBODY_CALLED == first


def test_a_failed_step_comes_first_among_several() -> None:
    """Of steps side by side the one that waits for an answer stands first, the others are also named."""
    story = Stage(p.side_by_side()).to_pre_deployment()
    first, second = (step for step in story.plan.steps if step.number in story.state.steps)
    story.do(i.FailStep(step=second.number, reason="no space"), p.ANA)
    now, also = steps_going_on(story.state, story.plan, (first, second))
    assert now.startswith(f"Now: *{second.number} ")
    assert "Retry, Skip or Roll back?" in now
    assert also.startswith(f"Also: *{first.number} ")


def test_confirmations_wait_once_every_step_is_over() -> None:
    """Verifying ends with the people who confirm, each checkpoint with theirs."""
    story = Stage(p.small()).to_confirming()
    assert story.state.state is Lifecycle.VERIFYING
    assert lines(story)[0].startswith("Now: to confirm: ")


def test_a_rollback_question_takes_the_next_ones_line() -> None:
    """No step comes next until it is answered; a hold is said with it, and so is that nobody is called."""
    story = asked(Severity.HIGH)
    first, now = lines(story)
    assert first.startswith("*Roll back?* High, asked since 23:00; ")
    assert now.startswith("Now: *5 Run database migrations*")
    story.do(i.Hold(reason="the network team looks"), p.OMAR)
    story.do(i.FinishStep(step="5"), p.DBA)
    held, nobody = lines(story)
    assert held.endswith("; on hold")
    assert NOBODY_CALLED == nobody
