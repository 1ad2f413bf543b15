from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.plan import Command
from bot.domain.values import LONGEST
from commands.blocks.actions import ActionId, ButtonValue, parse_entry
from commands.blocks.value import FIELDS
from commands.blocks.value_form import values_view
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.gallery_value import backed_up, lacking_of_the_lead
from tests.commands.blocks.readable import view_of

LEAD = "value:previous_version+2:1"


def test_it_asks_for_each_value_in_a_field() -> None:
    """With what needs it, and with what is noted of it already; one alone must be filled in."""
    stage = lacking_of_the_lead()
    stage.do(i.AddNote(text="tape=T7"), p.ANA)
    on = ButtonValue(deployment=stage.state.id, question=LEAD, subject="previous_version,tape,rack")
    view = values_view(on, stage.state, stage.plan)
    compare("views/values", view_of(view))
    assert (ActionId.NOTE_VALUE, on) == parse_entry(view["private_metadata"])
    one = ButtonValue(deployment=stage.state.id, question="value:backup_id:1", subject="backup_id")
    stage = backed_up()
    compare("views/value", view_of(values_view(one, stage.state, stage.plan)))


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """With as many values as a form has, of the longest names and comments."""
    names = [f"{'x' * 55}{number}" for number in range(FIELDS)]
    needs = tuple(Command(comment=words, text=f"./x {{{name}}}", line=0) for name in names)
    stage = s.stage().to_pre_deployment()
    plan = replace(stage.plan, rollback_commands=needs)
    on = ButtonValue(deployment=stage.state.id, question=LEAD, subject=",".join(names))
    assert [] == check_view(values_view(on, stage.state, plan))
    assert LONGEST == values_view(on, stage.state, plan)["blocks"][1]["element"]["max_length"]
