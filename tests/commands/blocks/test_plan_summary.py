from dataclasses import replace

import pytest

from commands.blocks.limits import view_problems
from commands.blocks.plan_summary import plan_view
from sandbox.blocks import check_view
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.readable import view_of
from tests.commands.blocks.stories import stage, status


def test_the_plan_reads_as_agreed() -> None:
    """It shows the plan section by section, with what was done of it."""
    story = stage().to_deploying()
    compare("views/plan", view_of(plan_view(story.state, story.plan)))


def test_sections_that_are_empty_are_left_out() -> None:
    """A plan without migrations and way back has no titles for them."""
    story = stage().open()
    release = replace(story.plan.release, deployment_type="", customer_impact="")
    bare = replace(story.plan, migrations=(), rollback=None, author="", release=release)
    shown = view_of(plan_view(story.state, bare))
    for title in ("Migrations", "Rollback", "Type:", "What users notice", "Author"):
        assert title not in shown


@pytest.mark.parametrize("words", EXTREMES.values())
def test_a_long_plan_stays_within_the_limits(words: str) -> None:
    """Forty steps and the longest texts make a modal that Slack and the sandbox take."""
    message = stretched(status(stage().to_deploying()), words)
    view = plan_view(message.state, message.plan)
    assert [] == check_view(view)
    assert [] == view_problems(view)


def test_what_is_beyond_a_modal_is_counted() -> None:
    """A part of sixty-one rows shows sixty and says that there is one more."""
    story = stage().open()
    many = replace(story.plan, migrations=story.plan.migrations[:1] * 61)
    assert "… and 1 more" in view_of(plan_view(story.state, many))
