import pytest
from hypothesis import given, strategies as st

from commands.blocks.actions import ActionId, ButtonValue, parse_entry, people_block, spell_entry

LONGEST_ID = "WEB-DEPLOY-041".ljust(64, "X") + ".123"

KEPT = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
"""What a database keeps."""


@given(st.text(KEPT, min_size=1), st.text(KEPT), st.text(KEPT))
def test_a_value_is_read_as_it_was_spelled(deployment: str, question: str, subject: str) -> None:
    """Whatever a deployment, a question or a step is called, the value comes back."""
    value = ButtonValue(deployment=deployment, question=question, subject=subject)
    assert value == ButtonValue.parse(value.spell())
    assert (ActionId.STEP_DONE, value) == parse_entry(spell_entry(ActionId.STEP_DONE, value))


@given(st.text())
def test_garbage_is_refused(text: str) -> None:
    """A text is either a value's one spelling, or refused."""
    try:
        value = ButtonValue.parse(text)
    except ValueError:
        return
    assert text == value.spell()


@pytest.mark.parametrize(
    "text",
    ["", "X-1", "X-1|", "|q|s", "X-1|q|s|more", "X-1|%zz|", "X-1|Q |", "X-1||%ff", "%00||", "X-1|%00|"],
)
def test_what_no_button_carries_is_refused(text: str) -> None:
    """Too few parts, too many, no deployment, or spelled another way: a ValueError."""
    with pytest.raises(ValueError, match="no button carries"):
        ButtonValue.parse(text)


def test_an_entry_of_no_action_is_refused() -> None:
    """A menu's entry names an action that there is."""
    with pytest.raises(ValueError, match="explode"):
        parse_entry("explode|X-1||")


def test_the_longest_entry_fits_into_a_menu() -> None:
    """The longest ID, asked about by a question that ends with it, leaves room in Slack's 150 characters."""
    value = ButtonValue(deployment=LONGEST_ID, question=f"rollback:{LONGEST_ID}")
    assert len(spell_entry(ActionId.ROLLBACK, value)) <= 150


def test_each_role_has_a_block_of_its_own() -> None:
    """The blocks that ask for people differ, so that Slack keeps what was chosen in each."""
    assert ["people-0", "people-1"] == [people_block(0), people_block(1)]
