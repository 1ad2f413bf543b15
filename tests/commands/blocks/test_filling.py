from dataclasses import replace

from bot.domain.hushing import HUSHED
from bot.domain.plan import Command, Plan, Step
from commands.blocks.filling import SHOWN, braced, filled_in, lacking_names, names_of
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.gallery_value import UNSAFE, backed_up, restoring


def _step(plan: Plan, number: str = "R3") -> Step:
    found = plan.step(number)
    assert found
    return found


def _needing(*texts: str) -> Plan:
    commands = tuple(Command(comment="", text=text, line=0) for text in texts)
    return replace(s.web_shop(), rollback_commands=commands)


def test_what_is_not_noted_names_who_knows_it() -> None:
    """Once, in whatever case it is written, with what to type."""
    plan, state = _needing("a {backup_id}", "b {backup_id}"), backed_up().state
    text, lines = filled_in(state, plan, _step(plan), plan.rollback_commands)
    assert "a {backup_id}\nb {backup_id}" == text
    who = "Dora Nagy, of 1 Create deployment backup, is asked for it"
    assert [f"*This waits for `{{backup_id}}`*: {who}; whoever knows it: `/deploy note backup_id=…`"] == lines
    assert ("backup_id",) == lacking_names(state, plan, _step(plan), plan.rollback_commands)


def test_what_no_step_makes_the_lead_knows() -> None:
    """Where nobody is lead, it is said without a name."""
    plan, state = _needing("a {tape}"), backed_up().state
    (line,) = filled_in(state, plan, _step(plan), plan.rollback_commands)[1]
    waits = "*This waits for `{tape}`*: Ana Ruiz is asked for it; whoever knows it: `/deploy note tape=…`"
    assert waits == line
    before = Stage(plan).to_approved().state
    (line,) = filled_in(before, plan, _step(plan), plan.rollback_commands)[1]
    assert "*`{tape}` is not noted*: Ana Ruiz knows it; `/deploy note tape=…`" == line
    (line,) = filled_in(replace(state, roles={}), plan, _step(plan), plan.rollback_commands)[1]
    assert "*`{tape}` is not noted*; `/deploy note tape=…`" == line


def test_a_number_that_cannot_be_reckoned_is_not_known() -> None:
    """Nobody is asked for how many migrations a step reverses that reverses none."""
    plan, state = _needing("down {steps}"), backed_up().state
    assert ["*`{steps}` is not known*"] == filled_in(state, plan, _step(plan), plan.rollback_commands)[1]
    assert () == lacking_names(state, plan, _step(plan), plan.rollback_commands)


def test_the_release_that_is_rolled_back_is_pointed_out() -> None:
    """A command of the way back that names it would put it in place once more; any other may."""
    plan, state = _needing("deploy {version}", "check {version}"), backed_up().state
    said = "*`{version}` is 4.12.0, the release that is rolled back*: is it meant?"
    assert [said] == filled_in(state, plan, _step(plan), plan.rollback_commands)[1]
    assert [] == filled_in(state, plan, _step(plan, "5"), plan.rollback_commands)[1]


def test_a_secret_is_not_noted() -> None:
    """It is said where it is."""
    plan, state = _needing("curl -H {api_token}"), backed_up().state
    said = "*`{api_token}` is a secret*: take it from the vault; it is not noted here"
    assert [said] == filled_in(state, plan, _step(plan), plan.rollback_commands)[1]


def test_what_a_shell_would_read_stands_beside() -> None:
    """With what it is, and why it is not in the command."""
    stage = restoring(UNSAFE)
    text, lines = filled_in(stage.state, stage.plan, _step(stage.plan), stage.plan.rollback_commands[-1:])
    assert "./restore.sh --backup-id {backup_id}" == text
    assert [f"*`{{backup_id}}` is “{UNSAFE}”*: not filled in, a shell would read it otherwise"] == lines


def test_no_more_than_a_few_are_named() -> None:
    """A message has its length; the others follow once these are noted."""
    plan, state = _needing("a {one} {two} {three} {four}"), backed_up().state
    assert SHOWN == len(filled_in(state, plan, _step(plan), plan.rollback_commands)[1])


def test_a_placeholder_reads_as_the_plan_writes_it() -> None:
    """In braces; people are named, and not called once more."""
    assert "`{backup_id}`" == braced("backup_id")
    assert "Dora Nagy, Ana Ruiz" == names_of((p.DBA, p.ANA))


def test_a_command_without_its_secret_says_where_that_is() -> None:
    """Whoever copies it at night puts it in; it is said once."""
    plan, state = _needing(f"a --password {HUSHED}", f"TOKEN={HUSHED} b"), backed_up().state
    text, lines = filled_in(state, plan, _step(plan), plan.rollback_commands)
    assert f"a --password {HUSHED}\nTOKEN={HUSHED} b" == text
    assert [f"*{HUSHED} is a secret*: 6.4 of the plan has it"] == lines
