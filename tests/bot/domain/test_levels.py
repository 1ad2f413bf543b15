from dataclasses import replace
from datetime import timedelta

from bot.domain.levels import Standing, deputies, everybody, lead, levels, standing, standing_now
from bot.domain.people import Holders
from bot.domain.state import LEAD
from bot.domain.when import When
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage


def test_rows_of_one_level_count_together() -> None:
    """A level is named once, in the plan's order; without a name it goes by whom it names, if anybody."""
    rows = (la.row("L1", "On call", ""), la.row("L2", "Manager", ""), la.row(" L1 ", "CTO", ""))
    nameless = (la.row("", "The vendor", ""), la.row("", "", ""))
    found = levels(la.plan_with(*rows, *nameless))
    assert ["L1", "L2", "The vendor"] == [level.name for level in found]
    assert (rows[0], rows[2]) == found[0].rows


def test_a_level_without_a_time_is_as_the_templates() -> None:
    """By its name, be the rows in whatever order."""
    found = levels(la.plan_with(la.row("L3", "CTO", ""), la.row("L1", "On call", "")))
    assert [When(after=timedelta(0)), When(is_critical=True)] == [level.when for level in found]


def test_levels_go_by_their_numbers() -> None:
    """A table that begins with the last one wakes nobody early; without numbers its order counts."""
    rows = (la.row("L3", "CTO", ""), la.row("Level 2 (night)", "Manager", ""), la.row("L1", "On call", ""))
    assert ["L1", "Level 2 (night)", "L3"] == [level.name for level in levels(la.plan_with(*rows))]
    other = (*rows, la.row("The board", "Board", ""))
    assert ["L3", "Level 2 (night)", "L1", "The board"] == [
        level.name for level in levels(la.plan_with(*other))
    ]


def test_everybody_of_a_level() -> None:
    """Who is on call, who holds any of its rows, and their deputies."""
    both = Holders(people=(la.ON_CALL,), deputies=(la.SECOND,))
    rows = (la.row("L1", "On call", ""), la.row("L1", "Manager", ""))
    stage = la.stage_with(la.plan_with(*rows), On_call=both)
    state = replace(stage.state, on_call={"L1": (la.CTO,)})
    (level,) = levels(stage.plan)
    assert (la.CTO, la.ON_CALL, la.MANAGER, la.SECOND) == everybody(state, level)


def test_holders_stand_for_a_level_else_their_deputies() -> None:
    """Deputies are called first where nobody holds the role, and can be asked for otherwise."""
    both = Holders(people=(la.ON_CALL,), deputies=(la.SECOND,))
    stage = la.stage_with(Manager=Holders(deputies=(la.MANAGER,)), On_call=both)
    first, second, _ = levels(stage.plan)
    assert Standing(level="L1", people=(la.ON_CALL,)) == standing(stage.state, first)
    assert (la.SECOND,) == deputies(stage.state, first)
    assert Standing(level="L2", people=(la.MANAGER,)) == standing(stage.state, second)


def test_who_is_not_in_slack_goes_by_telephone() -> None:
    """Names that Slack does not know have their number, a role of nobody the row's; else it is nobody."""
    rows = (
        la.row("L1", "Vendor", "", "+49 30 5550 2001"),
        la.row("L2", "Head of Shops", "", "+49 30 5550 2002"),
        la.row("L3", "Board", "", "{Number}"),
    )
    stage = la.stage_with(la.plan_with(*rows), Vendor=Holders(unknown=("Jo Roe (+1 212 555 0100)",)))
    first, second, third = levels(stage.plan)
    assert ("Jo Roe (+1 212 555 0100)",) == standing(stage.state, first).absent
    assert ("Head of Shops (+49 30 5550 2002)",) == standing(stage.state, second).absent
    assert Standing(level="L3") == standing(stage.state, third)


def test_who_was_called_is_found_by_the_levels_name() -> None:
    """The lead stands for the lead's own; a level that the plan does not have any more is nobody's."""
    stage = la.stage_with()
    assert Standing(level="L2", people=(la.MANAGER,)) == standing_now(stage.state, stage.plan, "L2")
    assert Standing(level=LEAD, people=(p.ANA, p.SAM)) == standing_now(stage.state, stage.plan, LEAD)
    assert Standing(level="L9") == standing_now(stage.state, stage.plan, "L9")


def test_who_started_it_is_called_where_nobody_leads() -> None:
    """Also with an empty lead somebody is called."""
    stage = la.stage_with()
    stage.leaves(p.ANA, p.SAM)
    assert Standing(level=LEAD) == lead(stage.state)
    other = Stage(la.plan_with(), dict(p.roles(**{LEAD.replace(" ", "_"): Holders()}))).open(p.PAUL)
    assert Standing(level=LEAD, people=(p.PAUL,)) == lead(other.state)
