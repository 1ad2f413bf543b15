from dataclasses import replace

from bot.domain import intents as i
from bot.domain.instructions import commands_for
from bot.domain.plan import Plan, Step, Variable
from bot.domain.state import Deployment
from commands.blocks.taking_back import besides, first_walked, takes_back
from tests.bot.domain import plans as p
from tests.bot.domain.sections import configuration, failed, ok
from tests.commands.blocks import stories as s


def lines(state: Deployment, plan: Plan, number: str) -> list[str]:
    """What the step's call says of it."""
    step: Step | None = plan.step(number)
    assert step
    return [line for line in takes_back(state, step, plan, commands_for(step, plan)) if line]


def test_the_database_part_names_its_migrations_and_their_number() -> None:
    """Newest first; whether they ran is in doubt where their step was not done."""
    story = s.stage().to_rolling_back()
    (line,) = lines(story.state, story.plan, "R3")
    newest = story.plan.migrations[-1].script
    assert line.startswith(f"Reverses 3 migrations: {newest}")
    assert line.endswith("3 of them in doubt: their step is not done")


def test_a_command_that_would_reverse_another_number_is_said_aloud() -> None:
    """It is shown as the plan has it, and never changed silently."""
    story = s.stage().to_deploying()
    story.do(i.FinishStep(step="5"), p.DBA)
    story.do(i.RequestRollback(reason="errors"), p.ANA)
    plan = replace(story.plan, migrations=story.plan.migrations[:2])
    (line,) = lines(story.state, plan, "R3")
    assert line.endswith("*the command says 3, but 2 ran: change it*")


def test_configuration_shows_the_old_values() -> None:
    """Of variables the old value, of flags the change that is undone."""
    story = s.stage().to_rolling_back()
    (line,) = lines(story.state, story.plan, "R4")
    first = story.plan.variables[0]
    assert f"Old values: {first.name} {first.old_value}" in line
    assert f"undo in flags: {story.plan.flags[0].name}" in line


def test_an_empty_old_value_says_so() -> None:
    """A variable that is new had none."""
    story = s.stage().to_rolling_back()
    new = Variable(name="LOOKBACK", old_value="", new_value="18", service="", line=0)
    (line,) = lines(story.state, replace(story.plan, variables=(new,), flags=()), "R4")
    assert "LOOKBACK (empty)" in line


def test_other_steps_take_nothing_back_that_the_plan_lists() -> None:
    """Nor do any where section 5 has only flags or nothing."""
    story = s.stage().to_rolling_back()
    assert [] == lines(story.state, story.plan, "R2")
    only = replace(story.plan, variables=())
    assert lines(story.state, only, "R4")[0].startswith("undo in flags")


def test_what_fits_no_step_is_said_at_the_first() -> None:
    """By its comment, else by the command; where each fits a step nothing is said."""
    story = s.stage().to_rolling_back()
    assert "R2" == first_walked(story.state, story.plan)
    assert "6.4 has besides, for no step: Restore from backup" == besides(story.plan)
    bare = tuple(replace(command, comment="") for command in story.plan.rollback_commands[-1:])
    assert besides(replace(story.plan, rollback_commands=bare)).startswith(
        "6.4 has besides, for no step: ./restore"
    )
    assert "" == besides(replace(story.plan, rollback_commands=()))


def test_before_anything_is_begun_no_step_is_the_first() -> None:
    """What pre-deployment did is undone by steps of 6.3, and by none of its commands."""
    story = s.stage().to_pre_deployment()
    assert "" == first_walked(story.state, story.plan)


def test_what_was_confirmed_is_told_from_what_was_not() -> None:
    """What somebody said is not changed is left; that nobody confirmed anything is said of all."""
    story = s.stage().to_rolling_back()
    assert lines(story.state, story.plan, "R4")[0].endswith("; *not confirmed as changed: all of them*")
    story = s.stage().to_deploying()
    for step, owner in (("5", p.DBA), ("6", p.DEV)):
        story.do(i.FinishStep(step=step), owner)
    story.do(configuration(ok(1), failed(3, "the console is down")), p.DEV)
    (line,) = lines(story.state, story.plan, "R4")
    left = "*not confirmed as changed: SESSION_TTL*; left, as not changed: express_checkout"
    assert f"Old values: API_VERSION 1, SESSION_TTL 1; {left}" == line
