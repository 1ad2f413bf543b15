import pytest

from sandbox.model import Json
from sandbox.plain_text import block_lines
from sandbox.reader import Reader
from sandbox.workspace import World
from tests.sandbox.helpers import actions, button, entry, mrkdwn, option, plain, section

OPTIONS = [option("Critical", "c"), option("High", "h")]
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}],
}
CASES: list[tuple[str, Json, list[str]]] = [
    ("section", section("*Step 5*, <@U0DBA>\ndue"), ["Step 5, @dba", "due"]),
    (
        "accessory",
        section("Plan") | {"accessory": button("Open", "open")},
        ["Plan", "[Open]"],
    ),
    ("fields", {"type": "section", "fields": [mrkdwn("*Lead*\n<@U0ANA>")]}, ["Lead: @ana"]),
    ("header", {"type": "header", "text": plain("Go? :rocket:")}, ["## Go? 🚀"]),
    ("divider", {"type": "divider"}, ["――――――――"]),
    ("context", {"type": "context", "elements": [mrkdwn("a"), mrkdwn("b")]}, ["a  b"]),
    ("buttons", actions(button("Hold", "hold"), button("Go", "go")), ["[Hold] [Go]"]),
    ("overflow", actions({"type": "overflow", "options": OPTIONS}), ["[… Critical | High]"]),
    ("select", actions({"type": "static_select", "options": OPTIONS}), ["[Critical | High]"]),
    (
        "input",
        entry("Lead", {"type": "users_select", "initial_user": "U0ANA"}, hint=plain("who")),
        ["Lead: [@ana] (who)"],
    ),
    ("empty input", entry("Why", {"type": "plain_text_input"}), ["Why: []"]),
    ("image", {"type": "image", "image_url": "u", "alt_text": "chart"}, ["(picture: chart)"]),
    (
        "picture beside",
        section("x") | {"accessory": {"type": "image", "image_url": "u", "alt_text": "chart"}},
        ["x", "(picture: chart)"],
    ),
    ("rich text", RICH, ["rich"]),
    ("table", {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]]}, ["a | rich"]),
    ("code", section("run\n```a\nb```\nthen `c`"), ["run", "    a", "    b", "then c"]),
    ("quote", section("&gt; no\nyes"), ["> no", "yes"]),
    ("link", section("<https://a.example|see>"), ["see"]),
]


@pytest.mark.parametrize(("block", "lines"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_block_is_written_as_lines(world: World, block: Json, lines: list[str]) -> None:
    """Each type of block reads like what a person sees."""
    assert lines == block_lines([block], Reader(world, "U0ANA"))


def test_a_list_has_an_item_on_each_line(world: World) -> None:
    """Bullets stand at the beginning of their lines."""
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]} for word in ("one", "two")
    ]
    block = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}],
    }

    assert ["• one", "• two"] == block_lines([block], Reader(world))
