from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.answering import LONGEST
from bot.domain.plan import DataValidation
from commands.blocks.actions import ActionId, ButtonValue, parse_entry
from commands.blocks.rows import FIELDS
from commands.blocks.rows_form import rows_view
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.bot.domain.sections import CONFIGURATION, DATA, RESTORED, REVERSED, data, failed
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.gallery_rows import going_back, migrated
from tests.commands.blocks.readable import view_of


def test_it_asks_of_each_row_how_it_is() -> None:
    """With the query and what is expected; what was answered stands in it."""
    stage = migrated()
    stage.do(data(failed(2, "no such column")), p.DBA)
    on = ButtonValue(deployment=stage.state.id, question=f"{DATA}.anew", subject="V1,V2")
    view = rows_view(on, stage.state, stage.plan)
    compare("views/rows-data", view_of(view))
    assert (ActionId.NOTE_ROWS, on) == parse_entry(view["private_metadata"])
    assert "Does not match" == view["blocks"][5]["element"]["initial_option"]["text"]["text"]


def test_it_asks_what_was_changed() -> None:
    """Variables, then flags; those alone that the button names."""
    stage = migrated()
    stage.do(i.FinishStep(step="6"), p.DEV)
    on = ButtonValue(deployment=stage.state.id, question=CONFIGURATION, subject="C1,C3")
    compare("views/rows-configuration", view_of(rows_view(on, stage.state, stage.plan)))


def test_on_the_way_back_it_asks_what_is_there() -> None:
    """With the old value to look for, and what is there where it differs."""
    stage = going_back("R6")
    for question, marks in ((REVERSED, "M1,M2"), (RESTORED, "C1,C3")):
        on = ButtonValue(deployment=stage.state.id, question=question, subject=marks)
        part = question.partition(":")[0]
        compare(f"views/rows-{part}", view_of(rows_view(on, stage.state, stage.plan)))


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """With as many rows as a form has, of the longest words."""
    rows = tuple(DataValidation(check=words, query=words, expected=words, line=0) for _ in range(FIELDS))
    stage = migrated()
    plan = replace(stage.plan, validations=rows)
    subject = ",".join(f"V{number}" for number in range(1, FIELDS + 1))
    on = ButtonValue(deployment=stage.state.id, question=DATA, subject=subject)
    view = rows_view(on, stage.state, plan)
    assert [] == check_view(view)
    assert LONGEST == view["blocks"][3]["element"]["max_length"]
