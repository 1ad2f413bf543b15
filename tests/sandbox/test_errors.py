from sandbox.errors import SlackError


def test_a_refusal_has_slacks_word_and_what_is_wrong_where() -> None:
    """Its text is the word alone, as in Slack's answers."""
    refused = SlackError("invalid_blocks", ("[ERROR] must be an object [json-pointer:/blocks/0]",))

    assert ("invalid_blocks", "invalid_blocks", 1) == (str(refused), refused.code, len(refused.messages))
    assert () == SlackError("not_authed").messages
