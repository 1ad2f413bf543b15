from bot.turns import REMEMBERED, Turns


def test_whoever_had_none_goes_first() -> None:
    """As they stand there; then whoever had theirs longest ago."""
    turns = Turns()
    turns.took(["a", "b", "c"])
    turns.took(["a"])

    assert ["e", "d", "b", "a"] == list(turns.of(["a", "b", "e", "d", "e"]))


def test_what_was_long_ago_is_forgotten() -> None:
    """So many turns are remembered, the last ones."""
    turns = Turns()
    turns.took(map(str, range(REMEMBERED + 1)))

    assert ["0", "1"] == list(turns.of(["1", "0"]))
