"""Both sides of each limit of Slack's that an element has."""

from collections.abc import Callable

import pytest

from sandbox.checks import Findings
from sandbox.elements import AS_ACCESSORY, CHOICES, IN_ACTIONS, IN_INPUT, check_element, options_of
from sandbox.model import Json
from tests.sandbox.helpers import button, mrkdwn, option, plain

EVERYWHERE = IN_ACTIONS | IN_INPUT | AS_ACCESSORY


def problems(element: object, allowed: frozenset[str] = EVERYWHERE) -> list[str]:
    """What is wrong with an element."""
    found = Findings()
    check_element(found, element, allowed, "/e")
    return [message.removeprefix("[ERROR] ") for message in found.messages]


def select(count: int, kind: str = "static_select", **more: object) -> Json:
    options = [option(f"Option {number}", str(number)) for number in range(count)]
    return {"type": kind, "action_id": "pick", "options": options, **more}


def described(length: int) -> Json:
    return select(0) | {"options": [option("x", "v") | {"description": plain("d" * length)}]}


def with_confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    confirm = {
        "title": plain("t" * title),
        "text": mrkdwn("t" * text),
        "confirm": plain("t" * yes),
        "deny": plain("t" * no),
    }
    return button("x", "a", confirm=confirm)


def grouped(count: int, label: str = "Bad ones") -> Json:
    groups = [{"label": plain(label), "options": [option("x", f"v{n}")]} for n in range(count)]
    return {"type": "static_select", "action_id": "pick", "option_groups": groups}


def typed(**more: object) -> Json:
    return {"type": "plain_text_input", "action_id": "words", **more}


LIMITS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("button text", 75, lambda n: button("x" * n, "a")),
    ("button value", 2000, lambda n: button("x", "a") | {"value": "v" * n}),
    ("button url", 3000, lambda n: button("x", "a", url="u" * n)),
    ("button label", 75, lambda n: button("x", "a", accessibility_label="l" * n)),
    ("action id", 255, lambda n: button("x", "a" * n) | {"value": ""}),
    ("options", 100, select),
    ("option groups", 100, grouped),
    ("group label", 75, lambda n: grouped(1, "l" * n)),
    ("option text", 75, lambda n: select(0) | {"options": [option("x" * n, "v")]}),
    ("option value", 150, lambda n: select(0) | {"options": [option("x", "v" * n)]}),
    (
        "option description",
        75,
        described,
    ),
    ("overflow options", 5, lambda n: select(n, "overflow")),
    ("checkboxes", 10, lambda n: select(n, "checkboxes")),
    ("radio buttons", 10, lambda n: select(n, "radio_buttons")),
    ("placeholder", 150, lambda n: select(1, placeholder=plain("p" * n))),
    ("confirm title", 100, lambda n: with_confirm(title=n)),
    ("confirm text", 300, lambda n: with_confirm(text=n)),
    ("confirm yes", 30, lambda n: with_confirm(yes=n)),
    ("confirm no", 30, lambda n: with_confirm(no=n)),
    ("input value", 3000, lambda n: typed(initial_value="x" * n)),
    ("input max_length", 3000, lambda n: typed(max_length=n)),
    ("input min_length", 3000, lambda n: typed(min_length=n)),
    ("files", 10, lambda n: {"type": "file_input", "action_id": "plan", "max_files": n}),
]


@pytest.mark.parametrize(("most", "build"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
def test_a_limit_holds_on_both_sides(most: int, build: Callable[[int], Json]) -> None:
    """What is at the limit is taken, one more is refused."""
    assert [] == problems(build(most))
    assert [] != problems(build(most + 1))


LEAST: list[tuple[str, int, Callable[[int], Json]]] = [
    ("options", 1, select),
    ("overflow options", 1, lambda n: select(n, "overflow")),
    ("input max_length", 1, lambda n: typed(max_length=n)),
    ("input min_length", 0, lambda n: typed(min_length=n)),
    ("files", 1, lambda n: {"type": "file_input", "action_id": "plan", "max_files": n}),
    ("action id", 1, lambda n: button("x", "a" * n)),
]


@pytest.mark.parametrize(("least", "build"), [case[1:] for case in LEAST], ids=[case[0] for case in LEAST])
def test_a_lower_limit_holds_on_both_sides(least: int, build: Callable[[int], Json]) -> None:
    """What is at the limit is taken, one less is refused."""
    assert [] == problems(build(least))
    assert [] != problems(build(least - 1))


@pytest.mark.parametrize(
    ("words", "element"),
    [
        ("must be an object [json-pointer:/e]", "words"),
        ("unsupported type: marquee [json-pointer:/e/type]", {"type": "marquee"}),
        ("missing required field: text [json-pointer:/e]", {"type": "button", "action_id": "a"}),
        ("invalid additional property: colour [json-pointer:/e]", button("x", "a", colour="red")),
        (
            "unsupported value: pink; must be one of primary, danger [json-pointer:/e/style]",
            button("x", "a", style="pink"),
        ),
        (
            "option values must be unique [json-pointer:/e/options]",
            select(0) | {"options": [option("x", "v"), option("y", "v")]},
        ),
        (
            "the initial option must be one of the options [json-pointer:/e]",
            select(2, initial_option=option("Other", "other")),
        ),
        (
            "the initial option must be one of the options [json-pointer:/e]",
            select(2, "multi_static_select", initial_options=[option("Other", "other")]),
        ),
        (
            "must provide either options or option_groups [json-pointer:/e]",
            {"type": "static_select", "action_id": "pick"},
        ),
        ("must be an object [json-pointer:/e/confirm]", button("x", "a", confirm="sure?")),
        ("must be between 1 and 10 [json-pointer:/e/max_files]", {"type": "file_input", "max_files": "many"}),
    ],
)
def test_what_is_wrong_is_said_with_its_place(words: str, element: object) -> None:
    """A refused element is explained in Slack's manner."""
    assert words in problems(element)


def test_what_is_chosen_at_first_may_stand_in_a_group() -> None:
    """The options of an element are those of all its groups, too; garbage among them is none."""
    element = grouped(2) | {"initial_option": option("x", "v1")}

    assert [] == problems(element)
    assert ["v0", "v1"] == [one["value"] for one in options_of(element | {"options": "none"})]


def test_an_element_stands_where_it_may() -> None:
    """Texts are filled in in inputs alone, buttons pressed elsewhere, pictures shown beside a text."""
    assert [] == problems(button("x", "a"), IN_ACTIONS)
    assert [] != problems(button("x", "a"), IN_INPUT)
    assert [] != problems(typed(), IN_ACTIONS)
    picture = {"type": "image", "image_url": "u", "alt_text": "a"}
    assert (True, False) == (problems(picture, AS_ACCESSORY) == [], problems(picture, IN_ACTIONS) == [])
    assert CHOICES <= IN_ACTIONS & IN_INPUT & AS_ACCESSORY
