import pytest

from bot.domain.changes import Part
from commands.blocks.actions import ButtonValue
from commands.rows_of_form import CHOOSE, NOTHING_SAID, intent_of, part_of, wrong
from tests.bot.domain.sections import DATA, data, failed, ok

ON = ButtonValue(deployment="WEB-41", question=DATA, subject="V1,V2,V3")


def test_what_was_left_open_is_not_said() -> None:
    """The others with what was seen, on one line."""
    outcomes = {"V1": "ok", "V3": "failed"}
    expected = data(ok(1), failed(3, "no such column"), question=DATA)
    assert expected == intent_of(ON, outcomes, {"V3": " no such\n column"})


def test_the_question_says_which_part() -> None:
    """No other button has one that does."""
    assert Part.CONFIGURATION is part_of(ButtonValue(deployment="WEB-41", question="config:6:1"))
    with pytest.raises(ValueError, match="step"):
        part_of(ButtonValue(deployment="WEB-41", question="step:5:1"))


def test_a_result_without_a_choice_is_asked_about() -> None:
    """So is a form in which nothing is said."""
    assert {"value-V2": CHOOSE} == wrong(ON, {"V1": "ok"}, {"V2": "12"})
    assert {"value-V1": NOTHING_SAID} == wrong(ON, {}, {})
    assert {} == wrong(ON, {"V1": "ok"}, {"V1": "12"})
