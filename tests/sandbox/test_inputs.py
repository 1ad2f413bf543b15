from zoneinfo import ZoneInfo

import pytest

from sandbox.errors import ImpossibleError
from sandbox.inputs import missing, plain, state_of, with_values, written
from sandbox.model import Json
from tests.sandbox.helpers import entry, option

BERLIN = ZoneInfo("Europe/Berlin")
OPTIONS = [option("Critical", "critical"), option("High", "high")]
CASES: list[tuple[str, object, str, object]] = [
    ("plain_text_input", "words", "value", "words"),
    ("plain_text_input", "", "value", None),
    ("static_select", "high", "selected_option", OPTIONS[1]),
    ("static_select", None, "selected_option", None),
    ("radio_buttons", "critical", "selected_option", OPTIONS[0]),
    ("checkboxes", ["high"], "selected_options", [OPTIONS[1]]),
    ("checkboxes", None, "selected_options", []),
    ("multi_static_select", ["critical", "high"], "selected_options", OPTIONS),
    ("users_select", "U0ANA", "selected_user", "U0ANA"),
    ("multi_users_select", ["U0ANA", "U0SAM"], "selected_users", ["U0ANA", "U0SAM"]),
    ("channels_select", "C0OPS", "selected_channel", "C0OPS"),
    ("datepicker", "2026-12-01", "selected_date", "2026-12-01"),
    ("timepicker", "22:30", "selected_time", "22:30"),
    ("datetimepicker", 1796162400, "selected_date_time", 1796162400),
    ("datetimepicker", "2026-12-01T23:00", "selected_date_time", 1796162400),
]


@pytest.mark.parametrize(("kind", "value", "key", "state"), CASES)
def test_a_plain_value_becomes_slacks_state(kind: str, value: object, key: str, state: object) -> None:
    """Each type of element keeps what was chosen in its own field and shape."""
    assert {"type": kind, key: state} == written({"type": kind, "options": OPTIONS}, value, BERLIN)


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    """The refusal names what is offered."""
    with pytest.raises(ImpossibleError, match="there are: critical, high"):
        written({"type": "static_select", "options": OPTIONS}, "low", BERLIN)


def test_words_are_no_date() -> None:
    """A datetimepicker takes nothing but an instant."""
    with pytest.raises(ImpossibleError, match="no date and time"):
        written({"type": "datetimepicker"}, "soon", BERLIN)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, value, _, _ in CASES[2:4] + CASES[7:11]])
def test_a_plain_value_comes_back(kind: str, value: object) -> None:
    """What was written can be read again as it was."""
    assert value == plain(written({"type": kind, "options": OPTIONS}, value, BERLIN))


FILE = {"id": "F1", "name": "Plan.MD"}


def test_a_file_input_keeps_files() -> None:
    """The state holds whole files, the plain value their ids."""
    state = written({"type": "file_input", "filetypes": ["md"]}, ["F1"], BERLIN, {"F1": FILE})

    assert {"type": "file_input", "files": [FILE]} == state
    assert ["F1"] == plain(state)


@pytest.mark.parametrize(
    ("more", "value", "words"),
    [
        ({}, ["F2"], "uploaded no file F2"),
        ({"filetypes": ["txt", "text"]}, ["F1"], "Plan.MD is none of: txt, text"),
        ({"max_files": 1}, ["F1", "F1"], "No more than 1 files"),
    ],
)
def test_a_file_input_takes_only_what_it_asks_for(more: Json, value: list[str], words: str) -> None:
    """Somebody else's file, another ending, and one file too many are refused as the file dialog would."""
    with pytest.raises(ImpossibleError, match=words):
        written({"type": "file_input", **more}, value, BERLIN, {"F1": FILE})


def _blocks() -> list[Json]:
    reason = {"type": "plain_text_input", "action_id": "reason", "initial_value": "none", "max_length": 5}
    level = {"type": "static_select", "action_id": "level", "options": OPTIONS}
    return [entry("why", reason), entry("how", level, optional=True)]


def test_the_state_begins_with_the_initial_values() -> None:
    """`state.values` holds every input, typed in or not."""
    expected = {
        "values": {
            "why": {"reason": {"type": "plain_text_input", "value": "none"}},
            "how": {"level": {"type": "static_select", "selected_option": None}},
        }
    }

    assert expected == state_of(_blocks(), {})


def test_what_was_typed_is_kept_when_something_else_is() -> None:
    """A later value adds to the earlier ones."""
    typed = with_values(_blocks(), {}, {"reason": "cache"}, BERLIN)
    typed = with_values(_blocks(), typed, {"how/level": "high"}, BERLIN)
    values = state_of(_blocks(), typed)["values"]

    assert "cache" == values["why"]["reason"]["value"]
    assert OPTIONS[1] == values["how"]["level"]["selected_option"]


def test_an_input_that_is_not_there_cannot_be_filled() -> None:
    """A test that misspells an action id hears so."""
    with pytest.raises(ImpossibleError, match="no input reson"):
        with_values(_blocks(), {}, {"reson": "x"}, BERLIN)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "Please complete this required field."),
        ("12345", None),
        ("123456", "Please write 0 to 5 characters."),
    ],
)
def test_required_and_length_are_checked_before_submitting(value: str, problem: str | None) -> None:
    """An empty required input and a text that is too long do not reach the bot; optional ones may be."""
    typed = with_values(_blocks(), {}, {"reason": value}, BERLIN)
    typed["why"]["reason"]["value"] = value or None

    assert ({"why": problem} if problem else {}) == missing(_blocks(), state_of(_blocks(), typed))
