import pytest
from hypothesis import given, strategies as st

from commands.blocks.metadata import FormMetadata

WORDS = st.text(max_size=60)


@given(WORDS, WORDS, WORDS, WORDS)
def test_what_a_form_remembers_comes_back(deployment: str, channel: str, thread: str, question: str) -> None:
    """Whatever it is, it is read as it was spelled."""
    kept = FormMetadata(deployment=deployment, channel=channel, thread=thread, question=question)
    assert kept == FormMetadata.parse(kept.spell())


@pytest.mark.parametrize("text", ["", "[]", "1", "{}", '{"channel": "C1", "roles": []}'])
def test_what_another_form_remembers_is_told_apart(text: str) -> None:
    """Neither nothing nor the start form's memory is taken for it."""
    with pytest.raises(ValueError, match=r"remembers|Expecting value"):
        FormMetadata.parse(text)
