from bot.domain.agenda.table import RULES, TABLE


def test_rules_are_told_apart_by_name() -> None:
    """No name stands for two, and none has a space, which ends it in an item's key."""
    assert len(TABLE) == len(RULES)
    assert not [name for name in RULES if " " in name]
