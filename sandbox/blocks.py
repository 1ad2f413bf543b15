"""Checks messages and views against what Slack accepts of Block Kit.

Independent of what the bot checks itself, so that both would have to be wrong the same way. Types that the
sandbox cannot show are refused, too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.checks import TEXT_TYPES, Findings
from sandbox.elements import AS_ACCESSORY, IDS, IN_ACTIONS, IN_INPUT, check_element
from sandbox.model import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
"""Characters of text in a message's blocks; not documented by Slack, measured by others."""
VIEW_FIELDS: Mapping[str, tuple[str, ...]] = {
    "home": ("callback_id", "private_metadata", "external_id"),
    "modal": (
        "callback_id",
        "private_metadata",
        "external_id",
        "submit",
        "close",
        "clear_on_close",
        "notify_on_close",
        "submit_disabled",
    ),
}
"""What a view may have beside its title and blocks."""
TABLE_CHARACTERS = 10_000
"""Characters over all tables of a message."""
RICH_TEXT_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")


@dataclass(frozen=True, slots=True)
class _Kind:
    """One type of block: where it may stand, the fields it must and may have, what else is checked."""

    surfaces: frozenset[str]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    check: Callable[[Findings, Json, str], None]


def check_message(blocks: list[Any]) -> list[str]:
    """What Slack would find wrong with a message's blocks; nothing when it would take them."""
    found = Findings()
    _check_blocks(found, blocks, "message", MESSAGE_BLOCKS, "/blocks")
    tables = [block for block in blocks if isinstance(block, dict) and block.get("type") == "table"]
    if sum(_characters(table) for table in tables) > TABLE_CHARACTERS:
        found.add(f"tables must be less than {TABLE_CHARACTERS + 1} characters in total", "/blocks")
    return found.messages


def is_too_long(blocks: list[Any]) -> bool:
    """Whether a message's blocks hold more text than Slack takes (`msg_blocks_too_long`)."""
    return sum(_characters(block) for block in blocks) > MESSAGE_CHARACTERS


def _characters(value: object) -> int:
    return sum(map(len, _texts(value)))


def _texts(value: object) -> Iterator[str]:
    """Every text in blocks, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def check_view(view: Json) -> list[str]:
    """What Slack would find wrong with a modal or a Home tab."""
    found = Findings()
    if view.get("type") not in ("modal", "home"):
        found.add(f"unsupported type: {view.get('type')}", "/view/type")
        return found.messages
    for key, longest in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        found.string(view, key, longest, "/view")
    required = ("title", "blocks") if view["type"] == "modal" else ("blocks",)
    found.fields(view, required, VIEW_FIELDS[view["type"]], "/view")
    for key in ("title", "submit", "close"):
        found.text(view, key, 24, "/view")
    blocks = found.items(view, "blocks", VIEW_BLOCKS, "/view", least=0)
    _check_blocks(found, blocks, view["type"], VIEW_BLOCKS, "/view/blocks")
    inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if view["type"] == "modal" and inputs and "submit" not in view:
        found.add("missing required field: submit (a view with an input needs one)", "/view")
    return found.messages


def _check_blocks(found: Findings, blocks: list[Any], surface: str, most: int, at: str) -> None:
    if len(blocks) > most:
        found.add(f"no more than {most} items allowed", at)
    names: list[object] = []
    for index, block in enumerate(blocks):
        place = f"{at}/{index}"
        if not isinstance(block, dict):
            found.add("must be an object", place)
            continue
        kind = _KINDS.get(str(block.get("type")))
        if kind is None or surface not in kind.surfaces:
            found.add(f"unsupported type: {block.get('type')}", f"{place}/type")
            continue
        found.fields(block, kind.required, kind.optional, place)
        found.string(block, "block_id", IDS, place)
        kind.check(found, block, place)
        if surface != "modal" and any(one.get("type") == "file_input" for one in elements_in(block)):
            found.add("unsupported type: file_input", f"{place}/element/type")
        _check_action_ids(found, block, place)
        if block.get("block_id") and block["block_id"] in names:
            found.add(f"block_id already exists: {block['block_id']}", f"{place}/block_id")
        names.append(block.get("block_id"))


def elements_in(block: Json) -> list[Json]:
    """The elements a block holds: an actions block's, a section's accessory, an input's own."""
    elements = block.get("elements") if block.get("type") == "actions" else None
    held = [*elements] if isinstance(elements, list) else []
    held += [block[key] for key in ("accessory", "element") if key in block]
    return [element for element in held if isinstance(element, dict)]


