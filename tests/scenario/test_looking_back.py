"""What is over is found again and counted, by people and by machines."""

from bot.audit import audit
from tests.scenario.night import Night, said
from tests.scenario.test_run import ID, completed


async def test_a_night_that_is_over_is_found_and_counted(night: Night) -> None:
    """Whoever took part finds it, whoever did not does not; its figures are told, and its chain is whole."""
    await completed(night)
    listed = said(await night.types("ned", "list closed"))
    assert "1 deployment that ended between" in listed
    assert "Web shop 4.12.0, production: completed Tue 1 Dec 22:00 CET; lead Ana Castillo" in listed
    assert ID in said(await night.types("ned", "list closed 2026-12-01 2026-12-01 web-shop @omar"))
    assert "No deployment that you ask for" in said(await night.types("ned", "list closed @maya"))
    assert "No deployment that you ask for" in said(await night.types("ned", "list closed billing"))
    told = said(await night.types("ned", "stats 7d"))
    assert "1 completed" in told
    assert "Change failure rate 0%: 0 of 1 deployed were rolled back" in told
    assert "0 began late" in told
    assert (await audit(night.house.database))[1] == ()
