from slack_sdk.models.blocks import Block

from commands.blocks import kit
from commands.blocks.actions import ActionId, ButtonValue, InputId

VALUE = ButtonValue(deployment="X-1", question="go:1")


def _text(block: Block) -> str:
    text: str = block.to_dict()["text"]["text"]
    return text


def test_a_paragraph_leaves_empty_lines_out() -> None:
    """Lines that say nothing are not there, and Slack shows all the others unfolded."""
    block = kit.paragraph("one", "", "two")
    assert "one\ntwo" == _text(block)
    assert block.to_dict()["expand"]


def test_people_do_not_link_by_writing_an_address() -> None:
    """Slack changes no text that we did not mark ourselves."""
    assert kit.paragraph("#general").to_dict()["text"]["verbatim"]
    assert kit.small("#general").to_dict()["elements"][0]["verbatim"]


def test_many_lines_fill_as_few_paragraphs_as_they_need() -> None:
    """A paragraph takes what fits into 3,000 characters, to the last one."""
    assert [3000] == [len(_text(block)) for block in kit.paragraphs_of(["x" * 999, "y" * 999, "z" * 1000])]
    assert [1999, 1001] == [len(_text(b)) for b in kit.paragraphs_of(["x" * 999, "y" * 999, "z" * 1001])]
    assert [] == list(kit.paragraphs_of([]))


def test_what_is_not_offered_is_not_there() -> None:
    """A row keeps the buttons that are offered, and is left out where none is."""
    go = kit.button(ActionId.GO, "Go", VALUE)
    (row,) = kit.actions(None, go, None)
    assert [go.to_dict()] == row.to_dict()["elements"]
    assert () == kit.actions(None, None)


def test_a_menu_without_entries_is_none() -> None:
    """Slack refuses a menu that is empty."""
    assert kit.menu([]) is None
    assert kit.menu([(ActionId.CANCEL, "Cancel", VALUE)])


def test_a_select_offers_a_hundred() -> None:
    """More options than Slack takes are left out, and long ones are cut."""
    options = [kit.option("a very long item " * 20, str(number)) for number in range(101)]
    select = kit.select(ActionId.TICK, "Tick", options).to_dict()
    assert 100 == len(select["options"])
    assert 75 == len(select["options"][0]["text"]["text"])


def test_a_field_says_at_once_when_it_changes() -> None:
    """Only a field that dispatches tells of each change, and only an optional one may stay empty."""
    plain = kit.field(InputId.VERSION, "Version", kit.text_input(InputId.VERSION)).to_dict()
    told = kit.field(InputId.PLAN, "Plan", kit.text_input(InputId.PLAN), dispatches=True, optional=True)
    assert (False, False) == (plain["dispatch_action"], plain["optional"])
    assert (True, True) == (told.to_dict()["dispatch_action"], told.to_dict()["optional"])