def _check_action_ids(found: Findings, block: Json, at: str) -> None:
    names = [str(element["action_id"]) for element in elements_in(block) if "action_id" in element]
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.add(f"action_id already exists: {name}", f"{at}/elements")


def _section(found: Findings, block: Json, at: str) -> None:
    if "text" not in block and "fields" not in block:
        found.add("missing required field: text or fields", at)
    found.text(block, "text", 3000, at, types=TEXT_TYPES)
    for index, field in enumerate(found.items(block, "fields", 10, at)):
        found.text_object(field, 2000, f"{at}/fields/{index}", types=TEXT_TYPES)
    if "accessory" in block:
        check_element(found, block["accessory"], AS_ACCESSORY, f"{at}/accessory")


def _header(found: Findings, block: Json, at: str) -> None:
    found.text(block, "text", 150, at)


def _context(found: Findings, block: Json, at: str) -> None:
    for index, element in enumerate(found.items(block, "elements", 10, at)):
        place = f"{at}/elements/{index}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(found, element, {"image"}, place)
        else:
            found.text_object(element, 3000, place, types=TEXT_TYPES)


def _actions(found: Findings, block: Json, at: str) -> None:
    for index, element in enumerate(found.items(block, "elements", 25, at)):
        check_element(found, element, IN_ACTIONS, f"{at}/elements/{index}")


def _input(found: Findings, block: Json, at: str) -> None:
    found.text(block, "label", 2000, at)
    found.text(block, "hint", 2000, at)
    if "element" in block:
        check_element(found, block["element"], IN_INPUT, f"{at}/element")


def _image(found: Findings, block: Json, at: str) -> None:
    found.string(block, "image_url", 3000, at, shortest=1)
    found.string(block, "alt_text", 2000, at, shortest=1)
    found.text(block, "title", 2000, at)
    if ("image_url" in block) is ("slack_file" in block):
        found.add("must provide either image_url or slack_file", at)
    if "slack_file" in block and found.is_object(block["slack_file"], f"{at}/slack_file"):
        found.fields(block["slack_file"], ("id",), (), f"{at}/slack_file")


def _rich_text(found: Findings, block: Json, at: str) -> None:
    for index, part in enumerate(found.items(block, "elements", 100, at)):
        place = f"{at}/elements/{index}"
        if not isinstance(part, dict) or part.get("type") not in RICH_TEXT_PARTS:
            found.add("unsupported rich text element", f"{place}/type")
        elif not isinstance(part.get("elements"), list):
            found.add("missing required field: elements", place)


def _table(found: Findings, block: Json, at: str) -> None:
    for index, row in enumerate(found.items(block, "rows", 100, at)):
        cells = found.items({"row": row}, "row", 20, f"{at}/rows/{index}")
        for number, cell in enumerate(cells):
            if not isinstance(cell, dict) or cell.get("type") not in ("raw_text", "raw_number", "rich_text"):
                found.add("must be raw_text, raw_number or rich_text", f"{at}/rows/{index}/{number}")
    found.items(block, "column_settings", 20, at)


def _divider(_found: Findings, _block: Json, _at: str) -> None:
    """A line has nothing to check."""


_ALL = frozenset({"message", "modal", "home"})
_KINDS: Mapping[str, _Kind] = {
    "section": _Kind(_ALL, (), ("text", "fields", "accessory", "expand"), _section),
    "header": _Kind(_ALL, ("text",), ("level",), _header),
    "divider": _Kind(_ALL, (), (), _divider),
    "context": _Kind(_ALL, ("elements",), (), _context),
    "actions": _Kind(_ALL, ("elements",), (), _actions),
    "input": _Kind(_ALL, ("label", "element"), ("hint", "optional", "dispatch_action"), _input),
    "image": _Kind(_ALL, ("alt_text",), ("image_url", "slack_file", "title"), _image),
    "rich_text": _Kind(_ALL, ("elements",), (), _rich_text),
    "table": _Kind(frozenset({"message", "home"}), ("rows",), ("column_settings",), _table),
}
