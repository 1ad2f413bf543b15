"""Both sides of each of Slack's limits."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sandbox.blocks import check_message, check_view, is_too_long
from sandbox.model import Json
from tests.sandbox.helpers import actions, button, entry, modal, mrkdwn, plain, section

TEXT_INPUT: Json = {"type": "plain_text_input", "action_id": "words"}


def _rows(rows: int, cells: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells] * rows}


def _fields(count: int, length: int) -> Json:
    return {"type": "section", "fields": [mrkdwn("f" * length)] * count}


def _context(count: int) -> Json:
    return {"type": "context", "elements": [mrkdwn("c")] * count}


def _slack_image(key: str, alt: str = "a") -> Json:
    return {"type": "image", "slack_file": {"id": key}, "alt_text": alt}


def _buttons(count: int) -> Json:
    return actions(*(button("b", f"b{number}") for number in range(count)))


LIMITS: list[tuple[str, int, Callable[[int], list[Json]]]] = [
    ("blocks of a message", 50, lambda n: [{"type": "divider"}] * n),
    ("section text", 3000, lambda n: [section("x" * n)]),
    ("fields", 10, lambda n: [_fields(n, 1)]),
    ("field text", 2000, lambda n: [_fields(1, n)]),
    ("header text", 150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    ("context elements", 10, lambda n: [_context(n)]),
    ("actions elements", 25, lambda n: [_buttons(n)]),
    ("block id", 255, lambda n: [section("x") | {"block_id": "b" * n}]),
    ("input label", 2000, lambda n: [entry("in", TEXT_INPUT) | {"label": plain("l" * n)}]),
    ("input hint", 2000, lambda n: [entry("in", TEXT_INPUT, hint=plain("h" * n))]),
    ("image url", 3000, lambda n: [{"type": "image", "image_url": "u" * n, "alt_text": "a"}]),
    ("image of Slack's alt text", 2000, lambda n: [_slack_image("F0000001", "a" * n)]),
    ("image alt text", 2000, lambda n: [{"type": "image", "image_url": "u", "alt_text": "a" * n}]),
    ("table rows", 100, lambda n: [_rows(n, 1)]),
    ("table cells", 20, lambda n: [_rows(1, n)]),
    (
        "characters of tables",
        10_000,
        lambda n: [_rows(1, 1, "x" * (n // 2)), _rows(1, 1, "x" * (n - n // 2))],
    ),
]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "image", "alt_text": "a"},
        _slack_image("F0000001") | {"image_url": "u"},
        {"type": "image", "slack_file": "F0000001", "alt_text": "a"},
        {"type": "image", "slack_file": {}, "alt_text": "a"},
        {"type": "image", "slack_file": {"id": "F0000001"}},
    ],
)
def test_a_picture_comes_from_one_place(wrong: Json) -> None:
    """An address or a file, not both and not none; a file is named by its id."""
    assert [] != check_message([wrong])


@pytest.mark.parametrize(("most", "build"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
def test_a_limit_holds_on_both_sides(most: int, build: Callable[[int], list[Json]]) -> None:
    """What is at the limit is taken, one more is refused."""
    assert [] == check_message(build(most))
    assert [] != check_message(build(most + 1))


WRONG: list[tuple[str, Any]] = [
    ("[ERROR] must be an object [json-pointer:/blocks/0]", "words"),
    ("[ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]", {"type": "marquee"}),
    ("[ERROR] missing required field: text or fields [json-pointer:/blocks/0]", {"type": "section"}),
    ("[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]", section("")),
    (
        "[ERROR] must be a plain_text text object [json-pointer:/blocks/0/text/type]",
        {"type": "header", "text": mrkdwn("x")},
    ),
    (
        "[ERROR] invalid additional property: colour [json-pointer:/blocks/0]",
        section("x") | {"colour": "red"},
    ),
    (
        "[ERROR] action_id already exists: a [json-pointer:/blocks/0/elements]",
        actions(button("x", "a"), button("y", "a")),
    ),
    (
        "[ERROR] unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        actions(TEXT_INPUT),
    ),
    ("[ERROR] missing required field: elements [json-pointer:/blocks/0]", {"type": "context"}),
    (
        "[ERROR] unsupported rich text element [json-pointer:/blocks/0/elements/0/type]",
        {"type": "rich_text", "elements": [{"type": "poem"}]},
    ),
]


@pytest.mark.parametrize(("words", "block"), WRONG, ids=[case[0][8:50] for case in WRONG])
def test_what_is_wrong_is_said_with_its_place(words: str, block: Json) -> None:
    """A refused block is explained in Slack's manner, with a JSON pointer."""
    assert words in check_message([block])


