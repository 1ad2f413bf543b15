from dataclasses import replace

from bot.domain import intents as i
from bot.domain.membership import checking, groups_to_read
from bot.domain.people import Group, Holders
from bot.domain.refusals import Because
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

DBAS = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
CREW = Group(id="S2", handle="crew", members=(p.DEV.id,))


def deploying() -> Stage:
    """A run in which groups hold the DBA's and the DevOps engineer's roles."""
    dbas, crew = Holders(people=(p.DBA,), groups=(DBAS,)), Holders(people=(p.DEV,), groups=(CREW,))
    return Stage(roles=dict(p.roles(DBA=dbas, DevOps=crew, DevOps_Engineer=crew))).to_deploying()


def test_only_the_group_that_could_make_it_theirs_is_read() -> None:
    """Step 5 is the DBAs': whoever may be a new member of them is checked there, not in the other group."""
    stage = deploying()
    read = groups_to_read(stage.state, i.FinishStep(step="5"), stage.facts(p.STRANGER))
    assert (DBAS,) == read


def test_members_and_clocks_are_not_looked_up() -> None:
    """Who is a member as last read was refused for another reason; a clock is nobody's member."""
    stage = deploying()
    assert () == groups_to_read(stage.state, i.Go(), stage.facts(p.DBA))
    assert () == groups_to_read(stage.state, i.Go(), stage.facts(None))


def test_what_no_group_may_do_is_no_question() -> None:
    """Go is the lead's alone, whom no group holds here."""
    stage = deploying()
    assert () == groups_to_read(stage.state, i.Go(), stage.facts(p.STRANGER))


def test_a_submit_counts_the_roles_as_they_are_now() -> None:
    """A draft's roles are bound at the submit: a group in them counts."""
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=(p.DBA,), groups=(DBAS,))))).open()
    bare = replace(stage.state, roles={})
    assert (DBAS,) == groups_to_read(bare, i.Submit(), stage.facts(p.STRANGER))


def test_checking_names_the_groups() -> None:
    """Whoever waits reads in which groups they are looked for."""
    told = checking((DBAS, CREW))
    assert Because.CHECKING is told.because
    assert "@dba-team or @crew" in told.text
