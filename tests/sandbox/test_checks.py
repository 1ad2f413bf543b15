from typing import Any

import pytest

from sandbox.checks import TEXT_TYPES, Findings


def said(found: Findings) -> list[str]:
    """What was found, without Slack's mark before each."""
    return [message.removeprefix("[ERROR] ") for message in found.messages]


def test_each_finding_is_a_sentence_and_its_place() -> None:
    """As Slack writes them, in the order in which they were found."""
    found = Findings()
    found.add("must be an object", "/blocks/0")
    found.add("must be a string", "/blocks/1/block_id")

    assert [
        "[ERROR] must be an object [json-pointer:/blocks/0]",
        "[ERROR] must be a string [json-pointer:/blocks/1/block_id]",
    ] == found.messages


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "must be more than 1 characters [json-pointer:/x/name]"),
        ("a", "must be more than 1 characters [json-pointer:/x/name]"),
        ("ab", ""),
        ("abc", ""),
        ("abcd", "must be less than 4 characters [json-pointer:/x/name]"),
        (3, "must be a string [json-pointer:/x/name]"),
        (None, "must be a string [json-pointer:/x/name]"),
    ],
)
def test_a_string_has_both_its_limits(value: Any, problem: str) -> None:  # noqa: ANN401 - whatever stands there
    """From two to three characters; one that is left out is checked elsewhere."""
    found = Findings()
    found.string({"name": value}, "name", 3, "/x", shortest=2)
    found.string({}, "name", 3, "/x", shortest=2)

    assert [problem][: bool(problem)] == said(found)


@pytest.mark.parametrize(
    ("value", "items", "problem"),
    [
        ([1, 2], [1, 2], ""),
        ([], [], "no fewer than 1 items allowed [json-pointer:/x/list]"),
        ([1, 2, 3], [1, 2, 3], "no more than 2 items allowed [json-pointer:/x/list]"),
        ("words", [], "must be an array [json-pointer:/x/list]"),
        (None, [], ""),
    ],
)
def test_a_list_has_both_its_limits(value: Any, items: list[int], problem: str) -> None:  # noqa: ANN401 - whatever stands there
    """What is in it is looked at all the same, as far as it is a list."""
    found = Findings()

    assert items == found.items({"list": value}, "list", 2, "/x")
    assert [problem][: bool(problem)] == said(found)


def test_fields_are_those_that_must_and_may_be_there() -> None:
    """A block's type and id may always be there; what else is there is named."""
    found = Findings()
    found.fields({"type": "x", "block_id": "b", "may": 1, "colour": "red"}, ("must",), ("may",), "/x")

    assert [
        "missing required field: must [json-pointer:/x]",
        "invalid additional property: colour [json-pointer:/x]",
    ] == said(found)


def test_a_word_is_one_of_those_allowed() -> None:
    """Or it is left out."""
    found = Findings()
    found.one_of({"style": "pink"}, "style", ("primary", "danger"), "/x")
    found.one_of({"style": "danger"}, "style", ("primary", "danger"), "/x")
    found.one_of({}, "style", ("primary", "danger"), "/x")

    assert ["unsupported value: pink; must be one of primary, danger [json-pointer:/x/style]"] == said(found)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"type": "mrkdwn", "text": "x", "verbatim": True}, ""),
        ({"type": "plain_text", "text": "x", "emoji": True}, ""),
        ({"type": "html", "text": "x"}, "must be a plain_text or mrkdwn text object [json-pointer:/x/type]"),
        ({"type": "mrkdwn"}, "missing required field: text [json-pointer:/x]"),
        ({"type": "mrkdwn", "text": ""}, "must be more than 0 characters [json-pointer:/x/text]"),
        ("words", "must be an object [json-pointer:/x]"),
    ],
    ids=str,
)
def test_a_text_object_is_checked_whole(value: Any, problem: str) -> None:  # noqa: ANN401 - whatever stands there
    """Type, fields, and a text that is not empty."""
    found = Findings()
    found.text_object(value, 3, "/x", types=TEXT_TYPES)

    assert [problem][: bool(problem)] == said(found)


def test_what_is_no_object_is_said_once() -> None:
    """Whoever asks hears it, too."""
    found = Findings()

    assert (True, False) == (found.is_object({}, "/x"), found.is_object([], "/y"))
    assert ["must be an object [json-pointer:/y]"] == said(found)
