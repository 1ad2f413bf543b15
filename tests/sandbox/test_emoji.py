from sandbox.emoji import picture


def test_an_unknown_short_name_stays_as_it_is() -> None:
    """What is not in the table is shown in its colons, as Slack does."""
    assert ("🚀", ":zebra:") == (picture("rocket"), picture("zebra"))
