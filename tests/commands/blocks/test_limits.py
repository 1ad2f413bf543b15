from typing import Any

import pytest

from commands.blocks.limits import problems, view_problems

Json = dict[str, Any]


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(**changed: Any) -> Json:  # noqa: ANN401 - a button's fields are of several types
    text = {"type": "plain_text", "text": "Go"}
    return {"type": "button", "text": text, "value": "v", "action_id": "go", **changed}


def _actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _small(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def _words(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def _menu(count: int, length: int = 1, value: int = 1) -> Json:
    options = [{"text": _words(length), "value": "v" * value} for _ in range(count)]
    return {"type": "overflow", "action_id": "menu", "options": options}


def _confirm(title: int, text: int, label: int) -> Json:
    return _button(
        confirm={"title": _words(title), "text": _words(text), "confirm": _words(label), "deny": _words(1)}
    )


def _picture(alt: int) -> Json:
    return {"type": "image", "slack_file": {"id": "F0000001"}, "alt_text": "a" * alt}


def _input(label: int) -> Json:
    return {"type": "input", "block_id": "b", "label": _words(label), "element": _button()}


@pytest.mark.parametrize(
    ("most", "beyond"),
    [
        ([_section("x" * 3000)], [_section("x" * 3001)]),
        ([_picture(2000)], [_picture(2001)]),
        ([_section("x")] * 50, [_section("x")] * 51),
        ([_section("x")], []),
        ([_section("x")], [_section("")]),
        ([_actions(*[_button()] * 25)], [_actions(*[_button()] * 26)]),
        ([_actions(_button())], [_actions()]),
        ([_actions(_button(text=_words(75)))], [_actions(_button(text=_words(76)))]),
        ([_actions(_button(value="v" * 2000))], [_actions(_button(value="v" * 2001))]),
        ([_actions(_menu(5))], [_actions(_menu(6))]),
        ([_actions(_menu(1, length=75))], [_actions(_menu(1, length=76))]),
        ([_actions(_menu(1, value=150))], [_actions(_menu(1, value=151))]),
        ([_actions(_confirm(100, 300, 30))], [_actions(_confirm(101, 300, 30))]),
        ([_actions(_confirm(100, 300, 30))], [_actions(_confirm(100, 301, 30))]),
        ([_actions(_confirm(100, 300, 30))], [_actions(_confirm(100, 300, 31))]),
        ([_small(*[_words(2000)] * 5)], [_small(*[_words(2001)] * 5)]),
        (
            [{"type": "context", "elements": [_words(1)] * 10}],
            [{"type": "context", "elements": [_words(1)] * 11}],
        ),
        ([_section("x" * 3000)] * 4, [_section("x" * 3000)] * 5),
    ],
)
def test_each_limit_holds_on_both_sides(most: list[Json], beyond: list[Json]) -> None:
    """What is just possible is no problem, and one more is."""
    assert [] == problems("text", most)
    assert problems("text", beyond)


def test_the_notification_has_a_length() -> None:
    """A notification says something, in 4,000 characters at most."""
    assert [] == problems("x" * 4000, [_section("x")])
    assert problems("x" * 4001, [_section("x")])
    assert problems("", [_section("x")])


def test_an_accessory_is_looked_at() -> None:
    """What stands beside a text counts like what stands below it."""
    beside = _section("x") | {"accessory": _button(text=_words(76))}
    assert ["button: text has 76 characters, one to 75 are possible"] == problems("x", [beside])


@pytest.mark.parametrize(
    ("changed", "is_possible"),
    [
        ({}, True),
        ({"title": _words(24)}, True),
        ({"title": _words(25)}, False),
        ({"submit": _words(25)}, False),
        ({"close": _words(25)}, False),
        ({"private_metadata": "x" * 3000}, True),
        ({"private_metadata": "x" * 3001}, False),
        ({"blocks": [_section("x")] * 100}, True),
        ({"blocks": [_section("x")] * 101}, False),
        ({"blocks": [_input(2000)]}, True),
        ({"blocks": [_input(2001)]}, False),
    ],
)
def test_a_modal_has_limits_of_its_own(changed: Json, *, is_possible: bool) -> None:
    """Its words, its metadata and its hundred blocks."""
    view = {"type": "modal", "title": _words(1), "blocks": [_section("x")], **changed}
    assert is_possible == (view_problems(view) == [])
