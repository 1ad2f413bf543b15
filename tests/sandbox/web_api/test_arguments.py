import json

import pytest

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import World
from tests.sandbox.fake_bot import TOKEN
from tests.sandbox.helpers import Client


async def test_forms_and_queries_are_read_as_well_as_json(client: Client, world: World) -> None:
    """slack_sdk sends some methods as a form and reads with GET; blocks are JSON in a text there."""
    blocks = json.dumps([{"type": "divider"}])
    form = {"token": TOKEN, "channel": "C0OPS", "text": "hi", "blocks": blocks}
    posted = await client.http.post("/api/chat.postMessage", data=form)
    headers = {"authorization": f"Bearer {TOKEN}"}
    read = await client.http.get("/api/conversations.history?channel=C0OPS&limit=1", headers=headers)

    assert posted.json()["ok"]
    assert "divider" == world.conversations["C0OPS"].messages[0].blocks[0]["type"]
    assert "hi" == read.json()["messages"][0]["text"]


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_broken_body_is_refused(client: Client, body: str, error: str) -> None:
    """JSON that is none, or no object."""
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}

    assert error == (await client.http.post("/api/auth.test", content=body, headers=headers)).json()["error"]


def test_what_was_not_given_is_nothing() -> None:
    """Nothing and null are the same; a text that must be there is asked for by name."""
    for given in (Arguments({}), Arguments({"x": None})):
        assert ("", False, False, 7, None) == (
            given.text("x"),
            given.has("x"),
            given.flag("x"),
            given.number("x", 7),
            given.structure("x"),
        )
        with pytest.raises(SlackError) as refused:
            given.required("x")
        assert ("invalid_arguments", ("[ERROR] missing required field: x",)) == (
            refused.value.code,
            refused.value.messages,
        )


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), ("true", True), ("1", True), (1, True), (False, False), ("no", False)]
)
def test_truth_is_spelled_in_several_ways(value: object, flag: bool) -> None:
    """A form has words where JSON has values."""
    assert flag is Arguments({"x": value}).flag("x")


def test_numbers_and_structures_are_read_from_texts() -> None:
    """A number that is none is refused, JSON that is none is nothing."""
    given = Arguments(
        {"limit": "15", "bad": "many", "blocks": '[{"type": "divider"}]', "broken": "[", "view": {}}
    )

    assert (15, [{"type": "divider"}]) == (given.number("limit", 1), given.structure("blocks"))
    assert (None, {}) == (given.structure("broken"), given.structure("view"))
    with pytest.raises(SlackError, match="invalid_arguments"):
        given.number("bad", 1)
