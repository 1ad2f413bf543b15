from commands.blocks.reminder import reminder
from tests.commands.blocks.gallery_window import WINDOW


def test_every_answer_takes_the_button_away() -> None:
    """An offer that was answered, or is over, cannot be pressed any more."""
    has_button = {name: "extend" in str(reminder(make()).json) for name, make in WINDOW.items()}
    open_ones = {"reminder/window", "reminder/window-on-hold", "reminder/window-back"}
    assert open_ones == {name for name, has in has_button.items() if has and name.startswith("reminder")}
