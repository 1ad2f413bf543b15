from dataclasses import replace

from bot.domain.no_return import NEAR, subject_of
from commands.blocks.no_return import near, reached
from commands.blocks.reminder import reminder
from tests.commands.blocks import stories as s
from tests.commands.blocks.gallery_no_return import NO_RETURN, _message


def test_every_answer_takes_the_button_away() -> None:
    """What was answered, or is over, cannot be pressed any more."""
    has_button = {name for name, make in NO_RETURN.items() if "carry-on" in str(reminder(make()).json)}
    assert {"reminder/no-return"} == has_button


def test_where_nothing_is_to_be_rolled_back_nothing_is_asked() -> None:
    """A message that outlived its reason says so."""
    message = replace(_message(NEAR), subject=subject_of(_message(NEAR).state))
    bare = replace(message, plan=replace(message.plan, rollback=None))
    assert "nothing is to be rolled back" in near(bare).text
    early = replace(s.message(s.running(), message.kind, message.subject), subject=message.subject)
    assert "Not asked any more" in reached(early).text
