from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.smoke import RULES
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.questions import smoke_question
from bot.domain.smoke_rows import LOST_AFTER, Standing, is_silent, rows
from bot.domain.waiting import Ask, waiting
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

(RULE,) = RULES
SECOND = timedelta(seconds=1)


def started() -> Stage:
    """A machine is at the two rows that read."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    return stage


def asked_directly(stage: Stage) -> list[str]:
    """Who has a table of their own, by what was done outside so far."""
    return [
        effect.to
        for effect in stage.history
        if isinstance(effect, PostMessage) and effect.kind is MessageKind.TESTS and effect.to
    ]


def standings(stage: Stage) -> list[Standing]:
    """How the rows stand."""
    return [row.standing for row in rows(stage.state, stage.plan)]


def test_whoever_owns_the_step_hears_that_nothing_is_heard() -> None:
    """Three minutes after the last word, once; the table where it stands says so, too."""
    stage = started()
    stage.at += LOST_AFTER - SECOND
    stage.wake(AGENDA_TIMER)
    assert (False, []) == (is_silent(stage.state), asked_directly(stage))
    stage.at += SECOND
    stage.wake(AGENDA_TIMER)
    assert (True, [p.QUINN.id]) == (is_silent(stage.state), asked_directly(stage))
    assert RewriteMessages(kind=MessageKind.TESTS, subject=smoke_question(1)) in stage.history
    assert [Standing.SILENT, Standing.ON_A_PRESS, Standing.SILENT, Standing.OF_PEOPLE] == standings(stage)
    (asked,) = [each for each in waiting(stage.state, stage.plan) if each.ask is Ask.TESTS]
    assert "1 Homepage loads, 3 Product listing" in asked.subject
    stage.wake(AGENDA_TIMER)
    assert [p.QUINN.id] == asked_directly(stage)


def test_what_is_heard_all_the_same_counts() -> None:
    """The rest is being run again; nothing is heard for as long once more, and it is said once more."""
    stage = started()
    stage.at += LOST_AFTER
    stage.wake(AGENDA_TIMER)
    m.reported(stage, m.PASSED)
    assert [Standing.PASSED, Standing.UNDER_WAY] == [standings(stage)[0], standings(stage)[2]]
    stage.at += LOST_AFTER
    stage.wake(AGENDA_TIMER)
    assert [p.QUINN.id] * 2 == asked_directly(stage)


@pytest.mark.parametrize("to", [Stage.to_completed, Stage.to_rolled_back])
def test_it_is_said_of_a_run_after_the_end_too(to: Callable[[Stage], Stage]) -> None:
    """They can be run anew there: what a rollback leaves behind is tested as it ends."""
    stage = to(Stage(m.testing()))
    if not stage.state.watch.left:
        stage.do(i.RunTests(), p.QUINN)
    stage.at += LOST_AFTER
    stage.wake(AGENDA_TIMER)
    assert (True, [p.QUINN.id]) == (is_silent(stage.state), asked_directly(stage)[-1:])


def test_nothing_is_due_once_it_was_given_up() -> None:
    """Nobody could run them anew."""
    stage = Stage(m.testing()).to_cancelled()
    left = replace(stage.state.watch, left=(1,), heard_at=stage.at)
    assert [] == list(RULE.items(replace(stage.state, watch=left), stage.plan))


def test_nothing_is_due_once_all_is_answered() -> None:
    """Nor before anybody asked."""
    stage = Stage(m.testing()).to_verifying()
    assert [] == list(RULE.items(stage.state, stage.plan))
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.PASSED}, asked=1), None)
    assert [] == list(RULE.items(stage.state, stage.plan))
