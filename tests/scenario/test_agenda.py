from tests.scenario.night import Night, instant

START = "start web-shop 4.12.0 2026-12-02 23:00"
TWO_DAYS_BEFORE, DAY_BEFORE = instant("2026-11-30", "23:00"), instant("2026-12-01", "23:00")


async def reminders(night: Night, who: str) -> int:
    """How many reminders of an approval somebody has."""
    return sum("Reminder, " in "\n".join(message["lines"]) for message in await night.messages(who))


async def test_whoever_has_not_signed_is_reminded(night: Night) -> None:
    """Two days before the window and one day, as long as they have not; each copy says what came of it."""
    await night.types("tess", START)
    await night.types("tess", "submit")
    await night.until(TWO_DAYS_BEFORE)
    assert (1, 1, 0) == tuple([await reminders(night, who) for who in ("sec", "carla", "dba")])

    await night.presses("sec", "Approve", "Reminder, 48 h")
    assert "approved by you" in await night.sees("sec", "Reminder, 48 h")
    await night.until(DAY_BEFORE)
    assert (1, 2) == tuple([await reminders(night, who) for who in ("sec", "carla")])


async def test_a_pause_is_told_in_the_thread(night: Night) -> None:
    """What came due while nobody woke it is made up for, and the thread says since when."""
    await night.types("tess", START)
    await night.types("tess", "submit")
    await night.jumps(instant("2026-12-01", "23:30"))
    assert 1 == await reminders(night, "carla")
    told = await night.sees("carla", "I was away since")
    assert "since Mon 30 Nov 23:00 CET" in told
    assert "1 sent late" in told
    assert "1 folded into a later one" in told
