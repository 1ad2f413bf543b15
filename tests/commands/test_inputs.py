from typing import Any

import pytest

from commands.inputs import DroppedFile, Inputs


def inputs(**states: dict[str, Any]) -> Inputs:
    """A view in which a block and its element share one id."""
    values = {name: {name: state} for name, state in states.items()}
    return Inputs({"view": {"state": {"values": values}}})


@pytest.mark.parametrize(
    "view", [{}, {"state": {}}, {"state": {"values": {}}}, {"state": {"values": {"x": {}}}}], ids=str
)
def test_what_is_not_there_is_nothing(view: dict[str, Any]) -> None:
    """A form that lacks an input, or has no state at all, reads as one that was left empty."""
    read = Inputs({"view": view})
    assert ("", "", "", "") == (read.text("x"), read.chosen("x"), read.date("x"), read.time("x"))
    assert (None, ()) == (read.file("x"), read.users("x", "x"))


def test_what_was_left_empty_is_nothing() -> None:
    """Slack sends null for an input that nobody filled in."""
    read = inputs(
        reason={"type": "plain_text_input", "value": None},
        plan={"type": "static_select", "selected_option": None},
        date={"type": "datepicker", "selected_date": None},
        time={"type": "timepicker", "selected_time": None},
        file={"type": "file_input", "files": None},
        people={"type": "multi_users_select", "selected_users": None},
    )
    assert ("", "") == (read.text("reason"), read.chosen("plan"))
    assert ("", "") == (read.date("date"), read.time("time"))
    assert (None, ()) == (read.file("file"), read.users("people", "people"))


def test_what_was_filled_in_is_read() -> None:
    """Each kind of input keeps its answer under a name of its own; spaces around a text go."""
    read = inputs(
        reason={"value": "  the supplier\nis down \n"},
        plan={"selected_option": {"value": "web-shop", "text": {"type": "plain_text", "text": "Web shop"}}},
        date={"selected_date": "2026-12-01"},
        time={"selected_time": "23:00"},
    )
    assert ("the supplier\nis down", "web-shop") == (read.text("reason"), read.chosen("plan"))
    assert ("2026-12-01", "23:00") == (read.date("date"), read.time("time"))


def test_choices_about_rows_are_read_by_their_marks() -> None:
    """What was left open is not among them."""
    chosen: dict[str, Any] = {"selected_option": {"value": "ok"}}
    left: dict[str, Any] = {"selected_option": None}
    read = inputs(**{"outcome-V1": chosen, "outcome-V2": left, "plan": chosen})
    assert {"V1": "ok"} == read.outcomes()


def test_values_of_the_plan_are_read_by_their_names() -> None:
    """What was left empty is not among them, nor is any other input."""
    read = inputs(**{"value-tape": {"value": " T7 "}, "value-log": {"value": ""}, "reason": {"value": "x"}})
    assert {"tape": "T7"} == read.values()


def test_each_block_of_people_has_its_own() -> None:
    """Two blocks with elements of one name are told apart."""
    chosen = {
        "people-0": {"people": {"selected_users": ["U0ANA", "U0SAM"]}},
        "people-1": {"people": {"selected_users": ["U0DBA"]}},
    }
    read = Inputs({"view": {"state": {"values": chosen}}})
    assert (("U0ANA", "U0SAM"), ("U0DBA",)) == (
        read.users("people-0", "people"),
        read.users("people-1", "people"),
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], None),
        ([{"id": "F1", "name": "a.md", "size": 12}], DroppedFile(id="F1", name="a.md", size=12)),
        ([{"id": "F1"}, {"id": "F2"}], DroppedFile(id="F1", name="", size=0)),
        ([{"id": "F1", "name": None, "size": None}], DroppedFile(id="F1", name="", size=0)),
    ],
    ids=["none", "one", "two", "unnamed"],
)
def test_the_first_file_is_the_one(files: list[dict[str, Any]], expected: DroppedFile | None) -> None:
    """Name and size may be missing: what Slack does not say is asked for when the file is fetched."""
    assert expected == inputs(file={"files": files}).file("file")
