from dataclasses import replace

from bot.domain.learnt import Learnt, kept
from commands.blocks.answers import words
from commands.blocks.learnt import took, took_before, with_learnt
from commands.blocks.limits import problems
from commands.blocks.plan_summary import plan_view
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks.readable import blocks_of, view_of

STEP = replace(next(step for step in p.web_shop().steps if step.number == "6"), minutes=15)
SLOW = Learnt(step=STEP, minutes=82, runs=5)
ANSWER = words("It is in review.")


def test_a_line_says_what_was_planned_and_what_it_took() -> None:
    """With how many runs say so."""
    assert f"6 {STEP.action}: planned 15 min, the last 5 runs took 1 h 22 min (median)" == took(SLOW)
    assert took(replace(SLOW, minutes=1)).endswith("runs took 1 min (median)")
    assert took(replace(SLOW, minutes=0)).endswith("runs took less than a minute (median)")
    *_, line = blocks_of(with_learnt(ANSWER, [SLOW]).json)
    assert f"(small) ⏱️ {took(SLOW)}" == line


def test_an_answer_without_news_is_as_it_was() -> None:
    """Nothing to say, nothing said."""
    assert ANSWER == with_learnt(ANSWER, ())


def test_however_many_and_long_they_fit() -> None:
    """Four are named, the others counted."""
    long = replace(SLOW, step=replace(STEP, action="Ⓦ" * 3000))
    content = with_learnt(ANSWER, [long] * 20)
    assert [] == problems(content.text, content.json)
    assert "and 16 more" in list(blocks_of(content.json))[-1]


def test_the_plan_has_them_behind_its_steps() -> None:
    """Whoever reads the plan before signing it sees them, where there are any."""
    story = Stage().open()
    assert took(SLOW) in view_of(plan_view(story.state, story.plan, [SLOW]))
    assert "Took otherwise before" not in view_of(plan_view(story.state, story.plan))


def test_a_step_says_what_it_took_before() -> None:
    """Behind what else is said of it, as it was known at Begin; where nothing is known, nothing."""
    state = replace(Stage().open().state, learnt=kept([SLOW]))
    assert ", planned 15 min, the last 5 runs took 1 h 22 min (median)" == took_before(state, STEP)
    assert not took_before(state, replace(STEP, number="7"))
