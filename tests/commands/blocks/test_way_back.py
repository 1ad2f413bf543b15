from dataclasses import replace

import pytest

from bot.domain import intents as i
from commands.blocks.limits import view_problems
from commands.blocks.way_back import ROWS_EACH, way_back_view, would_run
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.readable import view_of


def test_the_way_back_reads_as_agreed() -> None:
    """Every step with its owner, minutes, scripts and commands; the old values; what is left out, and why."""
    story = s.running()
    compare("views/way-back", view_of(way_back_view(story.state, story.plan)))


def test_what_does_not_come_back_is_said_aloud() -> None:
    """What cannot be reversed, and a step that nothing undoes, stand in the line and the modal."""
    story = s.running()
    first, *others = story.plan.migrations
    plan = replace(story.plan, migrations=(replace(first, reversible=False), *others))
    assert "*not reversible: V041_1.sql*" in would_run(story.state, plan)
    assert "*Not reversible*\n`V041_1.sql`" in view_of(way_back_view(story.state, plan))
    story.do(i.AddStep(after="5", action="Rebuild the index", owner=p.DEV.id, minutes=5), p.ANA)
    story.do(i.FinishStep(step="5"), p.DBA)
    story.do(i.StartStep(step="5a"), p.DEV)
    assert "*nothing undoes 5a Rebuild the index*" in would_run(story.state, story.plan)


def test_before_anything_was_begun_nothing_is_run() -> None:
    """The line and the modal say so, and no step is shown."""
    story = s.stage().to_deploying()
    said = "Nothing would be run: no step of 6.3 is called for"
    assert said == would_run(story.state, story.plan)
    assert said in view_of(way_back_view(story.state, story.plan))


def test_without_a_window_there_is_no_latest_start() -> None:
    """How long it takes is said all the same."""
    story = s.running()
    view = view_of(way_back_view(replace(story.state, window_end=None), story.plan))
    assert "It takes *42 min*\n" in view


@pytest.mark.parametrize("words", EXTREMES.values())
def test_a_long_way_stays_within_the_limits(words: str) -> None:
    """The longest texts and lists make a modal that Slack and the sandbox take."""
    message = stretched(s.status(s.running()), words)
    view = way_back_view(message.state, message.plan)
    assert [] == check_view(view)
    assert [] == view_problems(view)


def test_what_is_beyond_is_counted() -> None:
    """Of many rows of one part, and of long commands, the rest is counted."""
    story = s.running()
    plan = replace(story.plan, variables=story.plan.variables * ROWS_EACH)
    assert f"… and {ROWS_EACH + 1} more" in view_of(way_back_view(story.state, plan))
    long = replace(story.plan.rollback_commands[1], text="./migrate.sh down\n" * 60)
    longer = replace(story.plan, rollback_commands=(long,))
    assert "lines more in the plan*" in view_of(way_back_view(story.state, longer))
