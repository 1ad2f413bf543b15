from dataclasses import replace

from bot.domain import intents as i
from bot.domain.walk_back import decided, walk_back
from commands.blocks.going_back import left_out, left_out_numbers, steps_back, steps_named, warnings
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s


def test_the_steps_are_named_with_what_they_take_back() -> None:
    """So that nobody need open the plan: how many migrations, variables and flags."""
    story = s.running()
    way = walk_back(story.state, story.plan)
    assert "R2, R3 (3 migrations), R4 (2 variables, 1 flag), R5, R6: 42 min" == steps_named(way)
    assert "left out: R1, maintenance mode is on already" == left_out(way)


def test_a_way_back_of_follow_ups_alone_says_so() -> None:
    """Nothing is named that is not walked."""
    story = s.stage().to_go()
    way = walk_back(story.state, story.plan)
    assert ("no step with a duration", "") == (steps_named(way), left_out(way))


def test_what_cannot_be_undone_is_said_aloud() -> None:
    """A migration that is not reversible, and a step that nothing undoes; else nothing is said."""
    story = s.running()
    assert "" == warnings(walk_back(story.state, story.plan))
    first, *others = story.plan.migrations
    before, deploying, after = story.plan.phases
    moving = replace(deploying.steps[0], action="Move *tables*", undone_by_rollback=True)
    back = story.plan.rollback
    assert back
    plan = replace(
        story.plan,
        migrations=(replace(first, reversible=False), *others),
        phases=(before, replace(deploying, steps=(moving, *deploying.steps[1:])), after),
        rollback=replace(back, steps=tuple(replace(step, undoes=("always",)) for step in back.steps)),
    )
    said = warnings(walk_back(story.state, plan))
    assert said.startswith(f"*not reversible: {first.script}*; *nothing undoes 5 Move")
    assert "*tables*" not in said


def test_of_a_decided_rollback_its_own_steps_are_shown() -> None:
    """Those of the decision; what was left out is named, and follow-ups are counted by nobody."""
    story = s.stage().to_rolling_back()
    assert ["R2", "R3", "R4", "R5", "R6"] == [step.number for step in steps_back(story.state, story.plan)]
    assert "R1 left out" == left_out_numbers(story.state, story.plan)
    assert story.state.rollback
    every = tuple(step.number for step in story.plan.rollback_steps)
    old = replace(story.state, rollback=replace(story.state.rollback, steps=every))
    assert "R1" == steps_back(old, story.plan)[0].number
    assert "" == left_out_numbers(old, story.plan)


def test_an_added_step_is_walked_too() -> None:
    """It belongs to the rollback from then on."""
    story = s.stage().to_rolling_back()
    story.do(i.AddStep(after="R3", action="Flush the queue", role="DBA", minutes=5), p.ANA)
    assert "R3a" in [step.number for step in decided(story.state, story.plan).steps]
