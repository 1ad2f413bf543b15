import pytest
from hypothesis import given, strategies as st

from commands.blocks.metadata import FormMetadata, UnknownForm

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@given(WORDS, WORDS, WORDS, WORDS)
def test_what_a_form_remembers_comes_back(deployment: str, channel: str, thread: str, question: str) -> None:
    """Whatever it is, it is read as it was spelled."""
    kept = FormMetadata(deployment=deployment, channel=channel, thread=thread, question=question)
    assert kept == FormMetadata.parse(kept.spell())


def test_what_no_database_keeps_is_replaced() -> None:
    """A NUL that a form was made to remember reaches no database."""
    assert "x\ufffd" == FormMetadata.parse('{"deployment": "x\\u0000", "channel": "C1"}').deployment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "{}",
        '{"channel": "C1", "roles": []}',
        '{"deployment": 5, "channel": "C1"}',
        '{"deployment": "WEB-1", "channel": null}',
        "[" * 3000,
    ],
)
def test_what_another_form_remembers_is_told_apart(text: str) -> None:
    """Neither nothing nor the start form's memory is taken for it."""
    with pytest.raises(UnknownForm, match="remembers"):
        FormMetadata.parse(text)
