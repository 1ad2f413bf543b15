from dataclasses import replace

from bot.domain import intents as i
from bot.domain.people import NOBODY
from bot.domain.plan import Phase, Plan
from bot.domain.post_mortem import owner, post_mortem
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def following(*rows: tuple[str, str, str, int | None]) -> Plan:
    """The web shop's plan with another 6.3."""
    return replace(p.web_shop(), rollback=p.phase_of(Phase.ROLLBACK, rows))


def test_it_is_the_follow_up_that_speaks_of_it() -> None:
    """Else the last one; before a rollback, and without a follow-up, there is none."""
    stage = Stage().to_rolling_back()
    step = post_mortem(stage.state, stage.plan)
    assert step
    assert "R7" == step.number
    first = ("R1", "Undo", "DevOps", 5)
    plan = following(first, ("R2", "Review it", "QA", None), ("R3", "Cake", "All", None))
    stage = Stage(plan).to_rolling_back()
    assert plan.rollback_steps[1] == post_mortem(stage.state, plan)
    plan = following(("R1", "Undo", "DevOps", 5), ("R2", "Cake", "All", None))
    stage = Stage(plan).to_rolling_back()
    assert plan.rollback_steps[1] == post_mortem(stage.state, plan)
    plan = following(("R1", "Undo", "DevOps", 5))
    assert None is post_mortem(Stage(plan).to_rolling_back().state, plan)
    assert None is post_mortem(Stage().to_deploying().state, p.web_shop())


def test_the_lead_owns_what_several_people_own() -> None:
    """Until one of them takes it on, also where the lead records it for them."""
    stage = Stage().to_rolled_back()
    assert p.ANA == owner(stage.state, stage.plan)
    stage.do(i.StartStep(step="R7"), p.LEE)
    assert p.LEE == owner(stage.state, stage.plan)
    stage = Stage().to_rolled_back()
    stage.do(i.StartStep(step="R7", recorded=i.Recorded(owner=p.DBA.id)), p.ANA)
    assert p.DBA == owner(stage.state, stage.plan)


def test_one_owner_owns_it() -> None:
    """As the plan says."""
    plan = following(("R1", "Undo", "DevOps", 5), ("R2", "Post-mortem", "QA", None))
    assert p.QUINN == owner(Stage(plan).to_rolled_back().state, plan)


def test_without_a_lead_it_is_nobodys() -> None:
    """Nor without a follow-up: then it is the lead's."""
    stage = Stage().to_rolled_back()
    gone = dict.fromkeys(stage.state.roles, NOBODY)
    assert None is owner(replace(stage.state, roles=gone), stage.plan)
    plan = following(("R1", "Undo", "DevOps", 5))
    assert p.ANA == owner(Stage(plan).to_rolled_back().state, plan)