def test_block_ids_are_unique_in_a_message() -> None:
    """Two blocks of one message cannot bear the same id."""
    twice = [section("x") | {"block_id": "same"}] * 2

    assert ["[ERROR] block_id already exists: same [json-pointer:/blocks/1/block_id]"] == check_message(twice)


def test_a_table_does_not_stand_in_a_modal() -> None:
    """Blocks are held to their surfaces."""
    assert ["[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]"] == check_view(
        modal(_rows(1, 1))
    )


VIEW_LIMITS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("blocks", 100, lambda n: modal(*([{"type": "divider"}] * n))),
    ("title", 24, lambda n: modal() | {"title": plain("t" * n)}),
    ("submit", 24, lambda n: modal() | {"submit": plain("t" * n)}),
    ("close", 24, lambda n: modal(close=plain("t" * n))),
    ("private metadata", 3000, lambda n: modal(private_metadata="m" * n)),
    ("callback id", 255, lambda n: modal(callback_id="m" * n)),
    ("external id", 255, lambda n: modal(external_id="m" * n)),
]


@pytest.mark.parametrize(
    ("most", "build"), [case[1:] for case in VIEW_LIMITS], ids=[case[0] for case in VIEW_LIMITS]
)
def test_a_view_limit_holds_on_both_sides(most: int, build: Callable[[int], Json]) -> None:
    """What is at the limit is taken, one more is refused."""
    assert [] == check_view(build(most))
    assert [] != check_view(build(most + 1))


@pytest.mark.parametrize(
    ("surface", "problems"), [("modal", []), ("message", ["[ERROR] unsupported type: file_input"])]
)
def test_files_are_dropped_into_modals_alone(surface: str, problems: list[str]) -> None:
    """Neither a message nor a Home tab takes a file input."""
    block = entry("which", {"type": "file_input", "action_id": "plan", "filetypes": ["md"]})
    found = check_view(modal(block)) if surface == "modal" else check_message([block])

    assert problems == [message.partition(" [json")[0] for message in found]


def test_a_modal_with_an_input_needs_submit() -> None:
    """A modal with an input and no submit button is refused, a Home tab needs none."""
    view = modal(entry("in", TEXT_INPUT))
    del view["submit"]
    home = {"type": "home", "blocks": [entry("in", TEXT_INPUT)]}

    assert 1 == len(check_view(view))
    assert [] == check_view(home)


def test_the_text_of_all_blocks_counts() -> None:
    """A message's blocks hold about 13,200 characters in all."""
    blocks = [section("x" * 3000)] * 4

    assert not is_too_long([*blocks, section("x" * 1200)])
    assert is_too_long([*blocks, section("x" * 1201)])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ELEMENT_FIELDS = st.dictionaries(
    st.sampled_from(["options", "option_groups", "initial_option", "initial_options", "confirm", "text"])
    | st.sampled_from(["action_id", "placeholder", "min_length", "value"]),
    VALUES,
    max_size=4,
)
ELEMENT_KINDS = st.sampled_from(["button", "static_select", "checkboxes", "plain_text_input"])
ELEMENTS = st.builds(lambda fields, kind: {**fields, "type": kind}, ELEMENT_FIELDS, ELEMENT_KINDS | VALUES)
FIELDS = st.dictionaries(
    st.sampled_from(["text", "label", "rows", "fields", "block_id", "elements"]), VALUES, max_size=3
) | st.fixed_dictionaries(
    {"element": ELEMENTS, "accessory": ELEMENTS, "elements": st.lists(ELEMENTS, max_size=2)}
)
KINDS = st.sampled_from(["section", "actions", "input", "context", "table", "rich_text", "image", "header"])


@given(KINDS | VALUES, FIELDS)
def test_garbage_is_refused_not_crashed_on(kind: object, fields: Json) -> None:
    """Whatever stands in a block, the check answers."""
    assert isinstance(check_message([{**fields, "type": kind}]), list)
