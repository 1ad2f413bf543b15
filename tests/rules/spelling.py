"""What two places must agree on is spelled in one (anchors that drift apart are found by nobody).

Slack's ids are the enums of `commands/blocks/actions.py`; a lane's key and a question's id are made by one
function each.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.rules.source import Finding, Source

ACTIONS = "commands/blocks/actions.py"
ID_NAMES = frozenset({"action_id", "block_id", "callback_id", "external_id"})
REGISTERS = frozenset(
    {"action", "block_action", "view", "view_submission", "view_closed", "shortcut", "options"}
)
"""Bolt's decorators that take an id."""


def slack_ids_in_one_place(source: Source) -> Iterator[Finding]:
    """An id of Slack's is a member of an enum, never a string where it is used."""
    if source.room != "commands" or source.path == ACTIONS:
        return
    for node in source.nodes:
        for value in _ids_used(node):
            if _is_text(value):
                text = f"{ast.unparse(value)} is an id: name it in {ACTIONS} and use that name"
                yield source.finding(value, "slack-ids-in-one-place", text)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _ids_used(node: ast.AST) -> Iterator[ast.expr]:
    """What stands where an id belongs: a keyword, a dictionary's value, a comparison, a registration."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in REGISTERS:
            yield first
        case ast.keyword(arg=str(name), value=value) if name in ID_NAMES:
            yield value
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and key.value in ID_NAMES:
                    yield value
        case ast.Compare(left=left, comparators=right) if any(map(_reads_id, [left, *right])):
            yield from (left, *right)


def _reads_id(node: ast.expr) -> bool:
    """Whether it is `x["action_id"]`, `x.get("action_id")` or a name such as `action_id`."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=name)):
            return name in ID_NAMES
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=name), *_]):
            return name in ID_NAMES
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in ID_NAMES
    return False


@dataclass(frozen=True, slots=True)
class Key:
    """A key made of parts: what it is called, the module that makes it, and its shape (parts are `{}`)."""

    name: str
    made_in: str
    shape: re.Pattern[str]


KEYS = (
    Key("a lane's key", "bot/storage/lanes.py", re.compile(r"\{\}\|")),
    Key(
        "a question's id",
        "bot/domain/questions.py",
        re.compile(r"(submit|review|begin|go|hold|resume|cancel|rollback|step|confirm):\{\}"),
    ),
)


def keys_in_one_place(source: Source) -> Iterator[Finding]:
    """A key made of parts is made by one function."""
    if source.room not in {"tminus", "bot", "commands", "integrations"}:
        return
    for node in source.nodes:
        if not isinstance(node, ast.JoinedStr):
            continue
        shape = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        for key in KEYS:
            if source.path != key.made_in and key.shape.match(shape):
                yield source.finding(
                    node, "keys-in-one-place", f"{key.name} is made in {key.made_in}: call it"
                )
