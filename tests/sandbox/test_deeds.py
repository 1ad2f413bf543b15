import pytest

from sandbox.deeds import told_action, told_submission
from sandbox.inputs import state_of, with_values
from sandbox.model import Json
from sandbox.reader import Reader
from sandbox.workspace import World
from tests.sandbox.helpers import button, entry, modal, option, plain

HIGH = option("High", "high")


@pytest.mark.parametrize(
    ("element", "action", "told"),
    [
        (button("Approve", "a"), {}, "presses [Approve]"),
        ({"type": "static_select"}, {"type": "static_select", "selected_option": HIGH}, "chooses High"),
        ({"type": "overflow"}, {"type": "overflow", "selected_option": HIGH}, "chooses High"),
        ({"type": "static_select"}, {"type": "static_select", "selected_option": None}, "chooses nothing"),
        ({"type": "users_select"}, {"type": "users_select", "selected_user": "U0ANA"}, "chooses @ana"),
        (
            {"type": "datetimepicker"},
            {"type": "datetimepicker", "selected_date_time": 1796162400},
            "chooses 2026-12-01 23:00",
        ),
    ],
)
def test_an_action_is_told_in_words(world: World, element: Json, action: Json, told: str) -> None:
    """The transcript names what was pressed or chosen as the person read it."""
    assert told == told_action(element, action, Reader(world))


def test_a_submission_is_told_without_what_was_left_empty(world: World) -> None:
    """Labels and values, several people by their handles."""
    reader = Reader(world)
    view = world.open_modal(
        "U0ANA",
        modal(
            entry("Reason", {"type": "plain_text_input", "action_id": "reason"}),
            entry("People", {"type": "multi_users_select", "action_id": "people"}),
            entry("Note", {"type": "plain_text_input", "action_id": "note"}, optional=True),
            submit=plain("Roll back"),
        ),
    )
    blocks = view.content["blocks"]
    values = {"reason": "cache", "people": ["U0ANA", "U0SAM"]}
    typed = with_values(blocks, {}, values, reader.zone)

    told = told_submission(view, state_of(blocks, typed), reader)

    assert "fills in “Start” (Reason: cache; People: @ana, @sam) and presses [Roll back]" == told
