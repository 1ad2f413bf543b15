from bot.pauses import pause_after


def test_pauses_grow_up_to_a_minute() -> None:
    """The first failure costs a second, each further one twice as much, never more than a minute."""
    pauses = [pause_after(failures).total_seconds() for failures in (0, 1, 2, 5, 6, 1000)]

    assert [1, 2, 4, 32, 60, 60] == pauses
