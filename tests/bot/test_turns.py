import pytest

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


@pytest.mark.parametrize(("lately", "expected"), [(60.0, False), (0.0, True)])
def test_whoever_had_none_lately_is_urgent(*, lately: float, expected: bool) -> None:
    """And so is whoever had none at all; of several one is enough."""
    turns = Turns(lately)
    turns.took(["a"])

    assert expected is turns.is_urgent(["a"])
    assert turns.is_urgent(["a", "b"])
    assert not turns.is_urgent([])
