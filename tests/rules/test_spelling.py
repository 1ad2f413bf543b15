import pytest

from tests.rules.lines import lines
from tests.rules.spelling import keys_in_one_place, slack_ids_in_one_place


@pytest.mark.parametrize(
    "code",
    [
        '@app.action("approve")\ndef f(): ...',
        'app.view(f"start-{x}")(f)',
        'button(action_id="approve")',
        '{"type": "input", "block_id": "plan"}',
        'if view["callback_id"] == "start": ...',
        'if action.get("action_id") == "go": ...',
        'if "go" == action_id: ...',
    ],
)
def test_an_id_is_spelled_with_the_enums_alone(code: str) -> None:
    """A string where Slack's id belongs is a fault, but not in the enums' module."""
    assert [1] == lines(slack_ids_in_one_place, "commands/actions.py", code)
    assert [] == lines(slack_ids_in_one_place, "commands/blocks/actions.py", code)


@pytest.mark.parametrize(
    "code",
    [
        "@app.action(Action.APPROVE)\ndef f(): ...",
        'button(action_id=Action.APPROVE, text="Approve")',
        '{"type": "section", "block_id": Block.PLAN}',
        'if word == "approve": ...',
        'if view["callback_id"] == Callback.START: ...',
        'values["type"]',
        'LIMITS = {"action_id": 255}',
    ],
)
def test_words_that_are_no_ids_are_free(code: str) -> None:
    """The enums' members, and words elsewhere, are fine."""
    assert [] == lines(slack_ids_in_one_place, "commands/actions.py", code)


@pytest.mark.parametrize(
    ("made_in", "code"),
    [
        ("bot/storage/lanes.py", 'f"{deployment}|{user}"'),
        ("bot/domain/questions.py", 'f"step:{number}:{attempt}"'),
    ],
)
def test_a_key_is_made_in_its_module_alone(made_in: str, code: str) -> None:
    """A lane's key and a question's id are put together in one module each."""
    assert [1] == lines(keys_in_one_place, "bot/service.py", code)
    assert [] == lines(keys_in_one_place, made_in, code)


@pytest.mark.parametrize("code", ['f"step: {number}"', 'f"{a}, {b}"', '"a|b"', 'f"see step:{number}"'])
def test_a_text_is_no_key(code: str) -> None:
    """Texts for people do not have the shape of a key."""
    assert [] == lines(keys_in_one_place, "bot/service.py", code)
